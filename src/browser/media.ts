import type { Sending } from "../protocol/messages.js";
import { permissionHelp } from "./permission-help.js";

export type Kind = "audio" | "video";

/** Why a camera or microphone is not there, in words that help. */
export class MediaProblem extends Error {}

const WANTED: Record<Kind, MediaTrackConstraints> = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  video: { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 24, max: 30 }, facingMode: "user" },
};

const NAMES: Record<Kind, string> = { audio: "microphone", video: "camera" };

/** This person's microphone and camera. A muted microphone stays open, so that it is back at once; a camera that is off is off. */
export class OwnMedia {
  readonly stream = new MediaStream();

  constructor(private readonly onChange: () => void) {}

  track(kind: string): MediaStreamTrack | null {
    return this.stream.getTracks().find((track) => track.kind === kind) ?? null;
  }

  get sending(): Sending {
    return { microphone: this.track("audio")?.enabled === true, camera: this.track("video") !== null };
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

  close(): void {
    this.drop("audio");
    this.drop("video");
  }

  private async open(kinds: Kind[]): Promise<boolean> {
    const opened = await navigator.mediaDevices.getUserMedia(
      Object.fromEntries(kinds.map((kind) => [kind, WANTED[kind]])),
    );
    for (const track of opened.getTracks()) {
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
    track?.stop();
    if (track) this.stream.removeTrack(track);
  }
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
