import type { Rate } from "../protocol/limits.js";

/** A token bucket: allows `burst` at once and `perSecond` in the long run. Times are monotonic, in milliseconds. */
export class MessageAllowance {
  readonly #rate: Rate;
  #left: number;
  #at: number;

  constructor(rate: Rate, now: number) {
    this.#rate = rate;
    this.#left = rate.burst;
    this.#at = now;
  }

  /** Takes this many tokens; takes none and returns false when fewer are left. */
  take(now: number, amount = 1): boolean {
    this.#refill(now);
    if (this.#left < amount) return false;
    this.#left -= amount;
    return true;
  }

  /** Takes tokens that were spent elsewhere, even when fewer are left: they are missing until they have come back. */
  spend(now: number, amount: number): void {
    this.#refill(now);
    this.#left -= amount;
  }

  /** Whether it is as good as new. */
  isFull(now: number): boolean {
    this.#refill(now);
    return this.#left >= this.#rate.burst;
  }

  #refill(now: number): void {
    const { burst, perSecond } = this.#rate;
    this.#left = Math.min(burst, this.#left + ((now - this.#at) / 1000) * perSecond);
    this.#at = now;
  }
}
