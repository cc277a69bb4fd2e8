import { isDatabaseAway } from "./database-away.js";

/**
 * Runs a write to many records, and once more if the database changed its primary: the driver repeats only writes to one.
 * Such a write must be safe to repeat: it sets or removes, and never adds up. `isRepeated` says that the counts may be too low.
 */
export async function writeMany<T extends object>(write: () => PromiseLike<T>): Promise<T & { isRepeated: boolean }> {
  try {
    return { ...(await write()), isRepeated: false };
  } catch (error) {
    if (!isDatabaseAway(error)) throw error;
    return { ...(await write()), isRepeated: true };
  }
}
