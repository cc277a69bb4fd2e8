import path from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { Engine } from "./engine.js";
import { startHousekeeping } from "./housekeeping.js";
import { listeningPlace } from "./server/listening-place.js";
import { WireServer } from "./server/server.js";
import type { Place } from "./start.js";
import { takeFolder } from "./storage/folder-lock.js";

/** What the thread tells whoever started it: where it listens, or why it does not. */
export type FromWorker = { address: string } | { refused: string };

start(workerData as Place).then(
  ({ address, stop }) => {
    parentPort?.once("message", () => void stop());
    tell({ address });
  },
  (error: Error) => tell({ refused: error.message }),
);

function tell(message: FromWorker): void {
  parentPort?.postMessage(message);
}

async function start({ folder, noSync }: Place): Promise<{ address: string; stop: () => Promise<void> }> {
  const place = listeningPlace(path.join(folder, "database"));
  const lock = await takeFolder(folder, place);
  const engine = new Engine(path.join(folder, "database"), noSync);
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
