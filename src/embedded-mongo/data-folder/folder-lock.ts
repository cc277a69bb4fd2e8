import { rm } from "node:fs/promises";
import { connect } from "node:net";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { ListeningPlace } from "./listening-place.js";
import { LockFiles, NOBODY, type FolderHolder } from "./lock-files.js";

/** A folder locked by this process. */
export interface FolderLock {
  release(): Promise<void>;
}

/** The tokens of the folders that this thread holds. */
const heldHere = new Set<string>();

/** How long a process may take from locking a folder until its server answers. */
const STARTING_MS = 2000;

/**
 * Locks a folder for this process. Takes over the lock of a dead process, and of one whose number now belongs to a
 * program that does not answer at `place`. Throws while another process uses the folder.
 */
export async function takeFolder(
  folder: string,
  place: ListeningPlace,
  files = new LockFiles(path.join(folder, "database")),
): Promise<FolderLock> {
  const own: FolderHolder = { pid: process.pid, token: crypto.randomUUID() };
  for (;;) {
    const holders = await files.holders();
    const last = holders.at(-1);
    if (last) await waitForHolder(folder, last, place, files);
    if (await (last ? files.succeed(holders, own) : files.begin(own))) {
      heldHere.add(own.token);
      await files.tidyUp(holders, own);
      break;
    }
    const winner = (await files.holders()).at(-1);
    if (winner && isRunning(winner.pid)) throw inUse(folder, winner);
  }
  if ("path" in place.options) await rm(place.options.path, { force: true });
  const release = async (): Promise<void> => {
    await files.release();
    heldHere.delete(own.token);
  };
  return { release };
}

/** Resolves once the holder proves dead or gone; throws when it answers. */
async function waitForHolder(
  folder: string,
  first: FolderHolder,
  place: ListeningPlace,
  files: LockFiles,
): Promise<void> {
  const deadline = Date.now() + STARTING_MS;
  for (let holder: FolderHolder | undefined = first; holder; holder = (await files.holders()).at(-1)) {
    // A holder in another container has a number that may not run here.
    if (heldHere.has(holder.token) || (await answers(place))) throw inUse(folder, holder);
    // A lock that cannot be read may be one that is being written.
    if (holder.pid !== NOBODY && !isRunning(holder.pid)) return;
    if (Date.now() > deadline) return;
    await wait(50);
  }
}

function isRunning(pid: number): boolean {
  if (pid === NOBODY) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Whether a server listens there. */
export function answers(place: ListeningPlace): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(place.options);
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => done(true));
    socket.once("error", () => done(false));
  });
}

function inUse(folder: string, { pid }: FolderHolder): Error {
  return new Error(
    `The data folder ${folder} is in use by another process (${pid}). Stop it first, or choose another data folder.`,
  );
}
