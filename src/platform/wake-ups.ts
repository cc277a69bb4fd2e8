import schedule from "node-schedule";

/** Timers that wake the process. They promise nothing: the database holds what is due, and a sweep finds it. */
export interface WakeUps {
  /** Runs `job` immediately, without anyone waiting for it. */
  soon(job: () => Promise<void>): void;
  /** Runs `job` once at `when`, if the process is still there. A moment that has passed, or is far off, is left to the sweep. */
  at(when: Date, job: () => Promise<void>): void;
  /** Runs `job` now and then every 30 seconds, never twice at once, whatever becomes of the system's clock. */
  every30Seconds(job: () => Promise<void>): void;
  stop(): Promise<void>;
}

const NEAR_MS = 30_000;
const SWEEP_MS = 30_000;

/** Wake-ups by this machine's clock. What a job throws goes to `onError`. */
export function createWakeUps(onError: (error: unknown) => void): WakeUps {
  return new Timers(onError);
}

class Timers implements WakeUps {
  private readonly jobs = new Set<schedule.Job>();
  private readonly intervals = new Set<NodeJS.Timeout>();
  private readonly running = new Set<Promise<void>>();
  private isStopped = false;

  constructor(private readonly onError: (error: unknown) => void) {}

  soon(job: () => Promise<void>): void {
    if (!this.isStopped) void this.run(job);
  }

  at(when: Date, job: () => Promise<void>): void {
    if (this.isStopped || when.getTime() - Date.now() > NEAR_MS) return;
    const single = new schedule.Job(() => {
      this.jobs.delete(single);
      void this.run(job);
    });
    if (single.schedule(when)) this.jobs.add(single);
  }

  every30Seconds(job: () => Promise<void>): void {
    let busy = false;
    const once = async (): Promise<void> => {
      if (busy) return;
      busy = true;
      await this.run(job);
      busy = false;
    };
    // A recurring job of node-schedule waits for its time by the clock, so it stops for an hour when that is set back by one.
    this.intervals.add(setInterval(() => void once(), SWEEP_MS));
    void once();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    for (const job of this.jobs) job.cancel();
    for (const interval of this.intervals) clearInterval(interval);
    await Promise.all(this.running);
  }

  private run(job: () => Promise<void>): Promise<void> {
    const run = job().catch(this.onError);
    this.running.add(run);
    return run.finally(() => this.running.delete(run));
  }
}
