import { expect } from "chai";
import type { Page } from "playwright-core";
import type * as Devices from "../../../src/browser/call/devices.js";
import type * as Media from "../../../src/browser/call/media.js";
import { openParts } from "../../support/browser-parts.js";

declare const parts: typeof Devices & typeof Media;

describe("A person's own devices in the browser", () => {
  let page: Page;
  before(async () => (page = await openParts(["call/devices", "call/media"], "<p></p>")));
  after(() => page.context().close());
  beforeEach(() => page.reload());

  it("are asked for in one question, then each alone; muted they stay open, a camera that is off is closed", async () => {
    const seen = await page.evaluate(async () => {
      const asked: string[] = [];
      let refused = "";
      let first: MediaStreamConstraints | undefined;
      navigator.mediaDevices.getUserMedia = (wanted) => {
        first ??= wanted;
        const kinds = Object.keys(wanted!);
        asked.push(kinds.join("+"));
        if (kinds.some((kind) => refused.includes(kind))) return Promise.reject(new DOMException("", "NotFoundError"));
        const stream = new MediaStream();
        for (const kind of kinds)
          stream.addTrack(
            kind === "video"
              ? document.createElement("canvas").captureStream().getVideoTracks()[0]!
              : new AudioContext().createMediaStreamDestination().stream.getAudioTracks()[0]!,
          );
        return Promise.resolve(stream);
      };
      const media = new parts.OwnMedia(
        () => undefined,
        () => undefined,
      );
      const open = (): string =>
        media
          .stream!.getTracks()
          .map(({ kind }) => kind)
          .sort()
          .join("+");
      const before = media.hasAny;
      await media.use(["audio", "video"]);
      const both = [asked.splice(0).join(), open(), media.hasAny];
      const sound = media.track("audio");
      const camera = media.track("video");
      const chosen =
        media.chosen("camera") === camera!.getSettings().deviceId &&
        media.chosen("microphone") === sound!.getSettings().deviceId;
      await media.turn("audio", false);
      const muted = [media.track("audio") === sound, media.isMuted, media.sending.microphone];
      await media.turn("video", false);
      const off = [camera!.readyState, open(), media.sending.camera];
      await media.turn("audio", true);
      await media.turn("video", true);
      const opened = media.track("video");
      await media.turn("video", true);
      const isSame = media.track("video") === opened;
      const again = [isSame, asked.splice(0).join(), media.isMuted, open()];
      await media.use(["audio"]);
      const less = [asked.splice(0).join(), open(), media.hasAny];
      media.release();
      refused = "video";
      const problem = await media.use(["audio", "video"]).catch((error: Error) => error.message);
      const half = [asked.splice(0).join(), open(), problem];
      media.close();
      return { before, first, both, chosen, muted, off, again, less, half, after: [open(), media.hasAny] };
    });
    expect(seen).to.deep.equal({
      before: false,
      first: {
        audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
        video: { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 24, max: 30 }, facingMode: "user" },
      },
      both: ["audio+video", "audio+video", true],
      chosen: true,
      muted: [true, true, false],
      off: ["ended", "audio", false],
      again: [true, "video", false, "audio+video"],
      less: ["", "audio", true],
      half: [
        "audio+video,audio+video,audio,video,video",
        "audio",
        "No camera was found. Plug one in and try again, or choose another way to meet.",
      ],
      after: ["", false],
    });
  });

  it("are remembered and replaced when they are gone, give way to a shared screen, and close when nobody waits for them", async () => {
    const seen = await page.evaluate(async () => {
      localStorage.clear();
      const log = globalThis.log;
      let refuses: (wanted: string) => string = () => "";
      const make = (kind: string): MediaStreamTrack =>
        kind === "video"
          ? document.createElement("canvas").captureStream().getVideoTracks()[0]!
          : new AudioContext().createMediaStreamDestination().stream.getAudioTracks()[0]!;
      navigator.mediaDevices.getUserMedia = (wanted) => {
        const named = Object.entries(wanted!).map(([kind, how]) => {
          const { deviceId } = how as { deviceId?: { exact: string } };
          return kind + (deviceId ? ` ${/^m\d$/.test(deviceId.exact) ? deviceId.exact : "before"}` : "");
        });
        log.push(named.join("+"));
        const why = refuses(named.join("+"));
        if (why) return Promise.reject(new DOMException("", why));
        const stream = new MediaStream(Object.keys(wanted!).map(make));
        return Promise.resolve(stream);
      };
      let screens = [make("video"), make("video")];
      navigator.mediaDevices.getDisplayMedia = () => {
        const screen = screens.shift();
        return screen
          ? Promise.resolve(new MediaStream([screen]))
          : Promise.reject(new DOMException("", "NotAllowedError"));
      };
      let cameras = [{ kind: "videoinput" }];
      navigator.mediaDevices.enumerateDevices = () => Promise.resolve(cameras as never);
      let changes = 0;
      let told: MediaStreamTrack | null = null;
      const media = new parts.OwnMedia(
        () => {
          changes += 1;
          told = media.track("audio");
        },
        (words) => void log.push(words.replace(/using .*/, "using it.")),
      );
      const done = (): string[] => log.splice(0);
      await media.choose("microphone", "m1");
      const remembered = [...done(), media.chosen("microphone")];
      await media.use(["audio"]);
      await media.turn("audio", false);
      refuses = (wanted) => (wanted.includes("m2") ? "OverconstrainedError" : "");
      await media.choose("microphone", "m2");
      const another = [...done(), media.isMuted];
      refuses = (wanted) => (wanted.includes("m3") ? "NotReadableError" : "");
      const problem = await media.choose("microphone", "m3").catch((error: Error) => error.message);
      const back = [...done(), problem, localStorage.getItem("device:microphone") === "m3", media.isMuted];
      refuses = () => "";
      await media.turn("video", true);
      const camera = media.camera!;
      const before = changes;
      await media.share();
      const screen = media.track("video")!;
      const shared = [
        media.isSharing,
        media.camera,
        camera.readyState,
        media.sending.camera,
        screen.contentHint,
        changes > before,
      ];
      await media.share();
      await media.stopSharing();
      await media.stopSharing();
      const restored = [...done(), media.isSharing, media.track("video") !== null];
      await media.turn("video", false);
      screens = [make("video"), make("video")];
      for (let shares = 0; shares < 2; shares += 1) await media.share();
      media.track("video")!.onended!(new Event("ended"));
      await until(() => !media.isSharing);
      await media.share();
      const none = [...done(), media.isSharing, media.track("video")];
      media.track("audio")!.onended!(new Event("ended"));
      await until(() => log.length > 1);
      const replaced = [...done(), media.isMuted, told !== null && told === media.track("audio")];
      await media.turn("video", true);
      media.track("video")!.onended!(new Event("ended"));
      await until(() => log.length > 1);
      cameras = [];
      await media.turn("video", true);
      media.track("video")!.onended!(new Event("ended"));
      await until(() => log.length > 3);
      const lost = [...done(), media.track("video")];
      refuses = () => "NotFoundError";
      media.track("audio")!.onended!(new Event("ended"));
      await until(() => log.length > 1);
      const noSound = done();
      refuses = () => "";
      const output = document.createElement("video");
      output.setSinkId = (id) => Promise.resolve(void log.push(`through ${id}`));
      await media.playsThrough(output);
      await media.choose("speaker", "s1");
      const speaker = [...done(), media.chosen("speaker")];
      let arrive = (): void => undefined;
      const late = [make("audio"), make("video")];
      navigator.mediaDevices.getUserMedia = () =>
        new Promise((resolve) => (arrive = () => resolve(new MediaStream(late))));
      const asked = media.use(["audio", "video"]);
      let turns = 0;
      await until(() => (turns += 1) > 20);
      media.release();
      arrive();
      await asked;
      const off = make("video");
      navigator.mediaDevices.getUserMedia = () =>
        new Promise((resolve) => (arrive = () => resolve(new MediaStream([off]))));
      const opening = media.use(["video"]);
      await until(() => (turns += 1) > 40);
      const turned = media.turn("video", false);
      arrive();
      await Promise.all([opening, turned]);
      const released = [off.readyState, media.hasAny, ...late.map(({ readyState }) => readyState)];
      const last = make("audio");
      navigator.mediaDevices.getUserMedia = () => Promise.resolve(new MediaStream([last]));
      dispatchEvent(new Event("pagehide"));
      await media.use(["audio"]);
      Reflect.deleteProperty(window, "MediaStream");
      const without = new parts.OwnMedia(
        () => undefined,
        () => undefined,
      );
      const nothing = [without.hasAny, without.stream, without.sending.camera];
      return {
        nothing,
        remembered,
        another,
        back,
        shared,
        restored,
        none,
        replaced,
        lost,
        noSound,
        speaker,
        released,
        closed: last.readyState,
      };
    });
    expect(seen).to.deep.equal({
      nothing: [false, null, false],
      remembered: ["m1"],
      another: ["audio m1", "audio m2", "audio", true],
      back: [
        "audio m3",
        "audio before",
        "Your microphone is in use by another program. Close that one and try again.",
        false,
        true,
      ],
      shared: [true, null, "ended", true, "detail", true],
      restored: ["video", "video", false, true],
      none: [false, null],
      replaced: ["audio before", "Your microphone was disconnected. You are now using it.", true, true],
      lost: [
        "video",
        "Your camera was disconnected. Turn your camera on to use another one.",
        "video",
        "Your camera was disconnected. No camera was found. Plug one in and try again, or choose another way to meet.",
        null,
      ],
      noSound: [
        "audio before",
        "audio",
        "Your microphone was disconnected. No microphone was found. Plug one in and try again, or choose another way to meet.",
      ],
      speaker: ["through s1", "s1"],
      released: ["ended", false, "ended", "ended"],
      closed: "ended",
    });
  });

  it("send nothing while the system mutes them, except a screen that stands still, and are opened again when turned on", async () => {
    const seen = await page.evaluate(async () => {
      const make = (kind: string): MediaStreamTrack =>
        kind === "video"
          ? document.createElement("canvas").captureStream().getVideoTracks()[0]!
          : new AudioContext().createMediaStreamDestination().stream.getAudioTracks()[0]!;
      navigator.mediaDevices.getUserMedia = (wanted) =>
        Promise.resolve(new MediaStream(Object.keys(wanted!).map(make)));
      navigator.mediaDevices.getDisplayMedia = () => Promise.resolve(new MediaStream([make("video")]));
      const media = new parts.OwnMedia(
        () => void globalThis.log.push("changes"),
        () => undefined,
      );
      const mute = (kind: string): void => {
        const track = media.track(kind)!;
        Object.defineProperty(track, "muted", { value: true });
        globalThis.log.length = 0;
        track.onmute?.(new Event("mute"));
      };
      const look = (): boolean[] => [media.sending.microphone, media.sending.camera, media.isSilenced, media.isMuted];
      await media.use(["audio", "video"]);
      const open = look();
      const sound = media.track("audio");
      for (const kind of ["audio", "video"]) mute(kind);
      const muted = [...look(), globalThis.log.length];
      await media.turn("audio", true);
      const again = [...look(), media.track("audio") !== sound];
      await media.share();
      mute("video");
      const shared = look();
      const canShare = [parts.canShareScreen()];
      Object.defineProperty(navigator, "mediaDevices", { value: undefined });
      canShare.push(parts.canShareScreen());
      return { open, muted, again, shared, canShare };
    });
    expect(seen).to.deep.equal({
      open: [true, true, false, false],
      muted: [false, false, true, false, 1],
      again: [true, false, false, false, true],
      shared: [true, true, false, false],
      canShare: [true, false],
    });
  });
});
