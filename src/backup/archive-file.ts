import { access, open, rename, rm, type FileHandle } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import type { Secrets } from "../platform/secrets.js";
import { newHeader, readHeader } from "./archive-header.js";
import { decryptChunks, encryptChunks } from "./chunk-cipher.js";
import { decodeFrames, encodeFrames, type Frame } from "./frames.js";
import { Refused } from "./refused.js";

const PIECE_BYTES = 256 * 1024;

/**
 * Writes frames to a file, compressed and encrypted, in constant memory. It is called FILE.part until it is whole and on disk. Throws
 * Refused when FILE or FILE.part is there already.
 */
export async function writeArchive(file: string, secrets: Secrets, frames: AsyncIterable<Frame>): Promise<void> {
  if (await isThere(file)) throw new Refused(`${file} already exists. Choose another name.`);
  const part = `${file}.part`;
  const handle = await openNew(part);
  try {
    await write(handle, secrets, frames);
    await handle.close();
    await rename(part, file);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(part, { force: true });
    throw error;
  }
}

/** The frames of a file, read in constant memory. Throws Refused when no key fits, and as soon as something is not as it was written. */
export async function* readArchive(file: string, secrets: Secrets): AsyncIterable<Frame> {
  const handle = await open(file, "r").catch(() => {
    throw new Refused(`${file} cannot be opened.`);
  });
  try {
    const header = await readHeader(handle, secrets);
    const unzipped = createGunzip();
    const unzipping = pipeline(decryptChunks(bytesFrom(handle, header.bytes.length), header), unzipped);
    unzipping.catch(() => undefined);
    yield* decodeFrames(unzipped);
    await unzipping;
  } finally {
    await handle.close();
  }
}

async function write(handle: FileHandle, secrets: Secrets, frames: AsyncIterable<Frame>): Promise<void> {
  const header = newHeader(secrets);
  await handle.writeFile(header.bytes);
  const zipped = createGzip();
  const zipping = pipeline(encodeFrames(frames), zipped);
  zipping.catch(() => undefined);
  for await (const box of encryptChunks(zipped, header)) await handle.writeFile(box);
  await zipping;
  await handle.sync();
}

/** Readable by its owner only, like everything that the site writes. */
async function openNew(part: string): Promise<FileHandle> {
  try {
    return await open(part, "wx", 0o600);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EEXIST") throw new Refused(`${part} cannot be written (${code}).`);
    throw new Refused(
      `${part} exists: another backup is running, or one was interrupted. If none is running, delete it first.`,
    );
  }
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

async function* bytesFrom(handle: FileHandle, start: number): AsyncIterable<Buffer> {
  for (let at = start; ;) {
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(PIECE_BYTES), 0, PIECE_BYTES, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
