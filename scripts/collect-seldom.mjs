/**
 * Runs a checker that is written in Go and has it collect garbage seldom: with up to 3 GB of memory, it takes half of its time.
 * Usage: node scripts/collect-seldom.mjs COMMAND [ARGUMENTS]
 */
import { spawnSync } from "node:child_process";

const [command, ...args] = process.argv.slice(2);
const { status } = spawnSync(command, args, {
  env: { GOGC: "800", GOMEMLIMIT: "3GiB", ...process.env },
  stdio: "inherit",
  shell: process.platform === "win32",
});
process.exit(status ?? 1);
