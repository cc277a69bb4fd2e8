import mocha from "mocha";
import path from "node:path";

const SHOWN = 10;
const { EVENT_HOOK_END, EVENT_RUN_END, EVENT_TEST_END } = mocha.Runner.constants;

/** Mocha's own `spec` report, and before its summary the ten files that took longest: their tests and hooks, in seconds. */
export default class SlowestFiles extends mocha.reporters.Spec {
  constructor(runner: mocha.Runner, options?: mocha.MochaOptions) {
    const took = new Map<string, number>();
    const count = ({ file = "", duration = 0 }: mocha.Runnable): unknown =>
      took.set(file, (took.get(file) ?? 0) + duration);
    runner.on(EVENT_TEST_END, count).on(EVENT_HOOK_END, count);
    runner.once(EVENT_RUN_END, () => printSlowest(took));
    super(runner, options);
  }
}

function printSlowest(took: Map<string, number>): void {
  const slowest = [...took].sort(([, a], [, b]) => b - a).slice(0, SHOWN);
  console.log("\nThe slowest files, in seconds:");
  for (const [file, ms] of slowest)
    console.log(`${(ms / 1000).toFixed(1).padStart(8)}  ${path.relative("", file).replace(/js$/, "ts")}`);
}
