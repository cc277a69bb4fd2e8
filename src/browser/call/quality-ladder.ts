/** How much is sent. Each step sends less than the one before; sound goes last. */
export type QualityStep = "full" | "reduced" | "audio" | "chat";

/** How well a connection carries what is sent. Null means unknown. */
export interface LineStats {
  /** The share of packets lost, from 0 to 1. */
  loss: number | null;
  roundTripMs: number | null;
  /** The browser's estimate of what the connection can carry. */
  kbitPerSecond: number | null;
}

interface Limits {
  loss: number;
  roundTripMs: number;
  kbitPerSecond: number;
}

const STEPS: QualityStep[] = ["full", "reduced", "audio", "chat"];
const LIMITS: Record<QualityStep, Limits> = {
  full: { loss: 0.08, roundTripMs: 800, kbitPerSecond: 150 },
  reduced: { loss: 0.2, roundTripMs: 1500, kbitPerSecond: 60 },
  audio: { loss: 0.5, roundTripMs: 3000, kbitPerSecond: 0 },
  chat: { loss: Infinity, roundTripMs: Infinity, kbitPerSecond: 0 },
};

const DOWN_AFTER_MS = 3000;
const UP_AFTER_MS = 10_000;
const LONGEST_UP_AFTER_MS = 120_000;
const RELAPSE_MS = 30_000;

/**
 * Decides how much to send: one step down after three bad seconds, one up after ten seconds twice as good as that step needs. When
 * a step up fails within 30 seconds, the next waits twice as long, up to two minutes.
 */
export class QualityLadder {
  private index = 0;
  private isHeld = false;
  private badSince: number | null = null;
  private goodSince: number | null = null;
  private patience = UP_AFTER_MS;
  private roseAt = -Infinity;

  get step(): QualityStep {
    return this.isHeld ? "full" : STEPS[this.index]!;
  }

  /** Whether a person chose to send everything. */
  get held(): boolean {
    return this.isHeld;
  }

  /** Sends everything, however weak the connection; or adapts again, from the present step. */
  hold(on: boolean): void {
    this.isHeld = on;
    this.badSince = null;
    this.goodSince = null;
  }

  /** Call once a second while connected. Returns the step to use. */
  look(sight: LineStats, now: number): QualityStep {
    if (this.isHeld) return this.step;
    const isBad = !fits(sight, LIMITS[this.step], 1);
    const above = STEPS[this.index - 1];
    const isGood = above !== undefined && fits({ ...sight, kbitPerSecond: null }, LIMITS[above], 2);
    this.badSince = isBad ? (this.badSince ?? now) : null;
    this.goodSince = isGood ? (this.goodSince ?? now) : null;
    if (this.badSince !== null && now - this.badSince >= DOWN_AFTER_MS) this.goDown(now);
    else if (this.goodSince !== null && now - this.goodSince >= this.patience) this.goUp(now);
    return this.step;
  }

  private goDown(now: number): void {
    const isRelapse = now - this.roseAt < RELAPSE_MS;
    this.patience = isRelapse ? Math.min(LONGEST_UP_AFTER_MS, this.patience * 2) : UP_AFTER_MS;
    this.move(1);
  }

  private goUp(now: number): void {
    this.roseAt = now;
    this.move(-1);
  }

  /** Each step is judged by what happens after it. */
  private move(by: 1 | -1): void {
    this.index += by;
    this.badSince = null;
    this.goodSince = null;
  }
}

/** Whether a connection is `times` as good as these limits; unknown figures count as good. */
function fits(sight: LineStats, limits: Limits, times: number): boolean {
  return (
    (sight.loss ?? 0) <= limits.loss / times &&
    (sight.roundTripMs ?? 0) <= limits.roundTripMs / times &&
    (sight.kbitPerSecond ?? Infinity) >= limits.kbitPerSecond
  );
}
