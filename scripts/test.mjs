/**
 * Runs every test, the slowest files first, so that no test process is left alone with a long one at the end. The last lines of a
 * run name the slowest files. Passes its arguments on to mocha.
 */
import { spawnSync } from "node:child_process";
import { readdir } from "node:fs/promises";
import { compileTests } from "./compile-tests.mjs";

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

const mocha = "node_modules/mocha/bin/mocha.js";
const cwd = await compileTests();
const files = (await testFiles()).map((file) => file.replace(/ts$/, "js"));
const { status } = spawnSync(process.execPath, [mocha, ...process.argv.slice(2), ...files], { cwd, stdio: "inherit" });
process.exit(status ?? 1);

async function testFiles() {
  const entries = await readdir("test", { recursive: true });
  const files = entries
    .filter((entry) => entry.endsWith(".test.ts"))
    .map((entry) => `test/${entry.replaceAll("\\", "/")}`);
  return files.sort((one, other) => rank(one) - rank(other) || one.localeCompare(other));
}

function rank(file) {
  const place = SLOWEST.indexOf(file);
  if (place >= 0) return place;
  return SLOWEST.length + (file.startsWith("test/browser/") ? 0 : 1);
}
