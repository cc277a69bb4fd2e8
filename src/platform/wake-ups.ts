import schedule from "node-schedule";

/** Timers that wake the process. They promise nothing: the database holds what is due, and a sweep finds it. */
export interface WakeUps {
  /** Runs `job` at once, without anyone waiting for it. */
  soon(job: () => Promise<void>): void;
  /** Runs `job` once at `when`, if the process is still there. A moment that has passed, or is far off, is left to the sweep. */
  at(when: Date, job: () => Promise<void>): void;
  /** Runs `job` now and then every 30 seconds, never twice at once, whatever becomes of the system's clock. */
  every30Seconds(job: () => Promise<void>): void;
  stop(): Promise<void>;
}

const NEAR_MS = 30_000;
const SWEEP_MS = 30_000;

export function createWakeUps(onError: (error: unknown) => void): WakeUps {
  const jobs = new Set<schedule.Job>();
  const intervals = new Set<NodeJS.Timeout>();
  const running = new Set<Promise<void>>();
  let isStopped = false;

  function run(job: () => Promise<void>): Promise<void> {
    const run = job().catch(onError);
    running.add(run);
    return run.finally(() => running.delete(run));
  }

  return {
    soon(job) {
      if (!isStopped) void run(job);
    },
    at(when, job) {
      if (isStopped || when.getTime() - Date.now() > NEAR_MS) return;
      const single = new schedule.Job(() => {
        jobs.delete(single);
        void run(job);
      });
      if (single.schedule(when)) jobs.add(single);
    },
    every30Seconds(job) {
      let busy = false;
      const once = async (): Promise<void> => {
        if (busy) return;
        busy = true;
        await run(job);
        busy = false;
      };
      // A recurring job of node-schedule waits for its time by the clock, so it stops for an hour when that is set back by one.
      intervals.add(setInterval(() => void once(), SWEEP_MS));
      void once();
    },
    async stop() {
      isStopped = true;
      for (const job of jobs) job.cancel();
      for (const interval of intervals) clearInterval(interval);
      await Promise.all(running);
    },
  };
}
