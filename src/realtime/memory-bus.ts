import { randomUUID } from "node:crypto";
import type { Bus } from "./bus.js";
import { Listeners } from "./listeners.js";

/** Makes the bus of a process that is alone. Those that are given the same `all` tell each other, within this process's memory. */
export function createMemoryBus(all = new Set<Listeners>()): Bus {
  const own = new Listeners();
  const id = randomUUID();
  const timers: NodeJS.Timeout[] = [];
  all.add(own);
  return {
    isWorking: true,
    publish(topic, news) {
      if (all.size < 2) return;
      const published = JSON.stringify({ topic, news });
      for (const other of all) if (other !== own) queueMicrotask(() => other.hear(published, id));
    },
    on: (topic, hear) => own.add(topic, hear),
    whenBack: () => undefined,
    whenLost: () => undefined,
    everyFiveSeconds: (job) => void timers.push(setInterval(job, 5000).unref()),
    close() {
      timers.forEach(clearInterval);
      all.delete(own);
    },
  };
}
