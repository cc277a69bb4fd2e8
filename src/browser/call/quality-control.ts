import { qualityNote, type QualityNote, type QualityState } from "./quality-words.js";
import { QualityLadder, type LineStats, type QualityStep } from "./quality-ladder.js";

export interface QualityOptions {
  /** Whether there is video, and sound, to send. */
  picture(): boolean;
  sound(): boolean;
  theirPicture(): boolean;
  /** Called when what is sent changes. */
  apply(step: QualityStep): void;
  show(note: QualityNote | null): void;
}

const GOOD_NEWS_MS = 8000;

/** How much both sides send over their connection, and the sentence that says so. */
export class QualityControl {
  private readonly ladder = new QualityLadder();
  private theirs: QualityStep = "full";
  private changed: { before: QualityStep; at: number } | null = null;
  private shown = "null";

  constructor(private readonly options: QualityOptions) {}

  get step(): QualityStep {
    return this.ladder.step;
  }

  /** Whether the other side sends its video, if it has any. */
  get theirPictureComes(): boolean {
    return this.theirs === "full" || this.theirs === "reduced";
  }

  look(sight: LineStats, now: number): void {
    this.change(now, () => this.ladder.look(sight, now));
    if (this.changed && now - this.changed.at > GOOD_NEWS_MS) this.changed = null;
    this.show();
  }

  /** Toggles between sending everything, however weak the connection, and adapting to it. */
  overrule(now: number): void {
    this.change(now, () => this.ladder.hold(!this.ladder.held));
    this.changed = null;
    this.show();
  }

  takeTheirs(step: QualityStep): void {
    this.theirs = step;
    this.show();
  }

  private change(now: number, act: () => void): void {
    const before = this.ladder.step;
    act();
    if (this.ladder.step === before) return;
    this.changed = { before, at: now };
    this.options.apply(this.ladder.step);
  }

  private show(): void {
    const state: QualityState = {
      step: this.step,
      before: this.changed?.before ?? null,
      held: this.ladder.held,
      picture: this.options.picture(),
      sound: this.options.sound(),
      theirs: this.theirs,
      theirPicture: this.options.theirPicture(),
    };
    const note = qualityNote(state);
    if (JSON.stringify(note) === this.shown) return;
    this.shown = JSON.stringify(note);
    this.options.show(note);
  }
}
