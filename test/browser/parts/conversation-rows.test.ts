import { expect } from "chai";
import type { Page } from "playwright-core";
import type * as Rows from "../../../src/browser/conversation/rows.js";
import type * as Closed from "../../../src/browser/conversation/writing-closed.js";
import { openParts } from "../../support/browser-parts.js";
import { CONVERSATION_HTML, row } from "../../support/conversation-parts.js";

declare const parts: typeof Rows & typeof Closed;

describe("The parts that draw a conversation", () => {
  let page: Page;
  before(async () => (page = await openParts(["conversation/rows", "conversation/writing-closed"], CONVERSATION_HTML)));
  after(() => page.context().close());
  beforeEach(() => page.reload());

  it("put rows in order, each once, with its day once, and say what is new to someone who reads further up", async () => {
    const rows = [3, 1, 2].map((seq) => row(seq, { day: seq === 3 ? "Tuesday" : "Monday" }));
    const seen = await page.evaluate(
      ([first, ...more]) => {
        const section = document.querySelector("section")!;
        const list = new parts.MessageRows(section);
        const [box, newest] = [section.querySelector<HTMLElement>(".messages")!, section.querySelector("button")!];
        const none = box.querySelector<HTMLElement>(".messages-none")!;
        const empty = [list.lastSeq, list.lastInView(), none.hidden];
        list.add(first!);
        list.addOwn("own-1", "Mine");
        for (const html of more.slice(0, 2)) list.add(html);
        const order = Array.from(box.querySelectorAll(".message-body"), ({ textContent }) => textContent);
        const days = Array.from(box.querySelectorAll<HTMLElement>(".day-separator"), ({ hidden }) => hidden);
        const found = [list.lastSeq, none.hidden, list.hasOwn("own-1"), list.hasOwn("own-2")];
        list.removePending("own-1");
        const left = list.hasOwn("own-1");
        box.style.height = "60px";
        box.scrollTop = 0;
        list.add(more[2]!);
        const above = [newest.hidden, box.scrollTop, list.lastInView()];
        newest.click();
        const below = [newest.hidden, box.scrollTop > 0, list.lastInView(), document.activeElement === box];
        box.scrollTop = 0;
        list.addOwn("own-2", "Mine too");
        const own = box.scrollTop > 0;
        list.removePending("own-2");
        section.style.marginTop = "3000px";
        newest.click();
        const stays = scrollY;
        section.style.marginTop = "-2000px";
        return {
          empty,
          order,
          days,
          found,
          left,
          above,
          below,
          own,
          stays,
          outOfSight: [list.lastInView(), ((box.style.display = "none"), list.lastInView())],
        };
      },
      [...rows, row(4)],
    );
    expect(seen).to.deep.equal({
      empty: [0, 0, false],
      order: ["Text 1", "Text 2", "Text 3", "Mine"],
      days: [false, true, false],
      found: [3, true, true, false],
      left: false,
      above: [false, 0, 1],
      below: [true, true, 4, true],
      own: true,
      stays: 0,
      outOfSight: [0, 0],
    });
  });

  it("keep rows where they are read when earlier ones come on top, quietly and with their days once", async () => {
    const seen = await page.evaluate(
      ([later, ...earlier]) => {
        const section = document.querySelector("section")!;
        const box = section.querySelector<HTMLElement>(".messages")!;
        box.style.height = "60px";
        const list = new parts.MessageRows(section);
        for (const html of [later!, later!.replaceAll("9", "10")]) list.add(html);
        const swap = (change: () => void): (string | undefined)[] => {
          document.querySelector<HTMLElement>("textarea")!.focus();
          const before = box.scrollHeight - box.scrollTop;
          document.dispatchEvent(new Event("htmx:before:swap"));
          change();
          document.dispatchEvent(new Event("htmx:after:swap"));
          return [`${box.scrollHeight - box.scrollTop - before}`, document.activeElement?.className || "elsewhere"];
        };
        box.scrollTop = 10;
        const none = swap(() => section.querySelector("ol")!.append(document.createElement("hr")));
        const onTop = swap(() => section.querySelector("ol")!.insertAdjacentHTML("afterbegin", earlier.join("")));
        const days = Array.from(box.querySelectorAll<HTMLElement>(".day-separator"), ({ hidden }) => hidden);
        const quiet = box.querySelectorAll("[aria-live=off]").length;
        return { none, onTop, days, quiet };
      },
      [row(9, { day: "Tuesday" }), row(7), row(8)],
    );
    expect(seen.none[1], "nothing came on top").to.equal("elsewhere");
    expect(seen).to.deep.include({ onTop: ["0", "messages"], days: [false, true, false, true], quiet: 4 });
  });

  it("replace an unconfirmed message by its row, mark what was seen, and take the newest version of a row that comes late", async () => {
    const seen = await page.evaluate(
      ([sent, other, changed, late, tail]) => {
        const list = new parts.MessageRows(document.querySelector("section")!);
        const texts = (): string[] =>
          Array.from(document.querySelectorAll(".message"), (one) =>
            [".message-body", ".message-state"].map((part) => one.querySelector(part)!.textContent).join("/"),
          );
        list.addOwn("a", "Hello");
        list.showState("a", "failed", "Not sent.", document.createElement("button"), document.createElement("button"));
        const buttons = document.querySelectorAll(".message-state button").length;
        const ids = [list.add(sent!), list.add(other!)];
        list.showState("a", "failed", "Not sent.");
        list.showSeen(0);
        const before = texts();
        list.showSeen(2);
        list.replace(late!);
        const inside = document.querySelector<HTMLElement>("[data-seq='2'] .message-body")!;
        inside.tabIndex = 0;
        inside.focus();
        list.replace(changed!);
        const focus = document.activeElement?.className;
        document.querySelector<HTMLElement>("textarea")!.focus();
        list.replace(changed!.replace("Withdrawn", "Gone"));
        const kept = document.activeElement?.tagName;
        list.add(tail!);
        return { buttons, ids, before, after: texts(), focus, kept };
      },
      [row(1, { own: "a", text: "Hello" }), row(2), row(2, { text: "Withdrawn" }), row(3, { text: "Late" }), row(3)],
    );
    expect(seen).to.deep.equal({
      buttons: 2,
      ids: ["a", undefined],
      before: ["Hello/Sent", "Text 2/"],
      after: ["Hello/Seen", "Gone/", "Late/"],
      focus: "messages",
      kept: "TEXTAREA",
    });
  });

  it("replace the text box with the reason why nobody can write, and announce it", async () => {
    const seen = await page.evaluate(() => {
      const section = document.querySelector("section")!;
      const [closed, live] = [section.querySelector<HTMLElement>("[data-closed]")!, document.getElementById("live")!];
      const [form, files] = [section.querySelector<HTMLElement>(".composer")!, section.querySelector("details")!];
      closed.innerHTML = "\n  <p>Closed.</p>\n";
      parts.showClosed(section, "<p>Closed.</p>");
      const drawn = live.textContent;
      parts.showClosed(section, "");
      const look = (): unknown[] => [form.hidden, files.hidden, closed.hidden, closed.textContent, live.textContent];
      parts.showClosed(section, "<p>Closed.</p>");
      const news = look();
      live.textContent = "";
      parts.showClosed(section, "<p>Closed.</p>");
      const again = look();
      closed.focus();
      parts.showClosed(section, "");
      const open = [...look(), document.activeElement?.tagName];
      parts.showClosed(section, "<p>Over.</p>");
      return { drawn, news, again, open, focus: [document.activeElement === closed, live.textContent] };
    });
    expect(seen).to.deep.equal({
      drawn: "",
      news: [true, true, false, "Closed.", "Closed."],
      again: [true, true, false, "Closed.", ""],
      open: [false, false, true, "", "", "TEXTAREA"],
      focus: [true, ""],
    });
  });

  it("count a message as seen once about a line of it is in view", async () => {
    const seen = await page.evaluate(
      (all) => {
        const section = document.querySelector("section")!;
        document.head.insertAdjacentHTML(
          "beforeend",
          "<style>ol { margin: 0; padding: 0 } .message { height: 50px; overflow: hidden }</style>",
        );
        const list = new parts.MessageRows(section);
        const box = section.querySelector<HTMLElement>(".messages")!;
        for (const html of all) list.add(html);
        box.scrollTop = 0;
        return [60, 85, 95].map((height) => {
          box.style.height = `${height}px`;
          return list.lastInView();
        });
      },
      [row(1), row(2)],
    );
    expect(seen).to.deep.equal([1, 1, 2]);
  });
});
