import path from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { Engine } from "./engine.js";
import { startHousekeeping } from "./housekeeping.js";
import { listeningPlace } from "./data-folder/listening-place.js";
import { WireServer } from "./server/server.js";
import { takeFolder, type FolderLock } from "./data-folder/folder-lock.js";
import type { WorkerOptions, WorkerReport } from "./worker-messages.js";

start(workerData as WorkerOptions).then(
  ({ address, stop }) => {
    parentPort?.once("message", () => void stop());
    tell({ address });
  },
  (error: Error) => tell({ refused: error.message }),
);

function tell(report: WorkerReport): void {
  parentPort?.postMessage(report);
}

async function start({ folder, noSync }: WorkerOptions): Promise<{ address: string; stop: () => Promise<void> }> {
  const place = listeningPlace(path.join(folder, "database"));
  const lock = await takeFolder(folder, place);
  const engine = await openEngine(path.join(folder, "database"), noSync, lock);
  const server = new WireServer(engine);
  const port = await server.listen(place.options);
  const stopHousekeeping = startHousekeeping(engine);
  const stop = async () => {
    stopHousekeeping();
    await server.close();
    await engine.close();
    await lock.release();
  };
  return { address: place.address(port), stop };
}

/** Gives the folder back if its database cannot be opened. */
async function openEngine(folder: string, noSync: boolean, lock: FolderLock): Promise<Engine> {
  try {
    return new Engine(folder, noSync);
  } catch (error) {
    await lock.release();
    throw error;
  }
}
