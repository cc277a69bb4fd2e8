import { setTimeout as pause } from "node:timers/promises";

/** What the one who measures may ask of a relay. */
export type Question = "cpu" | "memory";

/** What a relay answers. */
export interface Answers {
  /** Of its own, in ms, so far. */
  cpu: number;
  /** Once its garbage is collected: what objects and buffers hold, without what the heap keeps free; and all of the process. */
  memory: { heldBytes: number; residentBytes: number };
}

const COLLECTIONS = 4;

const answers: { [Q in Question]: () => Answers[Q] | Promise<Answers[Q]> } = {
  cpu() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  async memory() {
    // What one collection lets go, the next one frees.
    for (let done = 0; done < COLLECTIONS; done += 1) {
      globalThis.gc?.();
      await pause(200);
    }
    const { heapUsed, external, rss } = process.memoryUsage();
    return { heldBytes: heapUsed + external, residentBytes: rss };
  },
};

/** Says that the relay answers, with what its load needs to know, and what it uses whenever asked, until let go. */
export function report(ready: object, stop: () => Promise<void> = () => Promise.resolve()): void {
  process.on("message", (question: Question) => {
    void Promise.resolve(answers[question]()).then((answer) => process.send?.(answer));
  });
  process.on("disconnect", () => void stop().finally(() => process.exit()));
  process.send?.(ready);
}
