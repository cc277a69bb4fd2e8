import type { Clock } from "../../src/platform/clock.js";

/** A clock that runs from a given moment and can be moved forward. */
export class FakeClock implements Clock {
  #offset: number;

  constructor(start: string) {
    this.#offset = new Date(start).getTime() - Date.now();
  }

  now(): Date {
    return new Date(Date.now() + this.#offset);
  }

  advance({ hours = 0, minutes = 0, seconds = 0 }: { hours?: number; minutes?: number; seconds?: number }): void {
    this.#offset += ((hours * 60 + minutes) * 60 + seconds) * 1000;
  }

  moveTo(moment: Date | string): void {
    this.#offset = new Date(moment).getTime() - Date.now();
  }
}
