import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

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

/** What a key may be derived for besides sealing: each purpose has a key of its own. */
export type Purpose = "browser storage" | "mailed codes" | "counts of tries" | "invited addresses" | "backup" | "bus";

export interface Secrets {
  /** The id of what seals now, as sealed values name it: the version of the derivation, and the newest key's name. */
  newestKeyId: string;
  /** Encrypts with the newest key (AES-256-GCM) for one place. */
  seal(plain: string | Buffer, place: Place): Sealed;
  /**
   * Keys of 32 bytes for one purpose and place: from each known key, the newest first; then as earlier versions of the site derived
   * them, so that what those left in a browser, a mail or an index still matches.
   */
  derive(purpose: Purpose, place: Place): Buffer[];
  /** Returns what was sealed. Throws when it was changed, or sealed for another place, or the key is not known. */
  open(sealed: Sealed, place: Place): Buffer;
  /** Tells by name which keys these are, newest first, without giving anything of them away: 32 hexadecimal digits each. */
  fingerprints(): { name: string; fingerprint: string }[];
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FINGERPRINT_BYTES = 16;
/** Stands before a key's name in what is sealed with a derived key. Names hold no colon, so no earlier id begins like this. */
const VERSION = "2:";

/**
 * Seals with the first key and opens with any of them, so that a new key can be put before the old ones. Each purpose has a key of
 * its own, derived by HKDF-SHA-256 (RFC 5869). Values that an earlier version of the site sealed with the given key itself still open.
 */
export function createSecrets(keys: [SealingKey, ...SealingKey[]]): Secrets {
  const newestKeyId = VERSION + keys[0].id;
  const sealing = new Map([
    ...keys.map(({ id, key }) => [id, key] as const),
    ...keys.map(({ id, key }) => [VERSION + id, derivedKey(key, "sealing")] as const),
  ]);
  return {
    newestKeyId,
    seal(plain, place) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", sealing.get(newestKeyId)!, nonce).setAAD(authenticated(place));
      const [text, rest] = [cipher.update(plain as Buffer), cipher.final()];
      return { keyId: newestKeyId, box: Buffer.concat([nonce, cipher.getAuthTag(), text, rest]) };
    },
    derive(purpose, place) {
      const own = keys.map(({ key }) => derivedKey(key, purpose));
      return [...own, ...keys.map(({ key }) => key)].map((key) => digestOf(place, key));
    },
    open({ keyId, box }, place) {
      const key = sealing.get(keyId);
      if (!key) throw new Error(`Sealed with the key "${keyId}", which SEALING_KEYS does not hold`);
      const decipher = createDecipheriv("aes-256-gcm", key, box.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAAD(authenticated(place)).setAuthTag(box.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(box.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    },
    fingerprints: () =>
      keys.map(({ id, key }) => ({
        name: id,
        fingerprint: derivedKey(key, "fingerprint").toString("hex", 0, FINGERPRINT_BYTES),
      })),
  };
}

/** The keys are random, so they need no salt. */
function derivedKey(key: Buffer, purpose: Purpose | "sealing" | "fingerprint"): Buffer {
  return Buffer.from(hkdfSync("sha256", key, "", `HealSpace 2 ${purpose}`, key.length));
}

function digestOf(place: Place, key: Buffer): Buffer {
  return createHmac("sha256", key).update(authenticated(place)).digest();
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
