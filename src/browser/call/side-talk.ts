import type { CallAttempt } from "./attempt.js";
import type { CallOptions } from "./call-options.js";
import type { CallStats } from "./call-stats.js";
import { Identity } from "./identity.js";
import { OwnPicture } from "./own-picture.js";
import { QualityControl } from "./quality-control.js";
import type { SideMessage } from "./side-channel.js";

/** The rest of the call, as seen from here. */
export interface TalkContext {
  leads: boolean;
  attempt: () => CallAttempt | null;
  /** Whether the other person has a camera on. */
  theirCamera: () => boolean;
}

/** What the two sides tell each other directly: the steps towards the words, and what each of them sends at the moment. */
export class SideTalk {
  readonly identity: Identity;
  private readonly line: QualityControl;
  private readonly own = new OwnPicture();
  private theirStill = false;

  constructor(
    private readonly options: CallOptions,
    private readonly context: TalkContext,
  ) {
    this.identity = new Identity(context.leads, (words) => options.showWords(words));
    this.line = new QualityControl({
      picture: () => options.track("video") !== null,
      sound: () => options.track("audio") !== null,
      theirPicture: context.theirCamera,
      apply: () => void this.tellQuality(),
      show: (note) => options.showNote(note),
    });
  }

  /** Begins to talk once the side channel is open. */
  async greet(): Promise<void> {
    const attempt = this.context.attempt();
    if (!attempt) return;
    // Agree on the words first: the other side's step may already be on its way.
    await Promise.all([this.identity.begin(attempt.connection, (step) => attempt.tell(step)), this.tellQuality()]);
  }

  take(message: SideMessage): void {
    if (message.step) this.line.takeTheirs(message.step);
    if (message.still !== undefined) this.theirStill = message.still;
    void this.identity.take(message).catch(() => undefined);
  }

  /** Repeats the steps towards the words while those are unknown. */
  async remind(attempt: CallAttempt): Promise<void> {
    if (attempt !== this.context.attempt()) return;
    await this.identity.remind(attempt.connection, (step) => attempt.tell(step));
  }

  /** Tells the other side what is sent from now on, and sends it so. */
  async tellQuality(): Promise<void> {
    const screen = this.options.isSharing();
    const attempt = this.context.attempt();
    attempt?.tell({ step: this.line.step, still: screen || this.own.isStill });
    await attempt?.setQuality(this.line.step, screen).catch(() => undefined);
  }

  /** Toggles between sending everything, however weak the connection, and adapting to it. */
  overrule(): void {
    this.line.overrule(Date.now());
  }

  /** Call once a second while connected. */
  look(attempt: CallAttempt, seen: CallStats): void {
    this.line.look(seen.line, Date.now());
    if (this.own.look(seen.framesSent)) void this.tellQuality();
    void this.remind(attempt);
  }

  /** Whether the other side says that it sends a picture that moves. */
  get theirPictureMoves(): boolean {
    return this.line.theirPictureComes && !this.theirStill;
  }

  /** Forgets what the other side said in an attempt that is over. */
  forget(): void {
    this.theirStill = false;
    this.line.takeTheirs("full");
  }
}
