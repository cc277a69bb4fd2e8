import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readSync } from "node:fs";

/** The size of lmdb's pages, in bytes. Small pages make small commits; they bound the length of a key. */
export const PAGE_BYTES = 4096;

/**
 * Checks a file before lmdb maps it into memory, where a damaged one would end the process. Throws a FileError.
 * Returns whether pages are missing at its end: they are then added empty, and reading one of them fails.
 */
export function checkFile(file: string): "whole" | "short" {
  if (!existsSync(file)) return "whole";
  const handle = openSync(file, "r+");
  try {
    const { size } = fstatSync(handle);
    if (size === 0) return "whole";
    const needed = readNeededBytes(handle, file);
    if (size >= needed) return "whole";
    ftruncateSync(handle, needed);
    return "short";
  } finally {
    closeSync(handle);
  }
}

/** Why a file is not opened, in a message to show. */
export class FileError extends Error {}

/** The error for a file whose contents make no sense. */
export function damaged(file: string, detail: string): FileError {
  return new FileError(
    `The database file ${file} is damaged (${detail}). Restore it from a backup, or move it away to start with an empty database.`,
  );
}

/** The error for a file that a later version has written. */
export function tooNew(file: string, found: number, known: number): FileError {
  return new FileError(
    `The database file ${file} has format ${found}, but this version reads only up to format ${known}. Use the later version again, or choose another data folder.`,
  );
}

// How lmdb begins each of a file's first two pages, which by turns describe its newest state.
const MAGIC = 0xbeefc0de;
const FILE_FORMAT = 2;
const AT = { magic: 24, format: 28, pageBytes: 48, lastPage: 144, transaction: 152 };

/** How long the file must be by its own account. */
function readNeededBytes(handle: number, file: string): number {
  const start = Buffer.alloc(2 * PAGE_BYTES);
  if (readSync(handle, start, 0, start.length, 0) < start.length) throw damaged(file, "its beginning is missing");
  const [first, second] = [0, PAGE_BYTES].map((at) => readMeta(start.subarray(at), file)) as [Meta, Meta];
  const newest = first.transaction > second.transaction ? first : second;
  return (Number(newest.lastPage) + 1) * PAGE_BYTES;
}

interface Meta {
  lastPage: bigint;
  transaction: bigint;
}

function readMeta(page: Buffer, file: string): Meta {
  if (page.readUInt32LE(AT.magic) !== MAGIC) throw damaged(file, "its beginning is not that of a database");
  const format = page.readUInt32LE(AT.format);
  if (format > FILE_FORMAT) throw tooNew(file, format, FILE_FORMAT);
  if (page.readUInt32LE(AT.pageBytes) !== PAGE_BYTES) throw damaged(file, "its pages have another size");
  return { lastPage: page.readBigUInt64LE(AT.lastPage), transaction: page.readBigUInt64LE(AT.transaction) };
}
