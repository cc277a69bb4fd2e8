import { expect } from "chai";
import type { Page } from "playwright-core";
import type * as Attaching from "../../../src/browser/conversation/attach-files.js";
import type * as Live from "../../../src/browser/conversation/conversation.js";
import { openParts } from "../../support/browser-parts.js";
import { CONVERSATION_HTML, row } from "../../support/conversation-parts.js";

declare const parts: typeof Attaching & typeof Live;

describe("A live conversation on its page", () => {
  let page: Page;
  before(async () => {
    page = await openParts(["conversation/attach-files", "conversation/conversation"], CONVERSATION_HTML);
  });
  after(() => page.context().close());
  beforeEach(async () => {
    await page.reload();
    await page.evaluate(() => {
      localStorage.clear();
      new parts.LiveConversation(document.querySelector("section")!, globalThis.socket as never);
    });
  });

  /** What was done since the last time, without ids. */
  const done = async (): Promise<string[]> => {
    const all = await page.evaluate(async () => {
      let turns = 0;
      await until(() => (turns += 1) > 50);
      return globalThis.log.splice(0);
    });
    return all.map((what) => what.replaceAll(/[0-9a-f]{24}/g, "#"));
  };
  const hear = (name: string, message: object = {}): Promise<void> =>
    page.evaluate(([what, said]) => globalThis.hears(what as string, said as object), [name, message]);
  const text = (selector: string): Promise<string> =>
    page.evaluate((which) => {
      const one = document.querySelector<HTMLElement>(which)!;
      return one.hidden ? "" : (one.textContent ?? "");
    }, selector);
  const rows = (): Promise<string[]> =>
    page.evaluate(() =>
      Array.from(document.querySelectorAll(".message"), (one) =>
        [".message-body", ".message-state"].map((part) => one.querySelector(part)!.textContent).join("/"),
      ),
    );
  /** Writes a message and returns its id once it is in the list. */
  const write = (words: string): Promise<string> =>
    page.evaluate(async (value) => {
      const form = document.querySelector<HTMLFormElement>(".composer")!;
      form.querySelector("textarea")!.value = value;
      form.querySelector("textarea")!.dispatchEvent(new Event("input"));
      const count = document.querySelectorAll(".message").length;
      form.requestSubmit();
      await until(() => document.querySelectorAll(".message").length > count);
      return document.querySelector<HTMLElement>(".message:last-child")!.dataset.clientId!;
    }, words);
  const drawn = (...numbers: number[]): object[] => numbers.map((seq) => ({ seq, html: row(seq) }));
  const answer = (more: boolean, ...numbers: number[]) => {
    return { conversationId: "c1", rows: drawn(...numbers), changed: [] as object[], readUpTo: 0, more, closed: "" };
  };

  it("fetches what it missed before it sends, shows what arrives once, and hears of no other conversation", async () => {
    await hear("open");
    const id = await write("Hello");
    expect(await done()).to.deep.equal(["conversation.open c1 0", "conversation.typing c1"]);
    await hear("conversation.messages", answer(true, 1));
    await hear("conversation.messages", { ...answer(false, 2), conversationId: "c2" });
    expect(await done()).to.deep.equal(["conversation.open c1 1"]);
    await hear("conversation.messages", answer(false, 2));
    expect(await done()).to.deep.equal(["conversation.send c1 # Hello"]);
    await page.clock.runFor(510);
    expect(await done()).to.deep.equal(["conversation.read c1 2"]);
    await hear("conversation.typing", { conversationId: "c1" });
    await hear("conversation.message", { conversationId: "c1", seq: 3, html: row(3, { own: id, text: "Hello" }) });
    expect(await text("[data-typing]"), "after one's own").to.equal("Ana is writing…");
    await hear("conversation.sent", { conversationId: "c1", clientId: id, seq: 3 });
    await hear("conversation.read", { conversationId: "c1", upTo: 3 });
    await hear("conversation.message", { conversationId: "c1", seq: 4, html: row(4) });
    expect(await text("[data-typing]"), "after theirs").to.equal("");
    await hear("conversation.changed", { conversationId: "c1", html: row(1, { text: "Withdrawn" }) });
    expect(await rows()).to.deep.equal(["Withdrawn/", "Text 2/", "Hello/Seen", "Text 4/"]);
    await page.clock.runFor(510);
    expect(await done()).to.deep.equal(["conversation.read c1 4"]);
    await hear("conversation.messages", {
      ...answer(false),
      changed: [{ html: row(2, { text: "Gone" }) }],
      readUpTo: 3,
    });
    await page.clock.runFor(510);
    expect(await done(), "once more over a new connection").to.deep.equal(["conversation.read c1 4"]);
    await page.evaluate((html) => {
      const box = document.querySelector<HTMLElement>(".messages")!;
      box.style.height = "60px";
      box.scrollTop = 0;
      globalThis.hears("conversation.message", { conversationId: "c1", seq: 5, html });
    }, row(5));
    await page.clock.runFor(510);
    expect(await done(), "further down than what is read").to.deep.equal([]);
    await page.evaluate(() => {
      const box = document.querySelector<HTMLElement>(".messages")!;
      box.scrollTop = box.scrollHeight;
      box.dispatchEvent(new Event("scroll"));
    });
    await page.clock.runFor(510);
    expect(await done()).to.deep.equal(["conversation.read c1 5"]);
    await hear("conversation.message", { conversationId: "c1", seq: 6, html: row(6, { own: "mine", text: "Six" }) });
    await hear("conversation.messages", { ...answer(false), readUpTo: 6 });
    expect((await rows()).at(-1)).to.equal("Six/Seen");
    await page.clock.runFor(510);
    await done();
    const stored = await write("Twice");
    await hear("conversation.sent", { conversationId: "c1", clientId: stored, seq: 2 });
    expect(await rows(), "stored long ago").to.deep.equal([
      "Withdrawn/",
      "Gone/",
      "Hello/Seen",
      "Text 4/",
      "Text 5/",
      "Six/Seen",
    ]);
    expect(await done()).to.deep.equal(["conversation.typing c1", "conversation.send c1 # Twice"]);
    await hear("conversation.closed", { conversationId: "c1", html: "<p>Closed.</p>" });
    expect(await text("[data-closed]")).to.equal("Closed.");
    await hear("conversation.messages", answer(false));
    expect(await text("[data-closed]")).to.equal("");
  });

  it("sends again what was on its way when the connection broke, and says so once it lasts", async () => {
    for (const name of ["open", "answered"]) await hear(name);
    await hear("conversation.messages", answer(false));
    await write("Hello");
    await hear("error", { about: "conversation.send", clientId: "unknown", message: "No", code: "conflict" });
    await hear("lost");
    await page.clock.runFor(2100);
    const lost = "Connection lost. What you write now will be sent when it is back.";
    expect(await text("[data-connection-state]")).to.equal(lost);
    for (const name of ["open", "answered"]) await hear(name);
    expect(await text("[data-connection-state]")).to.equal("");
    await done();
    await hear("conversation.messages", answer(false));
    await page.clock.runFor(10);
    expect(await done()).to.deep.equal(["conversation.send c1 # Hello"]);
    await hear("delayed");
    await page.clock.runFor(2100);
    expect(await text("[data-connection-state]")).to.match(/^New messages may be a little late/);
    await hear("signedOut", "You are signed out." as never);
    await page.evaluate(() => until(() => document.querySelector("[data-state=failed]")));
    expect((await rows()).join()).to.match(/^Hello\/Saved here/);
    expect(await text("[data-connection-state]")).to.equal("You are signed out. Sign in again");
    const submitted = await page.evaluate(async () => {
      window.fetch = () => Promise.resolve(Response.json({ code: "unavailable", message: "" }, { status: 503 }));
      const form = document.querySelector<HTMLFormElement>(".composer")!;
      form.querySelector("textarea")!.value = "Later";
      form.requestSubmit();
      await until(() => document.querySelectorAll(".message").length === 2);
      return globalThis.log.filter((what) => what.startsWith("conversation.send"));
    });
    expect(submitted, "it is kept").to.deep.equal([]);
  });

  it("gets on by plain requests while no socket answers", async () => {
    await page.evaluate(
      (first) => {
        globalThis.socket.isOpen = false;
        globalThis.answers = [];
        window.fetch = (path, init) => {
          const fields = init?.body as URLSearchParams | undefined;
          const said = ["text", "upTo"].map((name) => fields?.get(name) ?? "").join("");
          globalThis.log.push(`${path as string} ${said}`.trim());
          if ((path as string).includes("changes")) return Promise.resolve(Response.json(first));
          const next = globalThis.answers.shift();
          if (!next || next === "lost") return Promise.reject(new TypeError("off"));
          return Promise.resolve(Response.json(next, { status: "code" in next ? 400 : 200 }));
        };
      },
      answer(false, 1),
    );
    const answers = (...all: (object | "lost")[]): Promise<void> =>
      page.evaluate((given) => void (globalThis.answers = given as never), all);
    const after = async (ms: number): Promise<string[]> => {
      await page.clock.runFor(ms);
      return (await done()).filter((what) => !what.startsWith("conversation."));
    };
    await hear("lost");
    await write("One");
    expect(await after(900)).to.deep.equal([]);
    await answers({ seq: 2 });
    const messages = "https://parts.example/messages";
    expect(await after(200)).to.deep.equal(["/conversations/c1/changes?reader=kim&after=0", `${messages} One`]);
    expect(await rows()).to.deep.equal(["Text 1/", "One/Sent"]);
    await answers({ seq: 2 });
    await write("Also");
    expect((await after(200))[0], "without waiting for the next look").to.equal(`${messages} Also`);
    await page.evaluate(() => document.querySelector(".message:last-child")!.remove());
    await hear("lost");
    expect(await text("[data-connection-state]")).to.equal("");
    await answers({});
    expect(await after(510)).to.deep.equal(["/conversations/c1/read?reader=kim 1"]);
    await page.evaluate(() => dispatchEvent(new Event("resize")));
    expect(await after(510), "it was told").to.deep.equal([]);
    await page.clock.runFor(4000);
    await done();
    await answers({ code: "unavailable", message: "Busy." });
    await write("Two");
    expect(await after(200)).to.deep.equal([`${messages} Two`]);
    await answers({ code: "forbidden", message: "Old." }, { token: "new" }, { code: "forbidden", message: "Old." });
    const renewal = [`${messages} Two`, "/conversations/unread?reader=kim", `${messages} Two`];
    const renewed = await after(5000);
    expect(renewed.filter((what) => !what.includes("changes"))).to.deep.equal(renewal);
    await answers("lost", "lost");
    await after(5000);
    expect(await rows()).to.include("Two/");
    await answers(
      { code: "conflict", message: "Nobody can write." },
      { code: "conflict", message: "Nobody can write." },
    );
    await page.clock.runFor(5000);
    await done();
    await page.clock.runFor(5000);
    await done();
    expect((await rows()).at(-1)).to.equal("Two/Not sent. Nobody can write. Try again Discard");
    await page.evaluate(() => document.querySelectorAll<HTMLElement>(".message-state button")[1]!.click());
    expect(await rows()).to.deep.equal(["Text 1/", "One/Sent"]);
  });

  it("takes a file that is pasted or dropped, but not the picture of copied text, nor one for a file field", async () => {
    const seen = await page.evaluate(() => {
      const section = document.createElement("section");
      section.innerHTML = '<p></p><input type="file">';
      document.body.append(section);
      parts.attachFiles(section, ({ name }) => void globalThis.log.push(name));
      const bring = (name: "paste" | "drop" | "dragover", text: string | null, files = 1, on = "p"): boolean => {
        const data = new DataTransfer();
        for (let count = 0; count < files; count += 1) data.items.add(new File(["x"], `${count}.pdf`));
        if (text !== null) data.setData("text/plain", text);
        const init = { bubbles: true, cancelable: true };
        const event =
          name === "paste"
            ? new ClipboardEvent(name, { ...init, clipboardData: data })
            : new DragEvent(name, { ...init, dataTransfer: data });
        return !section.querySelector(on)!.dispatchEvent(event);
      };
      return [
        bring("paste", null),
        bring("paste", "0.pdf", 2),
        bring("paste", "Words"),
        bring("paste", "Words", 0),
        bring("dragover", null),
        bring("dragover", "Words", 0),
        bring("dragover", null, 1, "input"),
        bring("drop", null),
        bring("drop", "Words", 0),
        bring("drop", null, 1, "input"),
      ]
        .map((taken, at) => `${taken} ${at}`)
        .concat(globalThis.log);
    });
    const taken = [true, true, false, false, true, false, false, true, false, false];
    expect(seen).to.deep.equal([...taken.map((one, at) => `${one} ${at}`), "0.pdf", "0.pdf", "0.pdf"]);
  });
});

declare global {
  /** What the page's server answers next: data, an error, or nothing at all. */
  var answers: (object | "lost")[];
}
