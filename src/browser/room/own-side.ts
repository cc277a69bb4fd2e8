import { startDeviceChoice } from "./device-choice.js";
import { find } from "../page/find.js";
import { MediaProblem } from "../call/media-problem.js";
import type { MediaKind } from "../call/devices.js";
import type { OwnMedia } from "../call/media.js";
import { newId } from "../page/new-id.js";
import type { CallStage } from "./stage.js";
import { Toolbar } from "./toolbar.js";
import type { StayMemory } from "./stay-memory.js";

const SILENCED = "Your device muted your microphone. Press the microphone button to turn it back on.";
const NO_MICROPHONE = "Your microphone is off.";

export interface OwnSideOptions {
  inside: HTMLElement;
  stage: CallStage;
  media: OwnMedia;
  memory: StayMemory;
  say: (words: string) => void;
  /** Called when what this person sends has changed. */
  changed: () => void;
  /** Whether they have joined the call. */
  inCall: () => boolean;
}

/** This person's side of a session: what they send and see of themselves, the toolbar, and what a reload restores. */
export class OwnSide {
  /** Kept over a reload; a new one means that the person came in again. */
  readonly arrival: string;
  private bytes: number;
  private isOver = false;
  private takeBackSilenced: (() => void) | null = null;
  private readonly toolbar: Toolbar;

  constructor(private readonly options: OwnSideOptions) {
    const media = options.media;
    const memory = options.memory;
    this.arrival = memory.before?.arrival ?? newId();
    this.bytes = memory.before?.bytes ?? 0;
    this.toolbar = new Toolbar({
      inside: options.inside,
      sending: () => media.sending,
      whySilent: () => this.whySilent(),
      turn: (kind, on) => this.attempt(media.turn(kind, on)),
      isSharing: () => media.isSharing,
      share: (on) => this.attempt(on ? media.share() : media.stopSharing()),
      say: options.say,
    });
    this.startDevices();
    this.show();
    document.addEventListener("own-media", () => this.show());
    document.addEventListener("own-device-lost", (event) => this.sayLost((event as CustomEvent<string>).detail));
  }

  /** How much data the call has used, before a reload as well. */
  get bytesUsed(): number {
    return this.bytes;
  }

  set bytesUsed(bytes: number) {
    this.bytes = bytes;
    this.remember();
  }

  /** Closes camera and microphone, and forgets the stay. */
  finish(): void {
    this.isOver = true;
    this.options.memory.forget();
    this.options.media.close();
  }

  /** Removes the tools that a session by text does not need. */
  hideCallTools(): void {
    this.toolbar.hideCallTools();
  }

  private show(): void {
    if (this.isOver) return;
    const media = this.options.media;
    this.remember();
    this.options.stage.showOwn(media.stream, media.sending, media.isSharing);
    this.toolbar.show();
    this.showSilenced();
    this.options.changed();
  }

  private whySilent(): string | null {
    if (this.options.media.isSilenced) return SILENCED;
    return this.options.media.track("audio") ? null : NO_MICROPHONE;
  }

  private showSilenced(): void {
    if (this.options.media.isSilenced) {
      this.takeBackSilenced ??= this.options.stage.notice.say(SILENCED);
    } else {
      this.takeBackSilenced?.();
      this.takeBackSilenced = null;
    }
  }

  private sayLost(words: string): void {
    if (!this.isOver) this.options.stage.passingProblem(words);
  }

  /** A shared screen must be chosen again after a reload, which must not open the camera instead. */
  private remember(): void {
    if (this.isOver) return;
    const media = this.options.media;
    const kinds: MediaKind[] = [];
    if (media.track("audio")) kinds.push("audio");
    if (media.track("video") && !media.isSharing) kinds.push("video");
    const inCall = this.options.inCall();
    this.options.memory.keep({ kinds, muted: media.isMuted, inCall, arrival: this.arrival, bytes: this.bytes });
  }

  /** Says why a device did not work. */
  private attempt(change: Promise<void>): void {
    const notice = this.options.stage.notice;
    notice.clear();
    change.catch((error: unknown) => {
      notice.say(error instanceof MediaProblem ? error.message : "That did not work. Please try again.");
    });
  }

  private startDevices(): void {
    const inside = this.options.inside;
    const media = this.options.media;
    const dialog = find<HTMLDialogElement>(inside, "[data-devices-dialog]");
    const show = startDeviceChoice(dialog, media, (words) => void this.options.stage.notice.say(words));
    find(inside, "[data-devices-open]").onclick = () => void show().then(() => dialog.showModal());
    find(dialog, "[data-stay]").onclick = () => dialog.close();
    void media.playsThrough(find<HTMLVideoElement>(inside, "[data-remote]"));
  }
}
