import type { Sending } from "../protocol/messages.js";
import { DeviceMemory, openScreen, playThrough, type Device } from "./devices.js";
import { permissionHelp } from "./permission-help.js";

export type Kind = "audio" | "video";

/** Why a camera or microphone is not there, in words that help. */
export class MediaProblem extends Error {}

const WANTED: Record<Kind, MediaTrackConstraints> = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  video: { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 24, max: 30 }, facingMode: "user" },
};

const NAMES: Record<Kind, string> = { audio: "microphone", video: "camera" };
const DEVICES: Record<Kind, Device> = { audio: "microphone", video: "camera" };

/**
 * This person's microphone, camera and screen, and where they hear the other. A muted microphone stays open, so that it is
 * back at once; a camera that is off is off. A shared screen goes in the place of the camera's picture. `onChange` is called
 * after every change of what is open. Everything is let go the moment the page is left.
 */
export class OwnMedia {
  readonly stream = new MediaStream();
  private readonly devices = new DeviceMemory();
  private readonly outputs: HTMLMediaElement[] = [];
  private screen: MediaStreamTrack | null = null;
  private cameraWasOn = false;

  constructor(private readonly onChange: () => void) {
    addEventListener("pagehide", () => this.close());
  }

  track(kind: string): MediaStreamTrack | null {
    return this.stream.getTracks().find((track) => track.kind === kind) ?? null;
  }

  get sending(): Sending {
    return { microphone: this.track("audio")?.enabled === true, camera: this.track("video") !== null };
  }

  get isSharing(): boolean {
    return this.screen !== null;
  }

  /** Opens what is missing of `kinds` and closes the rest. Throws MediaProblem; what could be opened stays open. */
  async use(kinds: Kind[]): Promise<void> {
    for (const kind of ["audio", "video"] as const) if (!kinds.includes(kind)) this.drop(kind);
    const missing = kinds.filter((kind) => !this.track(kind));
    // Asked for both at once, browsers show one question instead of two.
    if (missing.length === 2 && (await this.open(missing).catch(() => false))) return;
    for (const kind of missing) await this.open([kind]).catch((error) => Promise.reject(problem(kind, error)));
    this.onChange();
  }

  async turn(kind: Kind, on: boolean): Promise<void> {
    const track = this.track(kind);
    if (kind === "audio" && track) track.enabled = on;
    else if (!on) this.drop(kind);
    else if (!track) await this.open([kind]).catch((error) => Promise.reject(problem(kind, error)));
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
    const inUse = this.track(kind);
    if (!inUse || inUse === this.screen) return;
    const wasMuted = !inUse.enabled;
    try {
      // Many phones open one camera at a time only.
      await this.reopen(kind, wasMuted);
    } catch (error) {
      this.devices.keep(device, before);
      await this.reopen(kind, wasMuted).catch(() => undefined);
      throw problem(kind, error);
    } finally {
      this.onChange();
    }
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
    this.cameraWasOn = this.track("video") !== null;
    this.drop("video");
    this.screen = opened;
    this.stream.addTrack(opened);
    opened.onended = () => void this.stopSharing();
    this.onChange();
  }

  /** Goes back to the camera, if it was on before. */
  async stopSharing(): Promise<void> {
    if (!this.screen) return;
    this.drop("video");
    if (this.cameraWasOn) await this.open(["video"]).catch(() => undefined);
    this.onChange();
  }

  /** Lets go of everything at once. */
  close(): void {
    this.drop("audio");
    this.drop("video");
  }

  private async reopen(kind: Kind, muted: boolean): Promise<void> {
    this.drop(kind);
    await this.open([kind], muted);
  }

  private async open(kinds: Kind[], muted = false): Promise<boolean> {
    const chosen = kinds.map((kind) => [kind, { ...WANTED[kind], ...this.devices.wanted(DEVICES[kind]) }]);
    const any = kinds.map((kind) => [kind, WANTED[kind]]);
    const opened = await request(chosen).catch((error: Error) =>
      isGone(error) ? request(any) : Promise.reject(error),
    );
    for (const track of opened.getTracks()) {
      track.enabled = !muted;
      this.stream.addTrack(track);
      // Unplugged, or taken away by the system.
      track.onended = () => {
        this.stream.removeTrack(track);
        this.onChange();
      };
    }
    this.onChange();
    return true;
  }

  private drop(kind: Kind): void {
    const track = this.track(kind);
    if (track && track === this.screen) this.screen = null;
    track?.stop();
    if (track) this.stream.removeTrack(track);
  }

  private async hearThrough(id: string): Promise<void> {
    for (const element of this.outputs) await playThrough(element, id);
  }
}

function request(wanted: unknown[][]): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia(Object.fromEntries(wanted) as MediaStreamConstraints);
}

/** Whether the chosen device is not there any more. */
function isGone(error: Error): boolean {
  return ["OverconstrainedError", "NotFoundError"].includes(error.name);
}

function problem(kind: Kind, error: unknown): MediaProblem {
  const name = NAMES[kind];
  switch ((error as Error).name) {
    case "NotAllowedError":
      return new MediaProblem(
        `Your browser does not let this page use your ${name}. ${permissionHelp(`the ${name}`, navigator.userAgent)}`,
      );
    case "NotFoundError":
    case "OverconstrainedError":
      return new MediaProblem(`No ${name} was found. Plug one in and try again, or choose another way to meet.`);
    case "NotReadableError":
      return new MediaProblem(`Your ${name} is in use by another program. Close that one and try again.`);
    default:
      return new MediaProblem(
        `Your ${name} could not be opened here. A current Chrome, Edge, Firefox or Safari can do it, on a page that begins with https.`,
      );
  }
}
