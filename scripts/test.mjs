/**
 * Runs the tests, the slowest files first, so that no test process is left alone with a long one at the end: those that are named, or
 * else all; with TRIALS=full, all that hold trials. The last lines of a run name the slowest files. Passes other arguments on to mocha.
 */
import { spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { compileTests } from "./compile-tests.mjs";

const isFull = process.env.TRIALS === "full";

/** Those in real browsers follow these. */
const SLOWEST = [
  "test/browser/call/call-network.test.ts",
  "test/browser/accessibility.test.ts",
  "test/browser/conversation/conversation-lines.test.ts",
  "test/browser/call/call.test.ts",
  "test/browser/notes.test.ts",
  "test/browser/conversation/conversation-page.test.ts",
  "test/browser/call/call-server.test.ts",
  "test/browser/page/shared-browser.test.ts",
  "test/browser/first-hour.test.ts",
  "test/security/fuzz-requests.test.ts",
  "test/booking/killed.test.ts",
  "test/realtime/lossless.test.ts",
  "test/start/own-process.test.ts",
];
/** With full counts. */
const LONGEST = [
  "test/realtime/lossless.test.ts",
  "test/security/fuzz-requests.test.ts",
  "test/booking/under-load.test.ts",
  "test/booking/killed.test.ts",
  "test/booking/random-bookings.test.ts",
  "test/notices/two-processes.test.ts",
];

const mocha = "node_modules/mocha/bin/mocha.js";
const isTest = (name) => name.endsWith(".test.ts");
const args = process.argv.slice(2);
const named = args.filter(isTest);
const cwd = await compileTests();
const files = (named.length > 0 ? named : await testFiles()).map((file) => file.replace(/ts$/, "js"));
const others = args.filter((arg) => !isTest(arg));
const running = spawn(process.execPath, [mocha, ...others, ...files], { cwd, stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => running.kill(signal));
running.once("exit", (code) => process.exit(code ?? 1));

async function testFiles() {
  const entries = await readdir("test", { recursive: true });
  const all = entries.filter(isTest).map((entry) => `test/${entry.replaceAll("\\", "/")}`);
  const files = isFull ? await withTrials(all) : all;
  return files.sort((one, other) => rank(one) - rank(other) || one.localeCompare(other));
}

async function withTrials(files) {
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  return files.filter((_, at) => texts[at].includes("support/trials.js"));
}

function rank(file) {
  const slowest = isFull ? LONGEST : SLOWEST;
  const place = slowest.indexOf(file);
  if (place >= 0) return place;
  return slowest.length + (file.startsWith("test/browser/") ? 0 : 1);
}
