/** A call's vital signs. */
export interface CallSnapshot {
  state: RTCPeerConnectionState;
  /** Whether the other side sends video, and someone is watching. */
  pictureExpected: boolean;
  framesDecoded: number;
  /** All bytes received. While they stand still the network is cut, and the state will show it. */
  bytesHeard: number;
}

export type Repair = "restart" | "rebuild";

const RESTART_AFTER_MS = 2000;
const REBUILD_AFTER_MS = 15_000;
const FROZEN_AFTER_MS = 5000;
const LONGEST_PATIENCE = 8;

/**
 * Decides how to repair a call. A cut of more than a few seconds needs an ICE restart; without a network ICE waits silently for
 * ever; and video can freeze while every state says "connected".
 */
export class Watchdog {
  private lostAt: number | null;
  private restarted = false;
  private frames = 0;
  private bytes = 0;
  private movedAt: number;
  private patience = 1;

  constructor(now: number) {
    this.lostAt = now;
    this.movedAt = now;
  }

  /** Call once a second; `now` is in milliseconds. */
  look(sight: CallSnapshot, now: number): Repair | null {
    if (sight.state !== "connected") return this.lookAtLoss(sight.state, now);
    if (this.lostAt !== null || !sight.pictureExpected) this.movedAt = now;
    this.lostAt = null;
    this.restarted = false;
    return this.lookAtPicture(sight, now);
  }

  /** A new attempt has begun. */
  begun(now: number): void {
    this.lostAt = now;
    this.restarted = false;
    this.frames = 0;
  }

  private lookAtLoss(state: RTCPeerConnectionState, now: number): Repair | null {
    this.lostAt ??= now;
    const lostFor = now - this.lostAt;
    if (lostFor >= REBUILD_AFTER_MS) {
      this.begun(now);
      return "rebuild";
    }
    const isBroken = state === "disconnected" || state === "failed";
    if (!isBroken || this.restarted || lostFor < RESTART_AFTER_MS) return null;
    this.restarted = true;
    return "restart";
  }

  private lookAtPicture(sight: CallSnapshot, now: number): Repair | null {
    const isCut = sight.bytesHeard === this.bytes;
    this.bytes = sight.bytesHeard;
    if (isCut) this.movedAt = now;
    if (sight.framesDecoded !== this.frames) {
      this.frames = sight.framesDecoded;
      this.movedAt = now;
      this.patience = 1;
      return null;
    }
    if (now - this.movedAt < FROZEN_AFTER_MS * this.patience) return null;
    this.movedAt = now;
    this.patience = Math.min(LONGEST_PATIENCE, this.patience * 2);
    return "rebuild";
  }
}
