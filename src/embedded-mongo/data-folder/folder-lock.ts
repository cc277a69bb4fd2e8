import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { ListeningPlace } from "./listening-place.js";

/** A folder locked by this process. */
export interface FolderLock {
  release(): Promise<void>;
}

interface FolderHolder {
  pid: number;
  token: string;
}

/** How long a process may take from locking a folder until its server answers. */
const STARTING_MS = 2000;

/**
 * Locks a folder for this process. Takes over the lock of a dead process, and of one whose number now belongs to a
 * program that does not answer at `place`. Throws while another process uses the folder.
 */
export async function takeFolder(folder: string, place: ListeningPlace): Promise<FolderLock> {
  const file = path.join(folder, "database", "lock");
  const own: FolderHolder = { pid: process.pid, token: crypto.randomUUID() };
  if (!(await createFile(file, own))) {
    await waitForHolder(folder, file, place);
    await takeOver(folder, file, own);
  }
  if ("path" in place.options) await rm(place.options.path, { force: true });
  return { release: () => rm(file, { force: true }) };
}

async function createFile(file: string, own: FolderHolder): Promise<boolean> {
  try {
    await writeFile(file, JSON.stringify(own), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Resolves once the holder proves dead; throws when it answers. */
async function waitForHolder(folder: string, file: string, place: ListeningPlace): Promise<void> {
  const deadline = Date.now() + STARTING_MS;
  for (;;) {
    const holder = await readHolder(file);
    if (!holder || !isRunning(holder.pid)) return;
    if (await answers(place)) throw inUse(folder, holder);
    if (Date.now() > deadline) return;
    await wait(50);
  }
}

async function readHolder(file: string): Promise<FolderHolder | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as FolderHolder;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
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

/** If several find the same dead holder, the last to write wins; the others see its token. */
async function takeOver(folder: string, file: string, own: FolderHolder): Promise<void> {
  const mine = `${file}.${own.token}`;
  await writeFile(mine, JSON.stringify(own));
  await rename(mine, file);
  await wait(50);
  const holder = await readHolder(file);
  if (holder?.token !== own.token) throw inUse(folder, holder ?? own);
}

function inUse(folder: string, { pid }: FolderHolder): Error {
  return new Error(
    `The data folder ${folder} is in use by another HealSpace (process ${pid}). Stop it first, or set DATA_DIR to another folder.`,
  );
}
