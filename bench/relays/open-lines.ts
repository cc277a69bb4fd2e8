import type { Line, OpenLine } from "./lines.js";
import type { Relay } from "./relay.js";

/** Called for each accepted message with the number of the line that sent it. */
export type Taken = (line: number) => void;

const AT_ONCE = 50;

/** Opens this many lines of a relay, a few at a time; two lines make a pair. */
export async function openLines(relay: Relay, open: OpenLine, count: number, taken: Taken): Promise<Line[]> {
  const lines: Line[] = [];
  while (lines.length < count) lines.push(...(await openFew(relay, open, lines.length, taken)));
  return lines;
}

/** Opens one batch at once, starting with the given line. */
export function openFew({ ready }: Relay, open: OpenLine, from: number, taken: Taken): Promise<Line[]> {
  return Promise.all(
    Array.from({ length: AT_ONCE }, (_, next) => {
      const line = from + next;
      return open(ready, line >> 1, line % 2, () => taken(line));
    }),
  );
}
