import type { WakeUps } from "../../src/platform/wake-ups.js";
import { noWakeUps } from "./no-wake-ups.js";

/** Timers that never ring, and jobs that run only while a test waits for them. */
export interface BackgroundJobs {
  wakeUps: WakeUps;
  /** How many jobs nobody has run yet. */
  readonly waiting: number;
  /** Runs everything that was asked for, and what that asks for. */
  run(): Promise<void>;
}

export function backgroundJobs(): BackgroundJobs {
  const jobs: (() => Promise<void>)[] = [];
  return {
    wakeUps: { ...noWakeUps, soon: (job) => void jobs.push(job) },
    get waiting() {
      return jobs.length;
    },
    async run() {
      for (let job = jobs.shift(); job; job = jobs.shift()) await job();
    },
  };
}
