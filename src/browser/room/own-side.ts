import { startDeviceChoice } from "./device-choice.js";
import { find } from "../page/find.js";
import { MediaProblem } from "../call/media-problem.js";
import type { MediaKind } from "../call/devices.js";
import type { OwnMedia } from "../call/media.js";
import { newId } from "../page/new-id.js";
import type { Stage } from "./room-stage.js";
import { startTools } from "./room-tools.js";
import type { StayMemory } from "./stay-memory.js";

export interface OwnSideEnds {
  inside: HTMLElement;
  stage: Stage;
  media: OwnMedia;
  memory: StayMemory;
  say: (words: string) => void;
  /** What is sent is another than before. */
  changed: () => void;
}

/** One's own side of a session: what one sends and shows, the tools for that, and what is remembered of it for a reload. */
export class OwnSide {
  /** Kept over a reload: whoever has another one came in anew. */
  readonly arrival: string;
  private bytes: number;
  private isOver = false;
  private readonly tools: { show(): void };

  constructor(private readonly ends: OwnSideEnds) {
    const media = ends.media;
    const memory = ends.memory;
    this.arrival = memory.before?.arrival ?? newId();
    this.bytes = memory.before?.bytes ?? 0;
    this.tools = startTools(ends.inside, {
      sending: () => media.sending,
      turn: (kind, on) => this.attempt(media.turn(kind, on)),
      isSharing: () => media.isSharing,
      share: (on) => this.attempt(on ? media.share() : media.stopSharing()),
      say: ends.say,
    });
    this.startDevices();
    this.show();
    document.addEventListener("own-media", () => this.show());
  }

  /** What the call has used so far, before a reload as well. */
  get bytesUsed(): number {
    return this.bytes;
  }

  set bytesUsed(bytes: number) {
    this.bytes = bytes;
    this.remember();
  }

  /** Lets go of camera and microphone, and of what was remembered. */
  finish(): void {
    this.isOver = true;
    this.ends.memory.forget();
    this.ends.media.close();
  }

  private show(): void {
    if (this.isOver) return;
    const media = this.ends.media;
    this.remember();
    this.ends.stage.showOwn(media.stream, media.sending, media.isSharing);
    this.tools.show();
    this.ends.changed();
  }

  /** A shared screen is asked for anew each time; a reload must not open the camera in its place. */
  private remember(): void {
    if (this.isOver) return;
    const media = this.ends.media;
    const kinds: MediaKind[] = [];
    if (media.track("audio")) kinds.push("audio");
    if (media.track("video") && !media.isSharing) kinds.push("video");
    this.ends.memory.keep({ kinds, muted: media.isMuted, arrival: this.arrival, bytes: this.bytes });
  }

  /** Says why something about the devices did not work. */
  private attempt(change: Promise<void>): void {
    const stage = this.ends.stage;
    stage.problem(null);
    change.catch((error: unknown) => {
      stage.problem(error instanceof MediaProblem ? error.message : "That did not work. Please try again.");
    });
  }

  private startDevices(): void {
    const inside = this.ends.inside;
    const media = this.ends.media;
    const dialog = find<HTMLDialogElement>(inside, "[data-devices-dialog]");
    const show = startDeviceChoice(dialog, media, (words) => this.ends.stage.problem(words));
    find(inside, "[data-devices-open]").onclick = () => void show().then(() => dialog.showModal());
    find(dialog, "[data-stay]").onclick = () => dialog.close();
    void media.playsThrough(find<HTMLVideoElement>(inside, "[data-remote]"));
  }
}
