import { createCipheriv, createHmac, randomBytes } from "node:crypto";
import type { Place, Sealed, SealingKey } from "../../src/platform/secrets.js";

/** Seals as the site did before each purpose had a key of its own: with the given key itself. */
export function earlierSeal({ id, key }: SealingKey, plain: string, place: Place): Sealed {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(bytesOf(place));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { keyId: id, box: Buffer.concat([nonce, cipher.getAuthTag(), text]) };
}

/** Derives as the site did then. */
export function earlierDerived({ key }: SealingKey, place: Place): Buffer {
  return createHmac("sha256", key).update(bytesOf(place)).digest();
}

const bytesOf = ({ collection, id, field, bound = [] }: Place): Buffer =>
  Buffer.from(JSON.stringify([collection, id.toString(), field, ...bound]));
