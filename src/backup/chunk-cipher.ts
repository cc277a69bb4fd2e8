import { createCipheriv, createDecipheriv } from "node:crypto";
import type { ArchiveHeader } from "./archive-header.js";
import { Refused } from "./refused.js";

const CIPHER = "aes-256-gcm";
const PLAIN_BYTES = 64 * 1024;
const TAG_BYTES = 16;
const NONCE_BYTES = 12;

/**
 * Encrypts a stream in chunks of 64 KB by the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár: "Online Authenticated-Encryption
 * and its Nonce-Reuse Misuse-Resistance", 2015), as the file format age does, but with AES-256-GCM: each nonce is a counter and a
 * byte that says whether the chunk is the last. So chunks cannot be changed, exchanged, left out or cut off unnoticed.
 */
export async function* encryptChunks(
  plain: AsyncIterable<Buffer>,
  { key, bytes }: ArchiveHeader,
): AsyncIterable<Buffer> {
  for await (const { chunk, nonce } of chunksOf(plain, PLAIN_BYTES)) {
    const cipher = createCipheriv(CIPHER, key, nonce).setAAD(bytes);
    yield Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]);
  }
}

/** Decrypts such a stream. Throws Refused at the first chunk that is not as it was written, or when the last one is missing. */
export async function* decryptChunks(
  boxes: AsyncIterable<Buffer>,
  { key, bytes }: ArchiveHeader,
): AsyncIterable<Buffer> {
  for await (const { chunk, nonce } of chunksOf(boxes, PLAIN_BYTES + TAG_BYTES)) {
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(bytes);
    try {
      decipher.setAuthTag(chunk.subarray(chunk.length - TAG_BYTES));
      yield Buffer.concat([decipher.update(chunk.subarray(0, chunk.length - TAG_BYTES)), decipher.final()]);
    } catch {
      throw new Refused("This backup is damaged or incomplete.");
    }
  }
}

/** Cuts a stream into chunks of this size; the last one may be shorter, and only it when there is nothing at all is empty. */
async function* chunksOf(stream: AsyncIterable<Buffer>, size: number): AsyncIterable<{ chunk: Buffer; nonce: Buffer }> {
  let counter = 0;
  let waiting: Buffer[] = [];
  let length = 0;
  for await (const piece of stream) {
    waiting.push(piece);
    length += piece.length;
    if (length <= size) continue;
    const whole = Buffer.concat(waiting);
    let at = 0;
    for (; whole.length - at > size; at += size) {
      yield { chunk: whole.subarray(at, at + size), nonce: nonceOf(counter, false) };
      counter += 1;
    }
    waiting = [whole.subarray(at)];
    length = whole.length - at;
  }
  yield { chunk: Buffer.concat(waiting), nonce: nonceOf(counter, true) };
}

function nonceOf(counter: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUIntBE(counter, NONCE_BYTES - 7, 6);
  nonce[NONCE_BYTES - 1] = isLast ? 1 : 0;
  return nonce;
}
