import { expect } from "chai";
import type { Page } from "playwright-core";
import type * as Bells from "../../../src/browser/room/arrival-bell.js";
import type * as Checks from "../../../src/browser/room/connection-check.js";
import type * as Devices from "../../../src/browser/room/device-choice.js";
import type * as Entries from "../../../src/browser/room/entry.js";
import type * as Mediums from "../../../src/browser/room/medium-choice.js";
import type * as Problems from "../../../src/browser/call/media-problem.js";
import type { KeptStay } from "../../../src/browser/room/stay-memory.js";
import { openParts } from "../../support/browser-parts.js";
import { ROOM_HTML } from "../../support/room-parts.js";

declare const parts: typeof Bells & typeof Checks & typeof Devices & typeof Entries & typeof Mediums & typeof Problems;

describe("The parts of a session room's entry", () => {
  let page: Page;
  before(
    async () =>
      (page = await openParts(
        [
          "room/arrival-bell",
          "room/connection-check",
          "room/entry",
          "room/medium-choice",
          "call/media-problem",
          "room/device-choice",
        ],
        ROOM_HTML,
      )),
  );
  after(() => page.context().close());
  beforeEach(() => page.reload());

  it("ring twice, softly and higher the second time, unless that is turned off, and prepare it with the first touch", async () => {
    const seen = await page.evaluate(async () => {
      const made: { hertz: number; from: number; to: number }[] = [];
      let [contexts, suspended] = [0, 0];
      const volumes: number[][] = [];
      const change = (...how: number[]): number => volumes.push(how);
      const gain = { setValueAtTime: change, exponentialRampToValueAtTime: change };
      window.AudioContext = function () {
        contexts += 1;
        return {
          state: "running",
          currentTime: 10,
          resume: () => Promise.resolve(),
          suspend: () => Promise.resolve((suspended += 1)),
          createGain: () => ({ gain, connect: (to: unknown) => to }),
          createOscillator: () => {
            const tone = { hertz: 0, from: 0, to: 0 };
            made.push(tone);
            const frequency = {
              set value(hertz: number) {
                tone.hertz = hertz;
              },
            };
            const [start, stop] = [(at: number) => (tone.from = at), (at: number) => (tone.to = at)];
            return { frequency, connect: (to: unknown) => to, start, stop };
          },
        };
      } as never;
      const box = document.querySelector<HTMLInputElement>("[data-bell]")!;
      new parts.ArrivalBell(box);
      document.dispatchEvent(new Event("keydown"));
      const byKey = contexts;
      const bell = new parts.ArrivalBell(box);
      const isOn = box.checked;
      const prepared = ["pointerup", "pointerup", "keydown"].map((touch) => {
        document.dispatchEvent(new Event(touch));
        return contexts;
      });
      bell.ring();
      await until(() => made.length === 2);
      box.click();
      bell.ring();
      let turns = 0;
      await until(() => (turns += 1) > 20);
      const again = document.createElement("input");
      new parts.ArrivalBell(again);
      return { isOn, volumes: volumes.slice(0, 3), byKey, prepared, made, contexts, kept: again.checked, suspended };
    });
    expect(seen).to.deep.equal({
      isOn: true,
      volumes: [
        [0.0001, 10],
        [0.2, 10.02],
        [0.0001, 10.9],
      ],
      byKey: 1,
      prepared: [2, 2, 2],
      made: [
        { hertz: 660, from: 10, to: 10.9 },
        { hertz: 880, from: 10.25, to: 11.15 },
      ],
      contexts: 2,
      kept: false,
      suspended: 0,
    });
  });

  it("offer the devices that the browser names, with the one in use, and measure the best of three round trips", async () => {
    const seen = await page.evaluate(async () => {
      const place = document.querySelector<HTMLElement>("[data-devices]")!;
      const found = [
        { kind: "audioinput", label: "Headset", deviceId: "1" },
        { kind: "audioinput", label: "Built in", deviceId: "2" },
        { kind: "videoinput", label: "", deviceId: "3" },
        { kind: "audiooutput", label: "Speaker", deviceId: "4" },
      ];
      navigator.mediaDevices.enumerateDevices = () => Promise.resolve(found as never);
      const media = {
        chosen: () => "2",
        choose: (device: string, id: string) => Promise.reject(new Error(`${device} ${id}`)),
      };
      const show = parts.startDeviceChoice(place, media as never, (words) => void globalThis.log.push(words));
      await show();
      const select = place.querySelector<HTMLSelectElement>("[data-device=microphone]")!;
      const options = Array.from(select.options, ({ text, selected }) => `${text} ${selected}`);
      const hidden = Array.from(place.children, (field) => (field as HTMLElement).hidden);
      select.selectedIndex = 0;
      select.dispatchEvent(new Event("change"));
      await until(() => globalThis.log.length > 0 && select.selectedIndex === 1);
      navigator.mediaDevices.enumerateDevices = () => Promise.reject(new Error("no"));
      await show();
      const none = select.options.length;
      Object.defineProperty(navigator, "mediaDevices", { value: undefined });
      await show();
      const said = globalThis.log.splice(0);
      const waits = [600, 150, 900];
      let now = 0;
      performance.now = () => now;
      const asked: string[] = [];
      window.fetch = (path, init) => {
        const address = path as string;
        asked.push(`${address} ${init?.cache}`);
        now += address.includes("health") ? (waits.shift() ?? 5000) : 100;
        return Promise.resolve(new Response("x"));
      };
      const times: object = { encodedBodySize: 50_000, responseStart: 1000, responseEnd: 2000 };
      performance.getEntriesByName = () => [{ encodedBodySize: 0 }, times] as never;
      const line = document.querySelector<HTMLElement>("[data-line]")!;
      const grade = await parts.checkConnection(line, "/speed");
      const words = line.textContent;
      window.fetch = () => Promise.reject(new TypeError("no line"));
      const failed = [await parts.checkConnection(line, "/speed"), line.textContent];
      return { options, hidden, none, said, asked, grade, shown: [line.dataset.grade, words], failed };
    });
    expect(seen).to.deep.equal({
      options: ["Headset false", "Built in true"],
      hidden: [true, false, false],
      none: 0,
      said: ["That did not work."],
      asked: [...Array<string>(3).fill("/healthz no-store"), "https://parts.example/speed no-store"],
      grade: "fair",
      shown: ["fair", "Your connection is fair: the picture may be less sharp at times. Sound always comes first."],
      failed: [null, "We could not check your connection."],
    });
  });

  /** Opens the entry with devices that `open` names open already; its person's browser asks about others until `settle` is called. */
  const enter = (before: KeptStay | null = null): Promise<void> =>
    page.evaluate((stay) => {
      const log = globalThis.log;
      window.fetch = () => Promise.reject(new TypeError("off"));
      const open: Record<string, object> = {};
      const sound = new AudioContext().createMediaStreamDestination().stream.getAudioTracks()[0]!;
      const settle: ((problem: string | null, ...kinds: string[]) => void)[] = [];
      const media = {
        stream: new MediaStream(),
        track: (kind: string) => open[kind] ?? null,
        chosen: () => "",
        get hasAny() {
          return Object.keys(open).length > 0;
        },
        use: (kinds: string[]) => {
          log.push(`use ${kinds.join("+")}`);
          return new Promise<void>((resolve, reject) =>
            settle.push((problem, ...opened) => {
              for (const kind of opened) open[kind] = kind === "audio" ? sound : {};
              if (problem === null) resolve();
              else reject(problem ? new parts.MediaProblem(problem) : new Error("odd"));
            }),
          );
        },
        turn: (kind: string, on: boolean) => Promise.resolve(void log.push(`turn ${kind} ${on}`)),
        release: () => {
          for (const kind of Object.keys(open)) delete open[kind];
          log.push("release");
        },
      };
      Object.assign(globalThis, { settle });
      const join = (problem: string | null): void => void log.push(`joins ${problem}`);
      new parts.RoomEntry({ page: document.querySelector("main")!, media: media as never, before: stay, join });
    }, before);
  const settle = (problem: string | null, ...kinds: string[]): Promise<void> =>
    page.evaluate(
      ([why, opened]) =>
        (globalThis as unknown as { settle: ((...a: unknown[]) => void)[] }).settle.shift()!(why, ...opened),
      [problem, kinds] as const,
    );
  const click = (selector: string): Promise<void> =>
    page.evaluate((which) => document.querySelector<HTMLElement>(`[data-entry] ${which}`)!.click(), selector);
  /** What was done, what is said, whether one can join, and what is shown. */
  const look = (): Promise<string[]> =>
    page.evaluate(async () => {
      let turns = 0;
      await until(() => (turns += 1) > 50);
      const entry = document.querySelector<HTMLElement>("[data-entry]")!;
      const part = <E extends HTMLElement>(name: string): E => entry.querySelector<E>(`[data-${name}]`)!;
      const names = ["preview", "level-box", "check", "join-by=audio", "join-by=camera"];
      const help = part("media-help");
      return [
        ...globalThis.log.splice(0),
        help.hidden ? "" : part("media-help-words").textContent,
        part<HTMLButtonElement>("join").disabled ? "asking" : "free",
        names.filter((name) => !part(name).hidden && (!name.startsWith("join-by") || !help.hidden)).join(),
      ];
    });

  it("open the devices of the medium that is chosen, explain what is missing, and offer what works instead", async () => {
    await enter();
    expect(await look()).to.deep.equal(["", "free", "check"]);
    expect(await page.locator("[data-line]").textContent()).to.equal("We could not check your connection.");
    await click("[data-check]");
    await settle(null, "audio", "video");
    expect(await look()).to.deep.equal(["use audio+video", "", "free", "preview,level-box,check"]);
    await click("[value=audio]");
    expect(await look(), "at once, as some are open").to.deep.equal([
      "use audio",
      "",
      "free",
      "preview,level-box,check",
    ]);
    await settle("");
    expect((await look())[0]).to.equal("Something went wrong. Please try again.");
    await click("[value=text]");
    expect(await look()).to.deep.equal(["release", "", "free", ""]);
    await click("[value=video]");
    await click("[data-join]");
    await page.clock.runFor(2900);
    expect(await look()).to.deep.equal(["use audio+video", "", "asking", "check"]);
    await page.clock.runFor(200);
    const asking =
      "Waiting for your microphone and camera. If your browser asks whether this page may use them, choose Allow. You can also join by text.";
    expect(await look()).to.deep.equal([asking, "asking", "check"]);
    expect(await page.evaluate(() => document.activeElement?.hasAttribute("data-media-help"))).to.equal(true);
    await settle("No microphone was found.", "video");
    expect(await look()).to.deep.equal(["No microphone was found.", "free", "preview,check,join-by=camera"]);
    await click("[data-join-by=camera]");
    await settle("No camera was found.", "audio");
    expect(await look()).to.deep.equal([
      "use video",
      "No camera was found.",
      "free",
      "preview,level-box,check,join-by=audio",
    ]);
    await page.evaluate(() => document.dispatchEvent(new CustomEvent("own-device-lost", { detail: "Unplugged." })));
    expect((await look())[0]).to.equal("Unplugged.");
    await click("[data-join-by=audio]");
    await settle(null);
    expect(await look()).to.deep.equal(["use audio", "joins null", "", "free", "preview,level-box,check"]);
    await page.evaluate(() => document.dispatchEvent(new CustomEvent("own-device-lost", { detail: "Too late." })));
    expect((await look())[0]).to.equal("");
  });

  it("let someone in by text whose browser still asks, and straight back in after a reload, muted as they were", async () => {
    await enter();
    await click("[data-join]");
    await page.clock.runFor(3100);
    await look();
    await click("[data-join-by=text]");
    await page.evaluate(() => (globalThis as unknown as { settle: unknown[] }).settle.reverse());
    await settle(null);
    expect(await look()).to.deep.equal(["release", "use ", "joins null", "", "free", ""]);
    await settle("Refused.");
    expect((await look())[0], "what is answered too late").to.equal("");
    await page.reload();
    const stay: KeptStay = { kinds: ["audio"], muted: true, inCall: true, arrival: "a", bytes: 0 };
    await enter(stay);
    expect(await look()).to.deep.equal(["use audio", "", "asking", "check"]);
    expect(await page.locator("[data-line]").textContent(), "not measured again").to.equal("");
    await settle(null, "audio");
    expect((await look()).slice(0, 2)).to.deep.equal(["turn audio false", "joins null"]);
    await page.reload();
    await enter({ ...stay, muted: false });
    await settle("No microphone was found.");
    expect((await look())[1]).to.equal("joins No microphone was found.");
  });

  it("begin with audio where data is saved, and with text alone where there are no calls", async () => {
    const look = (choose?: string): Promise<unknown[]> =>
      page.evaluate((medium) => {
        const entry = document.querySelector<HTMLElement>("[data-entry]")!;
        const choice = new parts.MediumChoice(entry);
        const changes: number[] = [];
        choice.onChange(() => void changes.push(choice.kinds.length));
        if (medium) entry.querySelector<HTMLElement>(`[value=${medium}]`)!.click();
        entry.querySelector<HTMLElement>("[name=address]")!.click();
        const names = ["saving-data", "no-calls", "call-check", "check", "check-words"];
        const shown = names.filter((name) => !entry.querySelector<HTMLElement>(`[data-${name}]`)!.hidden);
        const off = Array.from(entry.querySelectorAll<HTMLInputElement>("input:disabled"), ({ value }) => value);
        const words = entry.querySelector("[data-check]")!.textContent;
        return [choice.canCall, choice.kinds.join("+"), words, shown.join(), off.join(), ...changes];
      }, choose);
    const check = "call-check,check,check-words";
    expect(await look()).to.deep.equal([true, "audio+video", "Check camera and microphone", check, ""]);
    expect(await look("audio")).to.deep.equal([true, "audio", "Check microphone", check, "", 1]);
    const savesData = (): Promise<void> =>
      page.evaluate(
        () => void Object.defineProperty(navigator, "connection", { value: { saveData: true }, configurable: true }),
      );
    await savesData();
    expect((await look())[3], "audio was chosen already").to.equal(check);
    await page.reload();
    await savesData();
    expect(await look()).to.deep.equal([true, "audio", "Check microphone", `saving-data,${check}`, ""]);
    await page.reload();
    await page.evaluate(() => Reflect.deleteProperty(window, "RTCPeerConnection"));
    expect(await look()).to.deep.equal([false, "", "Check microphone", "no-calls", "video,audio"]);
  });
});
