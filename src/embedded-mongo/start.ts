import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { answers } from "./data-folder/folder-lock.js";
import { listeningPlace } from "./data-folder/listening-place.js";
import type { WorkerOptions, WorkerReport } from "./worker-messages.js";

/** A database inside this process, for trying out, developing and testing. */
export interface EmbeddedMongo {
  /** Its address without a database name; `databaseUri` adds one. A folder keeps its address. */
  uri: string;
  stop(): Promise<void>;
}

type StartOptions = Pick<WorkerOptions, "folder"> & Partial<WorkerOptions>;

/**
 * Starts the database kept in a folder, in a thread of its own. Throws an error with a message to show in production and
 * when another process is using the folder. See WorkerOptions for `noSync`.
 */
export async function startEmbeddedMongo({ folder, noSync = false }: StartOptions): Promise<EmbeddedMongo> {
  if (process.env.NODE_ENV === "production") {
    throw new Error("The embedded database is not for production. Set MONGODB_URI to a MongoDB server.");
  }
  const whole = path.resolve(folder);
  await mkdir(path.join(whole, "database"), { recursive: true });
  const worker = startWorker({ folder: whole, noSync });
  const address = await started(worker);
  return { uri: `mongodb://${address}`, stop: () => stopped(worker) };
}

/**
 * The database that another process has opened in a folder, or null. On Windows always null: there, only the process that opened it
 * knows where it listens.
 */
export async function findRunningMongo(folder: string): Promise<Pick<EmbeddedMongo, "uri"> | null> {
  const place = listeningPlace(path.join(path.resolve(folder), "database"));
  return (await answers(place)) ? { uri: `mongodb://${place.address(undefined)}` } : null;
}

/** The URI of one of its databases. */
export function databaseUri(mongo: Pick<EmbeddedMongo, "uri">, name: string): string {
  return `${mongo.uri}/${encodeURIComponent(name)}`;
}

/** Compiled, the worker is a plain file; run from its source it needs tsx, which threads do not inherit before Node 22. */
function startWorker(workerData: WorkerOptions): Worker {
  if (import.meta.url.endsWith(".js")) return new Worker(new URL("./worker.js", import.meta.url), { workerData });
  const tsx = createRequire(import.meta.url).resolve("tsx/cjs/api");
  const source = fileURLToPath(new URL("./worker.ts", import.meta.url));
  const run = `require(${JSON.stringify(tsx)}).register(); require(${JSON.stringify(source)})`;
  return new Worker(run, { eval: true, execArgv: [], workerData });
}

function started(worker: Worker): Promise<string> {
  return new Promise((resolve, reject) => {
    worker.once("error", reject);
    worker.once("message", (report: WorkerReport) => {
      // From here on, a crash of the thread ends the process, as any uncaught error does.
      worker.off("error", reject);
      if ("address" in report) resolve(report.address);
      else reject(new Error(report.refused));
    });
  });
}

function stopped(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    worker.once("exit", () => resolve());
    worker.postMessage("stop");
  });
}
