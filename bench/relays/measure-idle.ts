import type { Line, OpenLine } from "./lines.js";
import { openFew, openLines } from "./open-lines.js";
import type { OneRelay } from "./relay.js";
import { settle } from "./settle.js";

/** How fast sockets open, and the memory of each idle one in kB, held and resident, with few open and with many. */
export interface Idle {
  connects: number;
  heldKbOfSome: number;
  residentKbOfSome: number;
  heldKb: number;
  residentKb: number;
}

const [SOME, MANY] = [1000, 10_000];
const nothing = (): void => undefined;

/**
 * Measures idle sockets on a relay that has already opened and closed as many, so that one-time allocations do not count as
 * the sockets' own.
 */
export async function measureIdle(relay: OneRelay, open: OpenLine): Promise<Idle> {
  for (let from = 0; from < MANY;) {
    const few = await openFew(relay, open, from, nothing);
    few.forEach((line) => line.close());
    from += few.length;
  }
  await settle(relay);
  const empty = await relay.ask("memory");
  const lines: Line[] = [];
  let openingMs = 0;
  const openUpTo = async (count: number): Promise<{ held: number; resident: number }> => {
    const began = performance.now();
    lines.push(...(await openLines(relay, open, count - lines.length, nothing)));
    openingMs += performance.now() - began;
    const { heldBytes, residentBytes } = await relay.ask("memory");
    const kbEach = (bytes: number): number => bytes / count / 1024;
    return { held: kbEach(heldBytes - empty.heldBytes), resident: kbEach(residentBytes - empty.residentBytes) };
  };
  const [some, many] = [await openUpTo(SOME), await openUpTo(MANY)];
  lines.forEach((line) => line.close());
  await settle(relay);
  return {
    connects: (MANY / openingMs) * 1000,
    heldKbOfSome: some.held,
    residentKbOfSome: some.resident,
    heldKb: many.held,
    residentKb: many.resident,
  };
}
