import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

export interface SealingKey {
  id: string;
  /** 32 bytes. */
  key: Buffer;
}

/** A sealed value as it is stored: which key, and nonce, tag and ciphertext in one buffer. */
export interface Sealed {
  keyId: string;
  box: Buffer;
}

export interface Secrets {
  /** Encrypts with the newest key (AES-256-GCM) and binds the result to its place, such as `note:<id>`. */
  seal(plain: string | Buffer, place: string): Sealed;
  /** Returns what was sealed. Throws when it was changed, or sealed for another place, or the key is not known. */
  open(sealed: Sealed, place: string): Buffer;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals with the first key and opens with any of them, so that a new key can be put before the old ones. */
export function createSecrets(keys: [SealingKey, ...SealingKey[]]): Secrets {
  return {
    seal(plain, place) {
      const { id, key } = keys[0];
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(place));
      const text = Buffer.concat([cipher.update(plain as Buffer), cipher.final()]);
      return { keyId: id, box: Buffer.concat([nonce, cipher.getAuthTag(), text]) };
    },
    open({ keyId, box }, place) {
      const found = keys.find(({ id }) => id === keyId);
      if (!found) throw new Error(`Sealed with the key "${keyId}", which SEALING_KEYS does not hold`);
      const decipher = createDecipheriv("aes-256-gcm", found.key, box.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(place)).setAuthTag(box.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(box.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    },
  };
}

/** Reads keys in the form `name:base64`, newest first. */
export function parseSealingKeys(entries: string[]): [SealingKey, ...SealingKey[]] {
  const [newest, ...older] = entries.map((entry) => {
    const [id = "", key = ""] = entry.split(":");
    return { id, key: Buffer.from(key, "base64") };
  });
  if (!newest) throw new Error("At least one sealing key is needed");
  return [newest, ...older];
}
