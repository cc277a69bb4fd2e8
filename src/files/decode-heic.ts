import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { PictureTooLarge } from "./file-rules.js";
import type { HeicAnswer, HeicQuestion, Pixels } from "./heic-worker.js";

const DEADLINE_MS = 30_000;

/**
 * Decodes a HEIC picture in a thread of its own, which takes about a second, and ends the thread; 24 million pixels take 270 MB for
 * two seconds. A picture of more than `mostReturned` pixels comes back half as wide and high. Rejects with PictureTooLarge above
 * `mostPixels`, and with another error when the file is damaged or takes longer than 30 seconds.
 */
export async function decodeHeic(bytes: Buffer, limits: { mostPixels: number; mostReturned: number }): Promise<Pixels> {
  const worker = startWorker({ bytes, ...limits });
  try {
    return await answerOf(worker);
  } finally {
    await worker.terminate();
  }
}

/**
 * Ignores the worker's output, where the decoder complains about damaged files. Compiled, the worker is a plain file; run from its
 * source it needs tsx, which threads do not inherit before Node 22.
 */
function startWorker(workerData: HeicQuestion): Worker {
  const options = { workerData, stdout: true, stderr: true };
  if (import.meta.url.endsWith(".js")) return new Worker(new URL("./heic-worker.js", import.meta.url), options);
  const tsx = createRequire(import.meta.url).resolve("tsx/cjs/api");
  const source = fileURLToPath(new URL("./heic-worker.ts", import.meta.url));
  const run = `require(${JSON.stringify(tsx)}).register(); require(${JSON.stringify(source)})`;
  return new Worker(run, { ...options, eval: true, execArgv: [] });
}

function answerOf(worker: Worker): Promise<Pixels> {
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error("Decoding took too long")), DEADLINE_MS);
    worker.once("message", (answer: HeicAnswer) => (answer ? resolve(answer) : reject(new PictureTooLarge())));
    worker.once("error", reject);
    worker.once("exit", (code) => {
      clearTimeout(deadline);
      reject(new Error(`The decoder ended with ${code}`));
    });
  });
}
