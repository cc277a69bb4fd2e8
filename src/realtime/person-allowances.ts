import { PERSON_RATES } from "../protocol/limits.js";
import type { Bus } from "./bus.js";
import { createMemoryBus } from "./memory-bus.js";
import { MessageAllowance } from "./message-allowance.js";

type Counted = keyof typeof PERSON_RATES;

/** How much each person may still send, over all their sockets and plain requests together, at all processes. */
export interface PersonAllowances {
  /** Takes this many messages or bytes; takes none and returns false when fewer are left. */
  take(personId: string, what: Counted, amount?: number): boolean;
  /** Tells the other processes what was taken since the last time, and forgets everyone whose allowances are full again. */
  settle(): void;
  /** The number of people remembered. */
  readonly size: number;
}

/**
 * Allowances in this process's memory. What is taken at another process is missing here after its next `settle`, so that nobody is
 * asked before a message may pass. `now` gives milliseconds by a clock that only goes forward.
 */
export function createPersonAllowances(now: () => number, bus: Bus = createMemoryBus()): PersonAllowances {
  const people = new Map<string, Record<Counted, MessageAllowance>>();
  let taken = new Map<string, Record<Counted, number>>();

  function allowancesOf(personId: string): Record<Counted, MessageAllowance> {
    const known = people.get(personId) ?? fullAllowances(now());
    people.set(personId, known);
    return known;
  }

  bus.on("allowances.taken", (news) => {
    for (const [personId, { message, bytes }] of Object.entries(news)) {
      const allowances = allowancesOf(personId);
      allowances.message.spend(now(), message);
      allowances.bytes.spend(now(), bytes);
    }
  });

  return {
    take(personId, what, amount = 1) {
      if (!allowancesOf(personId)[what].take(now(), amount)) return false;
      const sum = taken.get(personId) ?? { message: 0, bytes: 0 };
      sum[what] += amount;
      taken.set(personId, sum);
      return true;
    },
    settle() {
      if (taken.size > 0) bus.publish("allowances.taken", Object.fromEntries(taken));
      taken = new Map();
      for (const [personId, { message, bytes }] of people)
        if (message.isFull(now()) && bytes.isFull(now())) people.delete(personId);
    },
    get size() {
      return people.size;
    },
  };
}

const fullAllowances = (now: number): Record<Counted, MessageAllowance> => ({
  message: new MessageAllowance(PERSON_RATES.message, now),
  bytes: new MessageAllowance(PERSON_RATES.bytes, now),
});
