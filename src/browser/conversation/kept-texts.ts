import { browserStorage, tabStorage, type SafeStorage } from "../page/safe-storage.js";

/** The reader, the subject and the keys, in base64, newest first. */
export interface Whose {
  reader: string;
  about: string;
  keys: string[];
}

interface KeptText {
  /** When it was written, to keep the order. */
  at: number;
  /** Nonce and ciphertext, in base64. */
  box: string;
}

/** A kept text and its id. */
interface Kept {
  id: string;
  at: number;
  text: string;
}

const DAY_MS = 24 * 3_600_000;
const NONCE_BYTES = 12;
/** What a conversation's texts are about: its id. */
const CONVERSATION = /^[0-9a-f]{24}$/;
/** Set when this page's reader signs out: nothing written afterwards is kept. */
let isSigningOut = false;

/**
 * Texts of one reader that this browser keeps until the server has them, sealed (AES-GCM) with a key that only the reader's pages
 * contain. Keeps nothing without `crypto.subtle` (plain http) or without storage.
 */
export class KeptTexts {
  readonly works = (crypto.subtle as SubtleCrypto | undefined) !== undefined;
  private readonly prefix: string;
  private readonly keys: Promise<CryptoKey[]>;
  private last = 0;
  /** Runs changes one after the other, so that a forgotten text does not come back. */
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
      const entry: KeptText = { at, box: await seal(key, text) };
      if (!isSigningOut) this.store(this.prefix + id, entry);
    });
  }

  forget(id: string): void {
    this.then(() => this.storage.forget(this.prefix + id));
  }

  /** All kept texts, oldest first. */
  async all(): Promise<Kept[]> {
    await this.done;
    const keys = await this.keys;
    const found = this.storage.names(this.prefix).map((name) => this.read(name, keys));
    const read = (await Promise.allSettled(found)).flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    return read.sort((a, b) => a.at - b.at);
  }

  /** Throws when no key of this page fits. Deletes the text after a day, when no other page can have a newer key. */
  private async read(name: string, keys: CryptoKey[]): Promise<Kept> {
    const entry = JSON.parse(this.storage.read(name) ?? "") as KeptText;
    const at = entry.at;
    this.last = Math.max(this.last, at);
    try {
      return { id: name.slice(this.prefix.length), at, text: await open(keys, entry.box) };
    } catch (error) {
      if (this.works && Date.now() - at > DAY_MS) this.storage.forget(name);
      throw error;
    }
  }

  /** Keeps only what outlives this page. */
  private store(name: string, entry: KeptText): void {
    const lasts = this.storage.keep(name, JSON.stringify(entry));
    if (!lasts) this.storage.forget(name);
  }

  private then(step: () => Promise<void> | void): void {
    this.done = this.done.then(step).catch(() => undefined);
  }
}

/** Forgets everything that this browser keeps of the page's reader, who is signing out, and stops keeping more. */
export function forgetKept(reader: string): void {
  isSigningOut = true;
  for (const storage of [browserStorage, tabStorage]) {
    for (const name of storage.names(prefixOf(reader))) storage.forget(name);
  }
}

/** The conversations with unsent messages of this reader, in any tab of this browser. */
export function conversationsKept(reader: string): string[] {
  const prefix = prefixOf(reader);
  const names = browserStorage.names(prefix).map((name) => name.slice(prefix.length));
  const ids = names.map((name) => name.split(":")[0]!).filter((about) => CONVERSATION.test(about));
  return [...new Set(ids)];
}

/** Whether this browser keeps anything of this reader that the server may not have. */
export const keepsAnything = (reader: string): boolean => browserStorage.names(prefixOf(reader)).length > 0;

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
