import { readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/** A process that holds a folder. */
export interface FolderHolder {
  pid: number;
  /** Unlike a process number, never used twice. */
  token: string;
}

/**
 * The files that say who holds a folder: `lock` names the first holder, and `lock.after-TOKEN` the one that took over from a dead
 * one. Each can be created only once, so that however long a process pauses in between, a dead holder has one successor.
 */
export class LockFiles {
  #lock: string;

  constructor(folder: string) {
    this.#lock = path.join(folder, "lock");
  }

  /** The holders in the order in which each took over from the one before; none if the folder is free. */
  async holders(): Promise<FolderHolder[]> {
    const holders: FolderHolder[] = [];
    for (let next = await readHolder(this.#lock); next; next = await readHolder(this.#after(next))) holders.push(next);
    return holders;
  }

  /** Takes a folder that nobody holds. Returns whether that succeeded. */
  async begin(own: FolderHolder): Promise<boolean> {
    return create(this.#lock, own);
  }

  /** Takes over from the last of the holders, who are dead. Returns whether that succeeded. */
  async succeed(holders: FolderHolder[], own: FolderHolder): Promise<boolean> {
    const last = this.#after(holders.at(-1)!);
    if (!(await create(last, own))) return false;
    // If another process did so and has tidied up since, the file could be created once more, but no longer counts.
    if ((await this.holders()).some(({ token }) => token === own.token)) return true;
    await rm(last, { force: true });
    return false;
  }

  /** Leaves the last of the holders, which is this process, as the only one. */
  async tidyUp(holders: FolderHolder[], own: FolderHolder): Promise<void> {
    if (holders.length === 0) return;
    const mine = `${this.#lock}.${own.token}`;
    await writeFile(mine, JSON.stringify(own));
    await rename(mine, this.#lock);
    for (const holder of holders) await rm(this.#after(holder), { force: true });
  }

  async release(): Promise<void> {
    await rm(this.#lock, { force: true });
  }

  #after({ token }: FolderHolder): string {
    return `${this.#lock}.after-${token}`;
  }
}

async function create(file: string, own: FolderHolder): Promise<boolean> {
  try {
    await writeFile(file, JSON.stringify(own), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** What stands in a lock file; undefined if there is none. A file that cannot be read names a process that never runs. */
async function readHolder(file: string): Promise<FolderHolder | undefined> {
  try {
    const { pid, token } = JSON.parse(await readFile(file, "utf8")) as FolderHolder;
    if (Number.isInteger(pid) && /^[\w-]+$/.test(token)) return { pid, token };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
  }
  return { pid: NOBODY, token: "unreadable" };
}

/** The number in place of that of a process. */
export const NOBODY = 0;
