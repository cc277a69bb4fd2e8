import { setTimeout as pause } from "node:timers/promises";

/** What the benchmark asks of a relay. */
export type Question = "cpu" | "memory";

/** A relay's answer. */
export interface Answers {
  /** CPU time of the relay's process since its start, in ms. */
  cpu: number;
  /** After garbage collection: memory of live objects and buffers, without free heap; and of the whole process. */
  memory: { heldBytes: number; residentBytes: number };
}

const COLLECTIONS = 4;

const answers: { [Q in Question]: () => Answers[Q] | Promise<Answers[Q]> } = {
  cpu() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  async memory() {
    // Some memory is only freed by the collection after the one that released it.
    for (let done = 0; done < COLLECTIONS; done += 1) {
      globalThis.gc?.();
      await pause(200);
    }
    const { heapUsed, external, rss } = process.memoryUsage();
    return { heldBytes: heapUsed + external, residentBytes: rss };
  },
};

/** Reports that the relay is ready, with what its load needs, then answers each question until it is disconnected. */
export function report(ready: object, stop: () => Promise<void> = () => Promise.resolve()): void {
  process.on("message", (question: Question) => {
    void Promise.resolve(answers[question]()).then((answer) => process.send?.(answer));
  });
  process.on("disconnect", () => void stop().finally(() => process.exit()));
  process.send?.(ready);
}
