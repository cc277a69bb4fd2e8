import { expect } from "chai";
import type { Page } from "playwright-core";
import type * as Panels from "../../../src/browser/room/call-panel.js";
import type * as Companies from "../../../src/browser/room/company.js";
import type * as Connections from "../../../src/browser/room/room-connection.js";
import type * as Tools from "../../../src/browser/room/counsellor-tools.js";
import type * as Endings from "../../../src/browser/room/endings.js";
import type * as After from "../../../src/browser/room/after.js";
import type * as Presences from "../../../src/browser/room/watch-presence.js";
import type * as Watches from "../../../src/browser/room/watch-room.js";
import type * as Whereabouts from "../../../src/browser/room/whereabouts.js";
import type * as Notices from "../../../src/browser/page/notice.js";
import { openParts } from "../../support/browser-parts.js";
import { ROOM_HTML } from "../../support/room-parts.js";

type Shown = typeof Panels & typeof Companies & typeof Connections & typeof Tools & typeof Endings & typeof After;
declare const parts: typeof Presences & Shown & typeof Watches & typeof Whereabouts & typeof Notices;

const HTML = `${ROOM_HTML}
<form id="place" action="/place" method="post"><input name="place"><input name="contact"><p data-whereabouts-state></p>
<button data-plain-save>Save</button></form>
<div data-room-watch="a1" data-party="client" data-other-name="Kim" data-opens-in-ms="60000"><p data-here></p>
<p data-room-door>Opens at 14:00</p><p data-bell-box><input type="checkbox" data-bell></p></div>`;

