import { expect } from "chai";
import type { Page } from "playwright-core";
import type * as Clocks from "../../../src/browser/room/clock.js";
import type * as Stages from "../../../src/browser/room/stage.js";
import type * as Toolbars from "../../../src/browser/room/toolbar.js";
import type * as Marks from "../../../src/browser/room/unread-mark.js";
import { openParts } from "../../support/browser-parts.js";
import { ROOM_HTML } from "../../support/room-parts.js";

declare const parts: typeof Clocks & typeof Stages & typeof Toolbars & typeof Marks;

describe("The parts of a session room that show the call", () => {
  let page: Page;
  before(
    async () => (page = await openParts(["room/clock", "room/stage", "room/toolbar", "room/unread-mark"], ROOM_HTML)),
  );
  after(() => page.context().close());
  beforeEach(async () => {
    await page.reload();
    await page.evaluate(() => (document.querySelector<HTMLElement>("[data-inside]")!.hidden = false));
  });
  const done = (): Promise<string[]> => page.evaluate(() => globalThis.log.splice(0));

  it("tell the time by the server, say the last five minutes once and a longer end, and nothing before it began", async () => {
    await page.evaluate(() => {
      const place = document.querySelector<HTMLElement>("[data-clock]")!;
      const clock = new parts.RoomClock(place, (words) => void globalThis.log.push(words));
      Object.assign(globalThis, { clock });
    });
    const take = (liveForMs: number | null, endsInMs: number): Promise<string> =>
      page.evaluate(
        (said) => {
          (globalThis as unknown as { clock: { take(presence: object): void } }).clock.take(said);
          const place = document.querySelector<HTMLElement>("[data-clock]")!;
          return `${place.hidden ? "hidden" : place.textContent}${place.hasAttribute("data-near-end") ? ", near" : ""}`;
        },
        { liveForMs, endsInMs },
      );
    expect(await take(null, 300_000)).to.equal("hidden");
    expect(await take(1, 301_000)).to.equal("Just started 6 min left");
    await page.clock.runFor(1000);
    expect(await done()).to.deep.equal(["5 minutes left."]);
    await page.clock.runFor(60_000);
    expect(await take(61_000, 240_000), "near").to.equal("1 min in 4 minutes left, near");
    expect(await take(61_000, 300_000)).to.equal("1 min in 5 minutes left, near");
    expect(await done(), "a minute is jitter").to.deep.equal([]);
    expect(await take(61_000, 890_000)).to.equal("1 min in 15 min left");
    expect(await done()).to.deep.equal(["The session is now 10 minutes longer."]);
    expect(await take(1_000_000, 0)).to.equal("16 min in Time is up, near");
    expect(await done(), "nothing is left to say").to.deep.equal([]);
    await page.evaluate(() => (globalThis as unknown as { clock: { stop(): void } }).clock.stop());
    const before = await page.locator("[data-clock]").textContent();
    await page.clock.runFor(120_000);
    expect(await page.locator("[data-clock]").textContent()).to.equal(before);
  });

  it("turn devices by button and by key, say each change once, and leave keys that mean something else alone", async () => {
    await page.evaluate(() => {
      const state = { microphone: true, camera: true, sharing: false, why: null as string | null };
      const toolbar = new parts.Toolbar({
        inside: document.querySelector<HTMLElement>("[data-inside]")!,
        sending: () => ({ microphone: state.microphone, camera: state.camera }),
        whySilent: () => state.why,
        turn: (kind, on) => void globalThis.log.push(`turn ${kind} ${on}`),
        isSharing: () => state.sharing,
        share: (on) => void globalThis.log.push(`share ${on}`),
        say: (words) => void globalThis.log.push(words),
      });
      Object.assign(globalThis, { state, toolbar });
    });
    const set = (changes: object): Promise<string> =>
      page.evaluate((to) => {
        const all = globalThis as unknown as { state: object; toolbar: { show(): void } };
        Object.assign(all.state, to);
        all.toolbar.show();
        const pressed = ["microphone", "camera", "share"].map((name) =>
          document.querySelector(`[data-${name}]`)!.getAttribute("aria-pressed"),
        );
        const isFree = !document.querySelector<HTMLButtonElement>("[data-camera]")!.disabled;
        return `${pressed.join()} ${isFree} ${!document.querySelector<HTMLElement>("[data-sharing-sign]")!.hidden}`;
      }, changes);
    expect(await set({})).to.equal("false,false,false true false");
    expect(await set({ microphone: false })).to.equal("true,false,false true false");
    expect(await set({ microphone: true, camera: false })).to.equal("false,true,false true false");
    expect(await set({ microphone: false, why: "Taken away." })).to.equal("true,true,false true false");
    expect(await set({ microphone: true })).to.equal("false,true,false true false");
    expect(await done()).to.deep.equal([
      "Your microphone is muted.",
      "Your microphone is on.",
      "Your camera is off.",
      "Taken away.",
      "Your microphone is on.",
    ]);
    expect(await set({ sharing: true, camera: true })).to.equal("false,true,true false true");
    expect(await done()).to.deep.equal(["You are sharing your screen."]);
    const press = (init: Record<string, string | boolean>, on = "[data-stage]"): Promise<boolean> =>
      page.evaluate(
        ([keys, place]) => {
          const event = new KeyboardEvent("keydown", {
            altKey: true,
            bubbles: true,
            cancelable: true,
            ...(keys as object),
          });
          return document.querySelector(place as string)!.dispatchEvent(event);
        },
        [init, on],
      );
    expect(await press({ code: "KeyC" })).to.equal(false);
    expect(await done()).to.deep.equal(["Your camera is off while you share your screen."]);
    await set({ sharing: false });
    expect(await done()).to.deep.equal(["You stopped sharing your screen."]);
    expect(await press({ code: "KeyM" })).to.equal(false);
    expect(await press({ code: "KeyC" })).to.equal(false);
    for (const init of [{ altKey: false }, { ctrlKey: true }, { metaKey: true }, { repeat: true }, { code: "KeyX" }])
      expect(await press({ code: "KeyM", ...init })).to.equal(true);
    expect(await press({ code: "KeyM" }, "textarea")).to.equal(true);
    expect(await done()).to.deep.equal(["turn audio false", "turn video false"]);
    const clicks = (...names: string[]): Promise<unknown> =>
      page.evaluate(
        (all) => all.forEach((name) => document.querySelector<HTMLElement>(`[data-${name}]`)!.click()),
        names,
      );
    await clicks("microphone", "camera", "share", "share-end", "more");
    expect(await done()).to.deep.equal(["turn audio false", "turn video false", "share true", "share false"]);
    expect(await page.locator("[data-more]").getAttribute("aria-expanded")).to.equal("true");
    expect(await page.evaluate(() => document.activeElement?.hasAttribute("data-stage"))).to.equal(true);
    const inside = page.locator("[data-inside]");
    await clicks("to-chat");
    await page.evaluate(() => until(() => document.activeElement?.tagName === "TEXTAREA"));
    expect(await inside.getAttribute("data-chat-open")).to.equal("");
    await clicks("to-call", "more");
    expect(await inside.getAttribute("data-chat-open")).to.equal(null);
    expect(await page.evaluate(() => document.activeElement?.hasAttribute("data-to-chat"))).to.equal(true);
    expect(await page.locator("[data-more]").getAttribute("aria-expanded")).to.equal("false");
    const hidden = await page.evaluate(() => {
      (globalThis as unknown as { toolbar: { hideCallTools(): void } }).toolbar.hideCallTools();
      return Array.from(
        document.querySelectorAll<HTMLElement>("[data-inside] button[hidden]"),
        ({ textContent }) => textContent,
      );
    });
    expect(hidden).to.include.members(["microphone", "camera", "share", "devices-open"]).and.not.include("more");
    expect(await press({ code: "KeyM" })).to.equal(true);
  });

  it("say who is there and how, and keep one track of each kind of the other person", async () => {
    const seen = await page.evaluate(() => {
      const box = document.querySelector<HTMLElement>("[data-stage]")!;
      const stage = new parts.CallStage(box, "Ana");
      const visit = { visit: "v", arrival: "a", link: "l", name: "Ana", microphone: true, camera: true };
      const part = (name: string): HTMLElement => box.querySelector<HTMLElement>(`[data-${name}]`)!;
      const look = (): string =>
        ["call-words", "waiting-words", "fate"].map((name) => part(name).textContent).join("|") +
        ["waiting", "bell-box", "call-offer"].map((name) => (part(name).hidden ? "" : ` ${name}`)).join("");
      const lines: string[] = [];
      for (const [state, other] of [
        ["waiting", null],
        ["connecting", visit],
        ["connected", visit],
        ["connected", { ...visit, camera: false }],
        ["connected", { ...visit, camera: false, microphone: false }],
        ["mending", visit],
        ["waiting", { ...visit, byText: true }],
        ["waiting", { ...visit, byText: true, textOnly: true }],
        ["by-text", visit],
        ["by-text", null],
        ["text-only", visit],
      ] as const) {
        stage.showOther(other, "Fate.");
        stage.showState(state);
        lines.push(look());
      }
      const video = document.createElement("canvas").captureStream().getVideoTracks()[0]!;
      const sound = new AudioContext().createMediaStreamDestination().stream.getAudioTracks()[0]!;
      const remote = part("remote") as HTMLVideoElement;
      for (const track of [video, sound, video.clone()]) stage.showTrack(track);
      const tracks = (remote.srcObject as MediaStream)
        .getTracks()
        .map(({ kind }) => kind)
        .sort();
      stage.showFrames(7);
      stage.clearRemote();
      const left = remote.srcObject;
      stage.passingProblem("Weak.");
      return { lines, tracks, left, frames: remote.dataset.framesDecoded };
    });
    expect(seen.lines).to.deep.equal([
      "Waiting|Waiting for Ana. They can see on their page that you are here.|Fate. waiting bell-box",
      "Connecting…|Ana is here.| waiting",
      "Connected|Ana's camera is off.|",
      "Connected|Ana's camera is off.| waiting",
      "Connected – Ana is muted|Ana is muted, with the camera off.| waiting",
      "Connection lost. Reconnecting…|Ana is here.| waiting",
      "By text: Ana has not joined the call|Ana is here. You can write to each other in the chat.| waiting",
      "By text: Ana's browser can't make calls|Ana is here. You can write to each other in the chat.| waiting",
      "By text|Ana is here, ready to talk. You can write in the chat, or join the call.| waiting call-offer",
      "By text|Waiting for Ana. They can see on their page that you are here.|Fate. waiting bell-box",
      "By text: this browser can't make calls|Ana is here. You can write to each other in the chat.| waiting",
    ]);
    expect([seen.tracks, seen.left, seen.frames]).to.deep.equal([["audio", "video"], null, "7"]);
    const problem = page.locator("[data-problem]");
    await page.clock.runFor(9900);
    expect(await problem.isVisible()).to.equal(true);
    await page.clock.runFor(200);
    expect(await problem.isVisible()).to.equal(false);
  });

  it("show one's own picture while there is one, and play the other person's after a pause, silently where the browser insists", async () => {
    const seen = await page.evaluate(async () => {
      const box = document.querySelector<HTMLElement>("[data-stage]")!;
      const part = <E extends HTMLElement>(name: string): E => box.querySelector<E>(`[data-${name}]`)!;
      const stage = new parts.CallStage(box, "Ana");
      const [own, remote] = [part<HTMLVideoElement>("own"), part<HTMLVideoElement>("remote")];
      let played = 0;
      let refuses = "";
      HTMLMediaElement.prototype.play = function () {
        if (this === own) return Promise.resolve();
        played += 1;
        return refuses ? Promise.reject(new DOMException("", refuses)) : Promise.resolve();
      };
      const stream = new MediaStream();
      const looks: unknown[] = [];
      const look = (): unknown => looks.push([own.srcObject === stream, own.hidden, own.hasAttribute("data-sharing")]);
      stage.showOwn(stream, { microphone: true, camera: false }, false);
      look();
      stream.addTrack(document.createElement("canvas").captureStream().getVideoTracks()[0]!);
      stage.showOwn(stream, { microphone: true, camera: true }, true);
      look();
      stage.showOwn(null, { microphone: true, camera: false }, false);
      look();
      remote.dispatchEvent(new Event("pause"));
      Object.defineProperty(document, "hidden", { value: true, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
      const hidden = played;
      Object.defineProperty(document, "hidden", { value: false, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
      Object.defineProperty(remote, "paused", { value: false, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
      const resumed = played;
      const sound = (): unknown[] => [remote.muted, part("silent").hidden];
      const settled = async (): Promise<unknown[]> => {
        let turns = 0;
        await until(() => (turns += 1) > 20);
        return sound();
      };
      refuses = "AbortError";
      stage.showTrack(stream.getTracks()[0]!);
      const aborted = await settled();
      refuses = "NotAllowedError";
      stage.showTrack(stream.getTracks()[0]!);
      const silent = await settled();
      document.dispatchEvent(new Event("keydown"));
      const refused = await settled();
      refuses = "";
      part("sound-on").click();
      return { looks, hidden, resumed, aborted, silent, refused, heard: await settled() };
    });
    expect(seen).to.deep.equal({
      looks: [
        [false, true, false],
        [true, false, true],
        [false, true, false],
      ],
      hidden: 1,
      resumed: 2,
      aborted: [false, true],
      silent: [true, false],
      refused: [true, false],
      heard: [false, true],
    });
  });

  it("count chat messages that are out of sight, in the title too", async () => {
    const look = (): Promise<string> =>
      page.evaluate(() => {
        const mark = document.querySelector<HTMLElement>("[data-unread]")!;
        return `${document.title}${mark.hidden ? "" : `, ${mark.textContent}`}`;
      });
    await page.evaluate(() => {
      document.querySelector<HTMLElement>("[data-chat]")!.style.marginTop = "5000px";
      const mark = new parts.UnreadMark(
        document.querySelector<HTMLElement>("[data-to-chat]")!,
        document.querySelector<HTMLElement>("[data-chat]")!,
      );
      mark.add();
      mark.add();
      Object.assign(globalThis, { mark });
      document.querySelector("ol")!.innerHTML = "<li>Hello</li>";
    });
    expect(await look()).to.equal("(2) Room, 2");
    await page.evaluate(() => {
      scrollTo(0, 10_000);
      return until(() => document.title === "Room");
    });
    expect(await look()).to.equal("Room");
    const fullScreen = (element: string | null): Promise<void> =>
      page.evaluate((which) => {
        Object.defineProperty(document, "fullscreenElement", { value: which && document.body, configurable: true });
      }, element);
    await fullScreen("body");
    await page.evaluate(() => (globalThis as unknown as { mark: { add(): void } }).mark.add());
    expect(await look(), "behind the picture").to.equal("(1) Room, 1");
    await fullScreen(null);
    await page.evaluate(() => document.dispatchEvent(new Event("fullscreenchange")));
    expect(await look()).to.equal("Room");
  });
});
