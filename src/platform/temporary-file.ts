import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { open, rm, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

const CIPHER = "aes-256-ctr";
/** Read piece by piece, so that no second copy of the whole is made. */
const PIECE_BYTES = 256 * 1024;

/** Bytes that wait on disk, encrypted with a key that only this process knows. */
export interface TemporaryFile {
  /** Brings all of it into memory. */
  read(): Promise<Buffer>;
  /** Gives its place on the disk back. */
  discard(): Promise<void>;
}

/** Writes a stream to a file without a name, so that nothing is left when the process dies. Rejects with the stream's error. */
export async function writeTemporaryFile(content: Readable): Promise<TemporaryFile> {
  const handle = await openNameless();
  const [key, nonce] = [randomBytes(32), randomBytes(16)];
  let size = 0;
  try {
    await pipeline(content, createCipheriv(CIPHER, key, nonce), async (encrypted: AsyncIterable<Buffer>) => {
      for await (const chunk of encrypted) {
        await handle.appendFile(chunk);
        size += chunk.length;
      }
    });
  } catch (error) {
    await handle.close();
    throw error;
  }
  return {
    async read() {
      const [bytes, piece] = [Buffer.alloc(size), Buffer.alloc(PIECE_BYTES)];
      const decipher = createDecipheriv(CIPHER, key, nonce);
      for (let at = 0; at < size;) {
        const { bytesRead } = await handle.read(piece, 0, piece.length, at);
        if (bytesRead === 0) throw new Error("A temporary file was cut short");
        at += decipher.update(piece.subarray(0, bytesRead)).copy(bytes, at);
      }
      return bytes;
    },
    discard: () => handle.close(),
  };
}

async function openNameless(): Promise<FileHandle> {
  const name = path.join(tmpdir(), `healspace-${randomBytes(12).toString("hex")}`);
  const handle = await open(name, "wx+", 0o600);
  await rm(name);
  return handle;
}
