import { Binary } from "bson";
import { CommandError, type ErrorName } from "../errors.js";
import { isDoc } from "./documents.js";

/** How much a stage may keep, in bytes, as in MongoDB without the use of its disk. */
const MOST_BYTES = 100 * 1024 * 1024;

/** Counts what a stage or command keeps in memory until it has read everything. */
export class MemoryLimit {
  #bytes = 0;

  /** `what` names it in the error. */
  constructor(
    readonly what: string,
    readonly errorName: ErrorName = "QueryExceededMemoryLimitNoDiskUseAllowed",
    readonly most = MOST_BYTES,
  ) {}

  /** Counts a value that is kept, and returns it. Throws once all of them take more than the limit. */
  keep<T>(value: T): T {
    this.count(sizeOf(value));
    return value;
  }

  /** The same for a value of a known size. */
  count(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.most)
      throw new CommandError(this.errorName, `${this.what} exceeded its memory limit of ${this.most} bytes.`);
  }
}

/** About how many bytes a value takes. */
function sizeOf(value: unknown): number {
  if (typeof value === "string") return BYTES_EACH + value.length;
  if (value instanceof Binary) return BYTES_EACH + value.length();
  let size = BYTES_EACH;
  if (Array.isArray(value)) for (const element of value) size += sizeOf(element);
  else if (isDoc(value)) for (const name of Object.keys(value)) size += name.length + sizeOf(value[name]);
  return size;
}

/** What every value takes, also the smallest. */
const BYTES_EACH = 8;
