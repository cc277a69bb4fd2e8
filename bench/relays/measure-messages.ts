import { compare } from "./compare.js";
import type { OpenLine } from "./lines.js";
import { openLoad, type Delay, type Load, type Rate } from "./load.js";
import { print } from "./print.js";
import type { Relay } from "./relay.js";

export const PEOPLE = 1000;
const ROUNDS = 7;

/** How a relay is started, and how one of its lines is opened. */
export interface Contender {
  start(): Promise<Relay>;
  open: OpenLine;
}

export type Messages = Rate & Delay & { p99Later: number };

/**
 * Measures and prints each by turns. Latency is until the message counts, at half the maximum throughput: first on freshly started
 * relays, whose sockets have been idle, as most are, then again ("later") right after saturation.
 */
export async function measureMessages(contenders: Record<string, Contender>): Promise<Map<string, Messages>> {
  const names = Object.keys(contenders);
  const delaysAtHalf = (loads: Map<string, Load>, rates: Map<string, Rate>): Promise<Map<string, Delay>> =>
    compare(ROUNDS, names, (name) => loads.get(name)!.delay(rates.get(name)!.perSecond / 2));
  const { rates, later } = await withLoads(contenders, async (loads) => {
    const rates = await compare(ROUNDS, names, (name) => loads.get(name)!.rate());
    return { rates, later: await delaysAtHalf(loads, rates) };
  });
  const delays = await withLoads(contenders, (loads) => delaysAtHalf(loads, rates));
  const measured = new Map<string, Messages>();
  for (const name of names) {
    const all = { ...rates.get(name)!, ...delays.get(name)!, p99Later: later.get(name)!.p99 };
    measured.set(name, all);
    const ms = [all.p50, all.p99, all.p99Later].map((value) => value.toFixed(2));
    print(name, all.perSecond.toFixed(0), all.cpuUs.toFixed(1), ...ms);
  }
  return measured;
}

/** Prints how one of them compares with others. */
export function printRatios(measured: Map<string, Messages>, name: string, others: string[]): void {
  const own = measured.get(name)!;
  for (const other of others) {
    const { perSecond, cpuUs, p99 } = measured.get(other)!;
    const ratios = [
      `${times(own.perSecond, perSecond)} the messages`,
      `${times(own.cpuUs, cpuUs)} the CPU of each`,
      `${times(own.p99, p99)} the p99`,
    ];
    console.log(`${name} against ${other}: ${ratios.join(", ")}.`);
  }
}

export function times(one = NaN, other = NaN): string {
  return (one / other).toFixed(2);
}

async function withLoads<T>(
  contenders: Record<string, Contender>,
  measure: (loads: Map<string, Load>) => Promise<T>,
): Promise<T> {
  const relays: Relay[] = [];
  const loads = new Map<string, Load>();
  for (const [name, contender] of Object.entries(contenders)) {
    const relay = await contender.start();
    relays.push(relay);
    loads.set(name, await openLoad(relay, contender.open, PEOPLE));
  }
  const measured = await measure(loads);
  for (const load of loads.values()) await load.close();
  for (const relay of relays) await relay.stop();
  return measured;
}
