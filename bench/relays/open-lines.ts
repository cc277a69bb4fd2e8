import type { Line, OpenLine } from "./lines.js";
import type { Relay } from "./relay.js";

/** Hears of each message that was taken, by the number of the line that sent it. */
export type Taken = (line: number) => void;

const AT_ONCE = 50;

/** Opens that many lines of a relay, a few at a time; two make a pair. */
export async function openLines(relay: Relay, open: OpenLine, count: number, taken: Taken): Promise<Line[]> {
  const lines: Line[] = [];
  while (lines.length < count) lines.push(...(await openFew(relay, open, lines.length, taken)));
  return lines;
}

/** Opens a few at once, from the numbered one on. */
export function openFew({ ready }: Relay, open: OpenLine, from: number, taken: Taken): Promise<Line[]> {
  return Promise.all(
    Array.from({ length: AT_ONCE }, (_, next) => {
      const line = from + next;
      return open(ready, line >> 1, line % 2, () => taken(line));
    }),
  );
}
