import type { Sending } from "../../protocol/messages.js";
import { DeviceMemory, hasCamera, openScreen, playThrough, type Device, type MediaKind } from "./devices.js";
import { problem } from "./media-problem.js";

/**
 * This person's microphone, camera and screen, and where they hear the other. A muted microphone stays open, so that it is
 * back at once; a camera that is off is off. A shared screen goes in the place of the camera's picture. `onChange` is called
 * after every change of what is open. Devices are opened one after the other. Everything is let go for good the moment the
 * page is left, and what a browser still opens after that is let go at once.
 */
export class OwnMedia {
  readonly stream = new MediaStream();
  private readonly devices = new DeviceMemory();
  private readonly outputs: HTMLMediaElement[] = [];
  private screen: MediaStreamTrack | null = null;
  private cameraWasOn = false;
  private isClosed = false;
  private lastChange: Promise<unknown> = Promise.resolve();
  private releases = 0;

  /** `onLost` is told, in words, what became of a device that was unplugged or taken away. */
  constructor(
    private readonly onChange: () => void,
    private readonly onLost: (words: string) => void,
  ) {
    addEventListener("pagehide", () => this.close());
  }

  track(kind: string): MediaStreamTrack | null {
    return this.stream.getTracks().find((track) => track.kind === kind) ?? null;
  }

  /** A device that the system has silenced sends nothing. */
  get sending(): Sending {
    const audio = this.track("audio");
    const video = this.track("video");
    const pictureComes = video !== null && (!video.muted || video === this.screen);
    return { microphone: audio?.enabled === true && !audio.muted, camera: pictureComes };
  }

  /** Whether this person has silenced their own microphone. */
  get isMuted(): boolean {
    return this.track("audio")?.enabled === false;
  }

  /** Whether the system has silenced the microphone, as it does during a phone call. */
  get isSilenced(): boolean {
    const audio = this.track("audio");
    return audio !== null && audio.enabled && audio.muted;
  }

  get isSharing(): boolean {
    return this.screen !== null;
  }

  /** Opens what is missing of `kinds` and closes the rest. Throws MediaProblem; what could be opened stays open. */
  use(kinds: MediaKind[]): Promise<void> {
    return this.inTurn(async () => {
      for (const kind of ["audio", "video"] as const) if (!kinds.includes(kind)) this.drop(kind);
      const missing = kinds.filter((kind) => !this.track(kind));
      // Asked for both at once, browsers show one question instead of two.
      const releases = this.releases;
      const bothOpened = missing.length === 2 && (await this.open(missing).catch(() => false));
      if (!bothOpened && releases === this.releases) await this.openEach(missing);
      this.onChange();
    });
  }

  /** What is open is silenced or let go at once, whatever else is being opened meanwhile. Throws MediaProblem. */
  async turn(kind: MediaKind, on: boolean): Promise<void> {
    const track = this.track(kind);
    if (kind === "audio" && track && !(on && track.muted)) track.enabled = on;
    else if (track && !on) this.drop(kind);
    else await this.inTurn(() => (on ? this.openAnew(kind) : this.drop(kind)));
    this.onChange();
  }

  /** The id of the device in use; "" while it is the browser's choice. */
  chosen(device: Device): string {
    if (device === "speaker") return this.devices.read(device);
    const track = device === "camera" && this.screen ? null : this.track(device === "camera" ? "video" : "audio");
    return track?.getSettings().deviceId ?? this.devices.read(device);
  }

  /**
   * Changes to another device in the middle of everything, and remembers it for the next time. Throws MediaProblem, with the
   * device before it in use again.
   */
  async choose(device: Device, id: string): Promise<void> {
    const before = this.chosen(device);
    this.devices.keep(device, id);
    if (device === "speaker") return this.hearThrough(id);
    const kind = device === "camera" ? "video" : "audio";
    return this.inTurn(async () => {
      const inUse = this.track(kind);
      if (!inUse || inUse === this.screen) return;
      try {
        // Many phones open one camera at a time only.
        await this.reopen(kind, !inUse.enabled);
      } catch (error) {
        this.devices.keep(device, before);
        await this.reopen(kind, !inUse.enabled).catch(() => undefined);
        throw problem(kind, error);
      } finally {
        this.onChange();
      }
    });
  }

