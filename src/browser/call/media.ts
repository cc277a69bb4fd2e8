import { DeviceMemory, hasCamera, openScreen, playThrough, type Device, type MediaKind } from "./devices.js";
import { problem } from "./media-problem.js";
import { OwnTracks } from "./own-tracks.js";

/**
 * Opens and closes this person's microphone, camera and screen, one after the other. A muted microphone stays open, so that it
 * is back immediately; a camera that is off is closed. `onChange` is called whenever the open tracks change. Leaving the page closes
 * everything, and also what the browser opens after that.
 */
export class OwnMedia extends OwnTracks {
  private readonly devices = new DeviceMemory();
  private readonly outputs: HTMLMediaElement[] = [];
  private cameraWasOn = false;
  private lastChange: Promise<unknown> = Promise.resolve();
  private releases = 0;

  /** `onLost` gets words for the reader about a device that was unplugged or taken away. */
  constructor(
    private readonly onChange: () => void,
    private readonly onLost: (words: string) => void,
  ) {
    super();
    addEventListener("pagehide", () => this.close());
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

  /** Mutes the microphone or turns off the camera immediately, even while another device is being opened. Throws MediaProblem. */
  async turn(kind: MediaKind, on: boolean): Promise<void> {
    const track = this.track(kind);
    if (kind === "audio" && track && !(on && track.muted)) track.enabled = on;
    else if (track && !on) this.drop(kind);
    else await this.inTurn(() => (on ? this.openAgain(kind) : this.drop(kind)));
    this.onChange();
  }

  /** The id of the device in use; "" while it is the browser's choice. */
  chosen(device: Device): string {
    if (device === "speaker") return this.devices.read(device);
    const track = device === "camera" ? this.camera : this.track("audio");
    return track?.getSettings().deviceId ?? this.devices.read(device);
  }

  /** Switches to another device and remembers it for next time. Throws MediaProblem after reopening the earlier one. */
  async choose(device: Device, id: string): Promise<void> {
    const before = this.chosen(device);
    this.devices.keep(device, id);
    if (device === "speaker") return this.hearThrough(id);
    const kind = device === "camera" ? "video" : "audio";
    return this.inTurn(async () => {
      const inUse = kind === "video" ? this.camera : this.track(kind);
      if (!inUse) return;
      try {
        // Many phones can open only one camera at a time.
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

  /** Plays this element, in which the other person is heard, through the chosen speaker, now and whenever that changes. */
  async playsThrough(element: HTMLMediaElement): Promise<void> {
    this.outputs.push(element);
    await this.hearThrough(this.devices.read("speaker"));
  }

  /** Asks for a screen and sends it in place of the camera's picture. Changes nothing if the person chooses none. */
  async share(): Promise<void> {
    const opened = await openScreen();
    if (!opened) return;
    await this.inTurn(() => {
      if (!this.isSharing) this.cameraWasOn = this.track("video") !== null;
      this.drop("video");
      this.addScreen(opened);
      opened.onended = () => void this.stopSharing();
      this.onChange();
    });
  }

  /** Returns to the camera if it was on before. */
  stopSharing(): Promise<void> {
    return this.inTurn(async () => {
      if (!this.isSharing) return;
      this.drop("video");
      if (this.cameraWasOn) await this.open(["video"]).catch(() => undefined);
      this.onChange();
    });
  }

  /** Closes every device at once; one that is still being opened closes as soon as it is there. */
  release(): void {
    this.releases += 1;
    this.lastChange = Promise.resolve();
    this.drop("audio");
    this.drop("video");
  }

  /** Two changes at once would open one device twice. */
  private inTurn(change: () => Promise<void> | void): Promise<void> {
    const changed = this.lastChange.then(change);
    this.lastChange = changed.catch(() => undefined);
    return changed;
  }

  /** Opens a device that is closed, or reopens one that the system has muted. */
  private async openAgain(kind: MediaKind): Promise<void> {
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
      // Ended: unplugged or taken away. Muted: the system silences it for a while.
      track.onended = () => {
        this.remove(track);
        this.onChange();
        void this.replace(track);
      };
      track.onmute = track.onunmute = () => this.onChange();
    }
    this.onChange();
    return true;
  }

  /** Switches to another microphone, muted if the lost one was. Only offers another camera: it may show what this person would not. */
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

  private async hearThrough(id: string): Promise<void> {
    for (const element of this.outputs) await playThrough(element, id);
  }
}

/** Says whether there is another camera to use. */
async function cameraOffer(): Promise<string> {
  if (await hasCamera()) return "Turn your camera on to use another one.";
  return problem("video", new DOMException("", "NotFoundError")).message;
}
