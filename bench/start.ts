/** Measures the built server over five starts: time to the first answer, and memory at that moment. */
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { OwnProcess } from "../test/support/own-process.js";

const STARTS = 5;

const data = await mkdtemp(path.join(tmpdir(), "healspace-bench-"));
const times: number[] = [];
const memory: number[] = [];
try {
  for (let start = 0; start <= STARTS; start += 1) {
    const began = performance.now();
    const site = new OwnProcess({ PORT: "0", DATA_DIR: data });
    await fetch(await site.answers());
    // The first start also creates the demo people; only the others count as restarts.
    if (start > 0) {
      times.push(performance.now() - began);
      memory.push(Number(execFileSync("ps", ["-o", "rss=", "-p", String(site.pid)])) / 1024);
    }
    site.kill("SIGTERM");
    await site.exits();
  }
} finally {
  await rm(data, { recursive: true, force: true });
}
console.log(
  `first answer after ${median(times).toFixed(0)} ms, memory ${median(memory).toFixed(0)} MB with the embedded database (medians of ${STARTS})`,
);

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