  /** The other person is heard through this element: the chosen speaker is used for it, now and whenever it changes. */
  async playsThrough(element: HTMLMediaElement): Promise<void> {
    this.outputs.push(element);
    await this.hearThrough(this.devices.read("speaker"));
  }

  /** Sends a screen instead of the camera's picture, once its person has chosen one; changes nothing when they choose none. */
  async share(): Promise<void> {
    const opened = await openScreen();
    if (!opened) return;
    await this.inTurn(() => {
      if (!this.screen) this.cameraWasOn = this.track("video") !== null;
      this.drop("video");
      this.screen = opened;
      this.add(opened);
      opened.onended = () => void this.stopSharing();
      this.onChange();
    });
  }

  /** Goes back to the camera, if it was on before. */
  stopSharing(): Promise<void> {
    return this.inTurn(async () => {
      if (!this.screen) return;
      this.drop("video");
      if (this.cameraWasOn) await this.open(["video"]).catch(() => undefined);
      this.onChange();
    });
  }

  /** Lets go of everything at once, and of what is being opened as soon as it is there; nothing waits for that. */
  release(): void {
    this.releases += 1;
    this.lastChange = Promise.resolve();
    this.drop("audio");
    this.drop("video");
  }

  /** Lets go of everything at once, for good. */
  close(): void {
    this.isClosed = true;
    this.drop("audio");
    this.drop("video");
  }

  /** Two changes at once would open one device twice. */
  private inTurn(change: () => Promise<void> | void): Promise<void> {
    const changed = this.lastChange.then(change);
    this.lastChange = changed.catch(() => undefined);
    return changed;
  }

  /** Opens a device that is not open, or that the system has silenced. */
  private async openAnew(kind: MediaKind): Promise<void> {
    if (this.track(kind)?.muted) this.drop(kind);
    if (!this.track(kind)) await this.openEach([kind]);
  }

  /** Opens all that can be opened; then throws the first MediaProblem, if there was one. */
  private async openEach(kinds: MediaKind[]): Promise<void> {
    const problems: Error[] = [];
    const releases = this.releases;
    for (const kind of kinds) {
      if (releases === this.releases) await this.open([kind]).catch((error) => problems.push(problem(kind, error)));
    }
    if (problems[0]) throw problems[0];
  }

  private async reopen(kind: MediaKind, muted: boolean): Promise<void> {
    this.drop(kind);
    await this.open([kind], muted);
  }

  private async open(kinds: MediaKind[], muted = false): Promise<boolean> {
    const releases = this.releases;
    const opened = await this.devices.open(kinds);
    for (const track of opened.getTracks()) {
      if (releases !== this.releases) {
        track.stop();
        continue;
      }
      track.enabled = !muted;
      this.add(track);
      // Unplugged, or taken away by the system; for a while only, when it is silenced.
      track.onended = () => {
        this.stream.removeTrack(track);
        this.onChange();
        void this.replace(track);
      };
      track.onmute = track.onunmute = () => this.onChange();
    }
    this.onChange();
    return true;
  }

  /** Switches to another microphone, muted if the lost one was. Another camera may show what nobody wants shown, so it is only offered. */
  private async replace(lost: MediaStreamTrack): Promise<void> {
    if (this.isClosed) return;
    if (lost.kind === "video") return this.onLost(`Your camera was disconnected. ${await cameraOffer()}`);
    try {
      await this.inTurn(async () => void (this.track("audio") ?? (await this.open(["audio"], !lost.enabled))));
      const name = this.track("audio")?.label;
      this.onLost(`Your microphone was disconnected. You are now using ${name || "another one"}.`);
    } catch (error) {
      this.onLost(`Your microphone was disconnected. ${problem("audio", error).message}`);
    }
  }

  private add(track: MediaStreamTrack): void {
    if (this.isClosed) track.stop();
    else this.stream.addTrack(track);
  }

  private drop(kind: MediaKind): void {
    for (const track of this.stream.getTracks().filter((one) => one.kind === kind)) {
      if (track === this.screen) this.screen = null;
      track.stop();
      this.stream.removeTrack(track);
    }
  }

  private async hearThrough(id: string): Promise<void> {
    for (const element of this.outputs) await playThrough(element, id);
  }
}

/** Says whether there is another camera to go on with. */
async function cameraOffer(): Promise<string> {
  if (await hasCamera()) return "Turn your camera on to use another one.";
  return problem("video", new DOMException("", "NotFoundError")).message;
}
