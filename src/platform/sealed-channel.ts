import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Secrets } from "./secrets.js";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals what processes of one site say to each other by way of someone else (AES-256-GCM, with keys for this purpose alone). */
export interface SealedChannel {
  seal(text: string): Buffer;
  /** Returns null for what was changed, or sealed by another site. */
  open(box: Buffer): string | null;
}

/** Makes a channel for everyone who knows one of these secrets' keys. */
export function createSealedChannel(secrets: Secrets): SealedChannel {
  const keys = secrets.derive("bus", { collection: "bus", id: "site", field: "news" });
  return {
    seal(text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", keys[0]!, nonce);
      const sealed = Buffer.concat([cipher.update(text), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
    },
    open(box) {
      for (const key of keys) {
        const text = openWith(key, box);
        if (text !== null) return text;
      }
      return null;
    },
  };
}

function openWith(key: Buffer, box: Buffer): string | null {
  const [nonce, tag] = [box.subarray(0, NONCE_BYTES), box.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)];
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES }).setAuthTag(tag);
    return Buffer.concat([decipher.update(box.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString();
  } catch {
    return null;
  }
}
