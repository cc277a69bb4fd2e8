import type { Gauge, Registry } from "prom-client";

/** What is counted one by one, and how the metric's help describes it. */
const COUNTED = {
  messages: "Messages stored in conversations",
  seals: "Values encrypted",
  trips: "Commands sent to the database",
} as const;
export type Counted = keyof typeof COUNTED;

const NAMES: Record<Counted, string> = {
  messages: "healspace_messages_total",
  seals: "healspace_sealed_values_total",
  trips: "healspace_database_trips_total",
};

/** In seconds. */
const ANSWER_TIMES = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Figures about this process for the operator. None of them names a person or an address. */
export interface Metrics {
  /** Counts one more. */
  count(what: Counted): void;
  /** Counts an answer by its route's pattern. */
  answered(request: { method: string; route: string; status: number }, seconds: number): void;
  /** Adds a figure that is read each time the figures are asked for; it is NaN where reading it fails. */
  watch(name: string, help: string, read: () => number | Promise<number>): void;
  /** All figures in the text format of Prometheus. */
  text(): Promise<string>;
}

/** For a site whose figures nobody asks for. */
export const noMetrics: Metrics = {
  count: () => undefined,
  answered: () => undefined,
  watch: () => undefined,
  text: () => Promise.resolve(""),
};

/** Counts in this process's memory, with Node's own figures: memory, CPU, garbage collection and event-loop delay. */
export async function createMetrics(): Promise<Metrics> {
  const { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } = await import("prom-client");
  const registers: [Registry] = [new Registry()];
  collectDefaultMetrics({ register: registers[0] });
  const counter = (what: Counted) => new Counter({ name: NAMES[what], help: COUNTED[what], registers });
  const counters = { messages: counter("messages"), seals: counter("seals"), trips: counter("trips") };
  const answers = new Histogram({
    name: "healspace_request_seconds",
    help: "Answered requests and the time they took, by route",
    labelNames: ["method", "route", "status"],
    buckets: ANSWER_TIMES,
    registers,
  });
  return {
    count: (what) => counters[what].inc(),
    answered: (request, seconds) => answers.observe(request, seconds),
    watch: (name, help, read) => void new Gauge({ name, help, registers, collect: collector(read) }),
    text: () => registers[0].metrics(),
  };
}

function collector(read: () => number | Promise<number>): (this: Gauge) => Promise<void> {
  return async function () {
    try {
      this.set(await read());
    } catch {
      this.set(Number.NaN);
    }
  };
}
