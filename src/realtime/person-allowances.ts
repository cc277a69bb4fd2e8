import { PERSON_RATES } from "../protocol/limits.js";
import { MessageAllowance } from "./message-allowance.js";

type Counted = keyof typeof PERSON_RATES;

/** How much each person may still send, over all their sockets and plain requests together. */
export interface PersonAllowances {
  /** Takes so many messages or bytes; takes none and returns false when fewer are left. */
  take(personId: string, what: Counted, amount?: number): boolean;
  /** Forgets everyone whose allowances are full again. */
  forgetFull(): void;
  /** The number of people remembered. */
  readonly size: number;
}

/** Allowances in this process's memory. `now` gives milliseconds by a clock that only goes forward. */
export function createPersonAllowances(now: () => number): PersonAllowances {
  const people = new Map<string, Record<Counted, MessageAllowance>>();
  return {
    take(personId, what, amount) {
      let allowances = people.get(personId);
      if (!allowances) people.set(personId, (allowances = fullAllowances(now())));
      return allowances[what].take(now(), amount);
    },
    forgetFull() {
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