describe("The page around a session", () => {
  let page: Page;
  before(async () => {
    const files =
      "after call-panel company counsellor-tools endings room-connection watch-presence watch-room whereabouts".split(
        " ",
      );
    page = await openParts([...files.map((file) => `room/${file}`), "page/notice"], HTML);
  });
  after(() => page.context().close());
  beforeEach(() => page.reload());

  it("lets the counsellor extend the session or end it, says why that failed, and does nothing for a client", async () => {
    const seen = await page.evaluate(async () => {
      const inside = document.querySelector<HTMLElement>("[data-inside]")!;
      const log = globalThis.log;
      let answer: () => Promise<Response> = () => Promise.resolve(Response.json({}));
      window.fetch = (path, init) => {
        log.push(`${init!.method} ${path as string}`);
        return answer();
      };
      const tools = { problem: (words: string) => void log.push(words), ended: () => void log.push("ended") };
      const [socket, part] = [globalThis.socket as never, (name: string) => inside.querySelector<HTMLElement>(name)!];
      parts.startCounsellorTools(inside, socket, tools);
      const isOpen = (name: string): boolean => inside.querySelector<HTMLDialogElement>(`[data-${name}-dialog]`)!.open;
      const open: boolean[] = [];
      for (const [button, dialog] of [
        ["[data-extend]", "extend"],
        ["[data-extend-dialog] [data-stay]", "extend"],
        ["[data-extend]", "extend"],
        ["[data-minutes]", "extend"],
        ["[data-end]", "end"],
        ["[data-end-dialog] [data-stay]", "end"],
        ["[data-end]", "end"],
      ] as const) {
        part(button).click();
        open.push(isOpen(dialog));
      }
      globalThis.hears("error", { about: "room.chat", message: "Not this." });
      globalThis.hears("error", { about: "room.extend", message: "Ana has a session then." });
      const refused = (code: string) => () =>
        Promise.resolve(Response.json({ code, message: "Too early." }, { status: 409 }));
      for (const next of [
        answer,
        refused("conflict"),
        refused("signed-out"),
        () => Promise.reject(new TypeError("off")),
      ]) {
        answer = next;
        const count = log.length;
        part("[data-end-dialog] form button").click();
        await until(() => log.length > count + 1);
      }
      const after = isOpen("end");
      part("[data-end-dialog]").remove();
      part("[data-extend]").onclick = null;
      parts.startCounsellorTools(inside, socket, tools);
      return { open, after, said: log.splice(0) };
    });
    expect(seen).to.deep.equal({
      open: [true, false, true, false, true, false, true],
      after: false,
      said: [
        "room.extend 15",
        "Ana has a session then.",
        "POST https://parts.example/end",
        "ended",
        "POST https://parts.example/end",
        "Too early.",
        "POST https://parts.example/end",
        "You are signed out. Please sign in again to end the session.",
        "POST https://parts.example/end",
        "The session could not be ended: there is no connection. Please try again.",
      ],
    });
  });

  it("says how a session ended here, whether to come back, and how much data the call used", async () => {
    const seen = await page.evaluate(() => {
      const main = document.querySelector("main")!;
      const inside = main.querySelector<HTMLElement>("[data-inside]")!;
      const ended: string[] = [];
      const look = (): string =>
        ["after-words", "after-detail"].map((name) => main.querySelector(`[data-${name}]`)!.textContent).join(" ") +
        ["rejoin", "next-week"]
          .map((name) => (main.querySelector<HTMLElement>(`[data-${name}]`)!.hidden ? "" : ` [${name}]`))
          .join("");
      parts.followEndings(globalThis.socket as never, {
        inside,
        finish: (ending) => {
          parts.showEnding(main, ending);
          ended.push(look());
        },
        cancelled: () => void ended.push("cancelled"),
      });
      inside.querySelector<HTMLElement>("[data-leave]")!.click();
      for (const how of ["completed", "cancelled"]) globalThis.hears("room.ended", { how });
      globalThis.hears("room.elsewhere");
      globalThis.hears("signedOut", "You are signed out." as never);
      for (const about of ["room.chat", "room.join"]) globalThis.hears("error", { about, message: `No ${about}.` });
      const bytes = main.querySelector<HTMLElement>("[data-after-bytes]")!;
      const used = [0, 2_000_000].map((count) => {
        parts.showBytes(main, count);
        return bytes.hidden ? "" : bytes.textContent;
      });
      main.querySelector("[data-next-week]")!.remove();
      parts.showEnding(main, { words: "Over." });
      return { ended, log: globalThis.log, used };
    });
    expect(seen).to.deep.equal({
      ended: [
        "You left the session. You can come back as long as the room is open. [rejoin]",
        "The session has ended. The room chat has been deleted. [next-week]",
        "This session was cancelled. ",
        "cancelled",
        "You joined from another window. The session continues there. [rejoin]",
        "You are signed out. Please sign in again to continue.",
        "No room.join. ",
      ],
      log: ["room.leave"],
      used: ["", "This call used 2.0 MB of data."],
    });
  });

  it("saves where a client is once for each change, one request at a time, and says whether their counsellor sees it", async () => {
    const seen = await page.evaluate(async () => {
      const form = document.querySelector<HTMLFormElement>("#place")!;
      const [place, state] = [form.querySelector("input")!, form.querySelector("[data-whereabouts-state]")!];
      const button = form.querySelector("button")!;
      let settle = (_answer: Response): void => undefined;
      let asked = 0;
      window.fetch = () => {
        asked += 1;
        return new Promise(
          (resolve, reject) =>
            (settle = (answer) => (answer.status === 204 ? reject(new TypeError("off")) : resolve(answer))),
        );
      };
      const said: unknown[] = [];
      const answered = async (answer: Response): Promise<void> => {
        const before = state.textContent;
        settle(answer);
        await until(() => state.textContent !== before);
        said.push([state.textContent, button.hidden]);
      };
      new parts.WhereaboutsForm(form).save();
      let turns = 0;
      await until(() => (turns += 1) > 20);
      const empty = [asked, button.hidden];
      const write = (words: string): void => {
        place.value = words;
        place.dispatchEvent(new Event("change", { bubbles: true }));
      };
      write("Home");
      write("At work");
      await until(() => asked > 0);
      turns = 0;
      await until(() => (turns += 1) > 20);
      const together = asked;
      await answered(new Response(null, { status: 204 }));
      await until(() => asked === 2);
      await answered(Response.json({}));
      form.querySelectorAll("input")[1]!.value = "Bo";
      button.click();
      await until(() => asked === 3);
      await answered(Response.json({ code: "signed-out", message: "" }, { status: 401 }));
      button.click();
      await until(() => asked === 4);
      await answered(Response.json({ code: "invalid", message: "" }, { status: 422 }));
      const again = document.createElement("div");
      again.innerHTML = form.outerHTML;
      const filled = again.querySelector("form")!;
      filled.querySelector("input")!.value = "From last time";
      const before = asked;
      new parts.WhereaboutsForm(filled).save();
      await until(() => asked === before + 1);
      return { empty, together, said };
    });
    const not = "Your counsellor cannot see it yet.";
    expect(seen).to.deep.equal({
      empty: [0, true],
      together: 1,
      said: [
        [`This could not be saved: there is no connection. ${not}`, false],
        ["Saved. Your counsellor can see it now.", true],
        [`You are signed out, so this could not be saved. ${not}`, false],
        [`This could not be saved. ${not}`, false],
      ],
    });
  });

  it("shows what a client said, or that they said nothing, and the panel of a call's words and weak line", async () => {
    const seen = await page.evaluate(() => {
      const inside = document.querySelector<HTMLElement>("[data-inside]")!;
      const panel = inside.querySelector<HTMLDetailsElement>("[data-whereabouts]")!;
      const look = (...names: string[]): string[] =>
        names.map((name) => {
          const one = inside.querySelector<HTMLElement>(`[data-${name}]`)!;
          return one.hidden ? "" : (one.textContent ?? "").trim();
        });
      const names = ["said", "not-said", "place", "contact", "phone-row", "emergency-contact-row"];
      inside.querySelector("[data-not-said]")!.textContent = "Nothing";
      const shown = new parts.WhereaboutsPanel(panel);
      const nothing = { place: "", contact: "", phone: "", emergencyContact: "" };
      shown.show(nothing);
      const none = look(...names);
      shown.show({ ...nothing, contact: "Bo", emergencyContact: "Mia" });
      const some = look(...names);
      const wasOpen = panel.open;
      shown.open();
      const none2 = new parts.WhereaboutsPanel(null);
      none2.show(nothing);
      none2.open();
      const words = [null, ["acorn", "amber"], null].map((four) => {
        parts.showCallWords(inside, four);
        return look("private").join();
      });
      const overrule = (): void => void globalThis.log.push("overruled");
      const notes = [null, { words: "Weak.", overrule: "Send video anyway" }, { words: "Good.", overrule: null }].map(
        (note) => {
          parts.showQualityNote(inside, note, overrule);
          inside.querySelector<HTMLElement>("[data-overrule]")!.click();
          return [...look("line-note", "line-words", "overrule"), globalThis.log.splice(0).length];
        },
      );
      return { none, some, open: [wasOpen, panel.open], words, notes };
    });
    expect(seen).to.deep.equal({
      none: ["", "Nothing", "Not given", "Not given", "", ""],
      some: ["Not givenBo", "", "Not given", "Bo", "", "Mia"],
      open: [false, true],
      words: ["", "acorn amber", ""],
      notes: [
        ["", "", "", 1],
        ["Weak. Send video anyway", "Weak.", "Send video anyway", 1],
        ["Good.", "Good.", "", 1],
      ],
    });
  });

  it("counts someone whose connection broke as here while the call goes on, and says what a lasting break may mean", async () => {
    const seen = await page.evaluate(() => {
      let isHeard = true;
      const shown: (string | undefined)[] = [];
      const company = new parts.Company({ isHeard: () => isHeard, show: (other) => void shown.push(other?.visit) });
      company.take(null);
      company.take({ visit: "v1" } as never);
      company.look();
      company.take(null);
      company.look();
      isHeard = false;
      company.look();
      company.look();
      const notice = new parts.NoticeLine(document.querySelector<HTMLElement>("[data-entry-problem]")!);
      parts.sayRoomConnection(notice, globalThis.socket as never);
      globalThis.hears("lost");
      return shown;
    });
    expect(seen).to.deep.equal([undefined, "v1", "v1", undefined]);
    const words = async (ms: number): Promise<string | null> => {
      await page.clock.runFor(ms);
      return page.locator("[data-entry-problem]").textContent();
    };
    expect(await words(2100)).to.equal("Connection to HealSpace lost. Reconnecting…");
    expect(await words(17_800)).to.equal("Connection to HealSpace lost. Reconnecting…");
    expect(await words(200)).to.match(/^We still cannot connect.* Open messages in a new tab$/);
    const link = page.locator("[data-entry-problem] a");
    expect([await link.getAttribute("href"), await link.getAttribute("target")]).to.deep.equal([
      "/conversations",
      "_blank",
    ]);
    await page.evaluate(() => globalThis.hears("lost"));
    await words(20_000);
    expect(await link.count(), "said once").to.equal(1);
    await page.evaluate(() => globalThis.hears("answered"));
    expect(await page.locator("[data-entry-problem]").isVisible()).to.equal(false);
    await page.evaluate(() => globalThis.hears("delayed"));
    expect(await words(2100)).to.match(/^Chat may be a little late/);
  });

  it("opens the door to a room in time, tries again until it is there, and says when the session is over", async () => {
    await page.evaluate(() => {
      const place = document.querySelector<HTMLElement>("[data-room-watch]")!;
      const door = (inside: string): string =>
        `<p data-room-door>Another</p><div data-room-watch="a1"><p data-room-door>${inside}</p></div>`;
      const answers = ["lost", door("Opens at 14:00"), door('<a class="button" href="/room">Join</a>'), "<p>Over</p>"];
      window.fetch = () => {
        const answer = answers.shift()!;
        globalThis.log.push("asks");
        return answer === "lost" ? Promise.reject(new TypeError("off")) : Promise.resolve(new Response(answer));
      };
      new parts.RoomWatch(place, globalThis.socket as never);
    });
    const look = (): Promise<unknown[]> =>
      page.evaluate(async () => {
        let turns = 0;
        await until(() => (turns += 1) > 50);
        const place = document.querySelector<HTMLElement>("[data-room-watch]")!;
        const part = (name: string): HTMLElement => place.querySelector<HTMLElement>(`[data-${name}]`)!;
        return [
          part("room-door").textContent,
          !part("bell-box").hidden,
          part("here").textContent,
          ...globalThis.log.splice(0),
        ];
      });
    await page.evaluate(() => {
      globalThis.hears("open");
      globalThis.hears("room.presence", { here: { client: null, counsellor: { arrival: "a" } } });
    });
    const here = "Kim is here and waiting for you.";
    expect(await look()).to.deep.equal(["Opens at 14:00", false, here, "room.watch a1"]);
    await page.clock.runFor(59_000);
    expect(await look()).to.deep.equal(["Opens at 14:00", false, here]);
    await page.clock.runFor(1100);
    expect(await look()).to.deep.equal(["Opens at 14:00", false, here, "asks"]);
    await page.clock.runFor(4800);
    expect(await look()).to.deep.equal(["Opens at 14:00", false, here]);
    await page.clock.runFor(300);
    expect(await look()).to.deep.equal(["Opens at 14:00", false, here, "asks"]);
    await page.clock.runFor(5300);
    expect(await look()).to.deep.equal(["Join", true, here, "asks"]);
    await page.clock.runFor(60_000);
    expect(await look(), "it is open").to.deep.equal(["Join", true, here]);
    await page.evaluate(() => globalThis.hears("room.ended"));
    expect(await look()).to.deep.equal(["", false, "This session is over. See what happened", "asks"]);
    expect(await page.locator("[data-here] a").getAttribute("href")).to.equal("/");
  });

  it("rings for someone who arrives after its reader has come, unless the reader is inside elsewhere or has gone in here", async () => {
    const seen = await page.evaluate(() => {
      const shown: string[] = [];
      const watch = new parts.PresenceWatch(globalThis.socket as never, {
        appointmentId: "r1",
        party: "client",
        bell: document.querySelector<HTMLInputElement>("[data-bell]")!,
        show: ({ own, other }) => void shown.push(`${own} ${other}`),
      });
      watch.bell.ring = () => void shown.push("rings");
      const visit = (arrival: string | null): object | null => (arrival === null ? null : { arrival });
      const hear = (client: string | null, counsellor: string | null): void =>
        globalThis.hears("room.presence", { here: { client: visit(client), counsellor: visit(counsellor) } });
      globalThis.hears("open");
      hear(null, "early");
      hear(null, null);
      hear(null, "a");
      hear(null, null);
      hear("own", "b");
      hear(null, null);
      watch.stop();
      hear(null, "c");
      globalThis.hears("open");
      return [...shown, ...globalThis.log];
    });
    expect(seen).to.deep.equal([
      "false true",
      "false false",
      "false true",
      "rings",
      "false false",
      "true true",
      "false false",
      "room.watch r1",
    ]);
  });
});
