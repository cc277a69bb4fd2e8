import { browserStorage, tabStorage, type SafeStorage } from "../page/safe-storage.js";

/** Whose texts, about what, and the keys in base64, the newest first. */
export interface Whose {
  reader: string;
  about: string;
  keys: string[];
}

interface Entry {
  /** When it was written, to keep the order. */
  at: number;
  /** Nonce and ciphertext, in base64. */
  box: string;
}

/** A text of a reader's by the id that it was kept under. */
interface Kept {
  id: string;
  at: number;
  text: string;
}

const DAY_MS = 24 * 3_600_000;
const NONCE_BYTES = 12;
/** Whether this page's reader signs out: what is still written on it is kept no more. */
let isSigningOut = false;

/**
 * Texts of one reader that this browser keeps until the server has them, sealed (AES-GCM) with a key that only a page of theirs
 * brings along. Without `crypto.subtle` (plain http) and without storage nothing is kept.
 */
export class KeptTexts {
  readonly works = (crypto.subtle as SubtleCrypto | undefined) !== undefined;
  private readonly prefix: string;
  private readonly keys: Promise<CryptoKey[]>;
  private last = 0;
  /** One after the other, so that what was forgotten is not kept afterwards. */
  private done: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly storage: SafeStorage,
    whose: Whose,
  ) {
    this.prefix = `${prefixOf(whose.reader)}${whose.about}:`;
    this.keys = Promise.all(this.works ? whose.keys.map(importKey) : []);
  }

  keep(id: string, text: string): void {
    const at = (this.last = Math.max(Date.now(), this.last + 1));
    this.then(async () => {
      const key = (await this.keys)[0];
      if (!key) return;
      const entry: Entry = { at, box: await seal(key, text) };
      if (!isSigningOut) this.store(this.prefix + id, entry);
    });
  }

  forget(id: string): void {
    this.then(() => this.storage.forget(this.prefix + id));
  }

  /** Everything that is kept, in the order in which it was written. */
  async all(): Promise<Kept[]> {
    await this.done;
    const keys = await this.keys;
    const found = this.storage.names(this.prefix).map((name) => this.read(name, keys));
    const read = (await Promise.allSettled(found)).flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    return read.sort((a, b) => a.at - b.at);
  }

  /** Throws when no key of this page fits; after a day, when no other page's can be newer either, it is given up. */
  private async read(name: string, keys: CryptoKey[]): Promise<Kept> {
    const entry = JSON.parse(this.storage.read(name) ?? "") as Entry;
    const at = entry.at;
    this.last = Math.max(this.last, at);
    try {
      return { id: name.slice(this.prefix.length), at, text: await open(keys, entry.box) };
    } catch (error) {
      if (this.works && Date.now() - at > DAY_MS) this.storage.forget(name);
      throw error;
    }
  }

  /** What would be gone with the page is not called kept. */
  private store(name: string, entry: Entry): void {
    const lasts = this.storage.keep(name, JSON.stringify(entry));
    if (!lasts) this.storage.forget(name);
  }

  private then(step: () => Promise<void> | void): void {
    this.done = this.done.then(step).catch(() => undefined);
  }
}

/** Forgets everything that this browser keeps of this page's reader, who signs out, and keeps nothing more of theirs here. */
export function forgetKept(reader: string): void {
  isSigningOut = true;
  for (const storage of [browserStorage, tabStorage]) {
    for (const name of storage.names(prefixOf(reader))) storage.forget(name);
  }
}

/** The conversations in which something of this reader waits to be sent, in any tab of this browser. */
export function conversationsKept(reader: string): string[] {
  const prefix = prefixOf(reader);
  const names = browserStorage.names(prefix).map((name) => name.slice(prefix.length));
  return [...new Set(names.map((name) => name.split(":")[0]!))];
}

const prefixOf = (reader: string): string => `kept:${reader}:`;

function importKey(base64: string): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", fromBase64(base64), "AES-GCM", false, ["encrypt", "decrypt"]);
}

async function seal(key: CryptoKey, text: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...iv, ...new Uint8Array(sealed)));
}

/** Throws when none of the keys fits. */
async function open(keys: CryptoKey[], box: string): Promise<string> {
  const bytes = fromBase64(box);
  const iv = bytes.slice(0, NONCE_BYTES);
  const tries = keys.map((key) => crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, bytes.slice(NONCE_BYTES)));
  const opened = (await Promise.allSettled(tries)).find((one) => one.status === "fulfilled");
  if (!opened) throw new Error("Sealed with another key");
  return new TextDecoder().decode(opened.value);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
