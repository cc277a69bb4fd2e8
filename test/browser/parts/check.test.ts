import { expect } from "chai";
import type { Page } from "playwright-core";
import type * as MediaProblems from "../../../src/browser/call/media-problem.js";
import type * as Levels from "../../../src/browser/call/microphone-level.js";
import type * as Checks from "../../../src/browser/check/device-check.js";
import { openParts } from "../../support/browser-parts.js";

declare const parts: typeof Levels & typeof Checks & typeof MediaProblems;

const device = (name: string): string =>
  `<div data-device-field="${name}"><select data-device="${name}"></select></div>`;
const HTML = `<main data-speed-file="/speed" hidden>
  <button data-check>Check</button><p data-asking hidden></p>
  <p data-result="camera"></p><p data-result="microphone"></p><p data-line></p>
  <video data-preview hidden></video><div data-level-box><meter data-level></meter></div>
  <div data-devices>${["camera", "microphone", "speaker"].map(device).join("")}</div>
  <form data-share hidden><input name="camera"><input name="microphone"><input name="connection"></form>
</main>`;

describe("The check of devices", () => {
  let page: Page;
  before(
    async () => (page = await openParts(["check/device-check", "call/media-problem", "call/microphone-level"], HTML)),
  );
  after(() => page.context().close());

  it("asks for both devices at once, once at a time, and offers to share when all is known", async () => {
    const seen = await page.evaluate(async () => {
      const main = document.querySelector("main")!;
      const share = main.querySelector<HTMLElement>("[data-share]")!;
      const button = main.querySelector("button")!;
      const asking = main.querySelector<HTMLElement>("[data-asking]")!;
      const asked: string[][] = [];
      let allow = (): void => undefined;
      const open: Record<string, object> = {};
      const media = {
        stream: new MediaStream(),
        track: (kind: string) => open[kind] ?? null,
        chosen: () => "",
        use: (kinds: string[]) => {
          asked.push(kinds);
          return new Promise<void>((resolve) => (allow = resolve));
        },
      };
      new parts.DeviceCheck(main, media as never);
      await until(() => main.querySelector("[data-line]")!.textContent);
      const known = { isShown: !main.hidden, share: share.hidden };
      button.click();
      const during = { asking: asking.hidden, button: button.disabled };
      [open.audio, open.video] = [{}, {}];
      allow();
      await until(() => !share.hidden);
      const fields = Array.from(share.querySelectorAll("input"), ({ value }) => value);
      const results = Array.from(main.querySelectorAll("[data-result]"), ({ textContent }) => textContent);
      const video = main.querySelector("video")!;
      const preview = !video.hidden && video.srcObject === media.stream;
      return {
        asked,
        known,
        during,
        fields,
        results,
        after: { asking: asking.hidden, button: button.disabled, preview },
      };
    });
    expect(seen).to.deep.equal({
      asked: [["audio", "video"]],
      known: { isShown: true, share: true },
      during: { asking: false, button: true },
      fields: ["yes", "yes", "good"],
      results: ["Works", "Works"],
      after: { asking: true, button: false, preview: true },
    });
  });

  it("asks for each device alone where one of both fails, says why, and measures the sound of one microphone at a time", async () => {
    const seen = await page.evaluate(async () => {
      document.querySelector("main")!.outerHTML = document.querySelector("main")!.outerHTML;
      const main = document.querySelector("main")!;
      const sound = new AudioContext().createMediaStreamDestination().stream.getAudioTracks()[0]!;
      const open: Record<string, object> = { audio: sound };
      let meters = 0;
      window.AudioContext = class extends AudioContext {
        override createAnalyser(): AnalyserNode {
          meters += 1;
          return super.createAnalyser();
        }
        override close(): Promise<void> {
          meters -= 1;
          return super.close();
        }
      };
      const turned: string[] = [];
      const media = {
        stream: null,
        track: (kind: string) => open[kind] ?? null,
        chosen: () => "",
        use: () => Promise.reject(new Error("both")),
        turn: (kind: string, on: boolean) => {
          turned.push(`${kind} ${on}`);
          return Promise.reject(new parts.MediaProblem("No camera was found."));
        },
      };
      const check = new parts.DeviceCheck(main, media as never);
      const button = main.querySelector("button")!;
      const results = (): (string | null)[] =>
        Array.from(main.querySelectorAll("[data-result]"), ({ textContent }) => textContent);
      for (let times = 0; times < 2; times += 1) {
        button.click();
        await until(() => !button.disabled);
      }
      const failed = results();
      const level = { meters, isShown: !main.querySelector<HTMLElement>("[data-level-box]")!.hidden };
      check.sayLost("Camera gone.");
      const half = results();
      delete open.audio;
      check.sayLost("Unplugged.");
      const isHidden = main.querySelector<HTMLElement>("[data-level-box]")!.hidden;
      return { turned, failed, level, half, lost: results(), after: { meters, isHidden } };
    });
    expect(seen).to.deep.equal({
      turned: ["video true", "video true"],
      failed: ["No camera was found.", "Works"],
      level: { meters: 1, isShown: true },
      half: ["Camera gone.", "Works"],
      lost: ["Unplugged.", "Unplugged."],
      after: { meters: 0, isHidden: true },
    });
  });

  it("offers to share only what is known of all three, and works for someone with nobody to share with", async () => {
    const seen = await page.evaluate(async (html) => {
      window.fetch = () => Promise.reject(new TypeError("off"));
      const media = { stream: null, track: () => null, chosen: () => "" };
      const isOffered = async (...known: string[]): Promise<boolean> => {
        document.body.innerHTML = html;
        const main = document.querySelector("main")!;
        for (const name of known) main.querySelector<HTMLInputElement>(`[name=${name}]`)!.value = "yes";
        new parts.DeviceCheck(main, media as never);
        await until(() => main.querySelector("[data-line]")!.textContent);
        return !main.querySelector<HTMLElement>("[data-share]")!.hidden;
      };
      const all = ["camera", "microphone", "connection"];
      const offers = [await isOffered(...all)];
      for (const name of all) offers.push(await isOffered(...all.filter((one) => one !== name)));
      const alone = document.querySelector("main")!;
      alone.querySelector("[data-share]")!.remove();
      new parts.DeviceCheck(alone, media as never).sayLost("Unplugged.");
      return [...offers, alone.querySelector("[data-result]")!.textContent];
    }, HTML);
    expect(seen).to.deep.equal([true, false, false, false, "Unplugged."]);
  });

  it("shows how loud a microphone is until it is told to stop, and nothing where sound cannot be measured", async () => {
    await page.evaluate(() => {
      AnalyserNode.prototype.getByteTimeDomainData = (samples) => {
        samples.fill(128);
        samples[3] = 96;
      };
      const track = new AudioContext().createMediaStreamDestination().stream.getAudioTracks()[0]!;
      const meter = document.querySelector<HTMLMeterElement>("[data-level]")!;
      Object.assign(globalThis, { stop: parts.showLevel(meter, track) });
    });
    const level = async (): Promise<number> => {
      await page.clock.runFor(100);
      return page.locator("[data-level]").evaluate((meter: HTMLMeterElement) => meter.value);
    };
    expect(await level()).to.equal(0.5);
    const none = await page.evaluate(() => {
      (globalThis as unknown as { stop(): void }).stop();
      const meter = document.querySelector<HTMLMeterElement>("[data-level]")!;
      meter.value = 0;
      Reflect.deleteProperty(window, "AudioContext");
      return parts.showLevel(meter, null as never);
    });
    expect([none, await level()]).to.deep.equal([null, 0]);
  });
});
