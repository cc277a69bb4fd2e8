import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";

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

/** A sealed value that is kept in the file store: which key, and the reference to its box there. */
export interface SealedFile {
  keyId: string;
  reference: string;
}

/**
 * Where a sealed value is stored: the collection, the record's own `_id`, and the path of the field in the record. It is part of
 * what the seal authenticates, so that a value is opened nowhere but where it belongs.
 */
export interface Place {
  collection: string;
  id: { toString(): string };
  field: string;
  /** What else of the record has to be as it was when the value was sealed: whose it is, its number, its time. */
  bound?: unknown[];
}

export interface Secrets {
  /** The key that seals now. */
  newestKeyId: string;
  /** Encrypts with the newest key (AES-256-GCM) for one place. */
  seal(plain: string | Buffer, place: Place): Sealed;
  /** A key of 32 bytes for one place outside the database, from each known key, the newest first. */
  derive(place: Place): Buffer[];
  /** Returns what was sealed. Throws when it was changed, or sealed for another place, or the key is not known. */
  open(sealed: Sealed, place: Place): Buffer;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals with the first key and opens with any of them, so that a new key can be put before the old ones. */
export function createSecrets(keys: [SealingKey, ...SealingKey[]]): Secrets {
  return {
    newestKeyId: keys[0].id,
    seal(plain, place) {
      const { id, key } = keys[0];
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(authenticated(place));
      const [text, rest] = [cipher.update(plain as Buffer), cipher.final()];
      return { keyId: id, box: Buffer.concat([nonce, cipher.getAuthTag(), text, rest]) };
    },
    derive: (place) => keys.map(({ key }) => createHmac("sha256", key).update(authenticated(place)).digest()),
    open({ keyId, box }, place) {
      const found = keys.find(({ id }) => id === keyId);
      if (!found) throw new Error(`Sealed with the key "${keyId}", which SEALING_KEYS does not hold`);
      const decipher = createDecipheriv("aes-256-gcm", found.key, box.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(authenticated(place)).setAuthTag(box.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(box.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    },
  };
}

function authenticated({ collection, id, field, bound = [] }: Place): Buffer {
  return Buffer.from(JSON.stringify([collection, id.toString(), field, ...bound]));
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
