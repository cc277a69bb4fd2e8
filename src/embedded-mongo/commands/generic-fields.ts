import { CommandError } from "../errors.js";
import { isDoc, isNumber, toDouble, type Doc } from "../values/documents.js";
import { describe } from "../values/types.js";

/** The database that a command is for. Throws InvalidNamespace for a name that MongoDB does not take. */
export function databaseIn({ $db: name = "admin" }: Doc): string {
  const isGood = typeof name === "string" && /^[^/\\. "$\0]+$/.test(name) && Buffer.byteLength(name) <= LONGEST_NAME;
  if (isGood) return name;
  throw new CommandError("InvalidNamespace", `Invalid database name: ${describe(name)}`);
}

/** How long a command may run, in milliseconds; undefined without a limit. Throws BadValue for what is no such number. */
export function timeLimitIn({ maxTimeMS: given }: Doc): number | undefined {
  if (given === undefined) return undefined;
  const limit = isNumber(given) ? toDouble(given) : NaN;
  if (Number.isInteger(limit) && limit >= 0 && limit < 2 ** 31) return limit || undefined;
  throw new CommandError("BadValue", "maxTimeMS must be a whole number of milliseconds, zero or more");
}

/** Refuses a concern that a server standing alone cannot meet, as MongoDB does. */
export function checkConcerns({ writeConcern, readConcern }: Doc): void {
  if (isDoc(writeConcern)) checkWriteConcern(writeConcern.w);
  if (isDoc(readConcern)) checkReadConcern(readConcern.level);
}

const LONGEST_NAME = 63;

function checkWriteConcern(w: unknown): void {
  if (w === undefined || w === "majority" || (isNumber(w) && [0, 1].includes(toDouble(w)))) return;
  if (isNumber(w)) throw new CommandError("BadValue", "cannot use 'w' > 1 when a host is not replicated");
  const message = `cannot use non-majority 'w' mode ${describe(w)} when a host is not a member of a replica set`;
  throw new CommandError("BadValue", message);
}

const levels = new Set<unknown>(["local", "available", "majority", "snapshot"]);

function checkReadConcern(level: unknown): void {
  if (level === undefined || levels.has(level)) return;
  if (level !== "linearizable") throw new CommandError("FailedToParse", "'level' must be a read concern level");
  throw new CommandError("NotAReplicaSet", "node needs to be a replica set member to use read concern");
}
