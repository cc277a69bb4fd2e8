import type { MediaKind } from "../call/devices.js";
import { tabStorage } from "../page/safe-storage.js";

/** The state of a stay that a reload restores. */
export interface KeptStay {
  kinds: MediaKind[];
  muted: boolean;
  /** Whether they had joined the call. */
  inCall: boolean;
  arrival: string;
  /** What the call has used so far. */
  bytes: number;
}

/** A row of the room chat; `got` and `refused` are about the person's own. */
export interface ChatMessage {
  id: string;
  whose: "own" | "other";
  text: string;
  /** In the reader's zone; empty until it is sent. */
  time: string;
  /** Whether the other person's page has it. */
  got: boolean;
  refused: boolean;
}

/** The chat, the unsent text, and which arrival of the other person has received it. */
export interface ChatMemory {
  messages: ChatMessage[];
  arrival: string;
  draft: string;
}

const PREFIX = "room:";
const FRESH_MS = 60_000;

/**
 * Remembers in this tab that its person is in a room, so that a reload or a crash brings them back in with the chat. Going to
 * another page does not. The stay is forgotten when they leave, when the session ends, and when another page takes over.
 */
export class StayMemory {
  /** The stay to restore, if there is one. */
  readonly before: KeptStay | null;
  readonly chatBefore: ChatMemory | null;
  private readonly stayKey: string;
  private readonly chatKey: string;
  private stay: KeptStay | null = null;

  constructor(appointmentId: string) {
    this.stayKey = `${PREFIX}${appointmentId}:stay`;
    this.chatKey = `${PREFIX}${appointmentId}:chat`;
    const found = read<KeptStay & Mark>(this.stayKey);
    this.before = found && wasCutShort(found) ? found : null;
    this.chatBefore = this.before && read<ChatMemory>(this.chatKey);
    if (!this.before) this.forget();
    addEventListener("pagehide", () => this.write(true));
  }

  /** Call about once a second: only a recent stay was cut short. */
  keep(stay: KeptStay): void {
    this.stay = stay;
    this.write(false);
  }

  keepChat(chat: ChatMemory): void {
    write(this.chatKey, chat);
  }

  forget(): void {
    this.stay = null;
    tabStorage.forget(this.stayKey);
    tabStorage.forget(this.chatKey);
  }

  private write(wentAway: boolean): void {
    if (this.stay) write(this.stayKey, { ...this.stay, wentAway, at: Date.now() } satisfies KeptStay & Mark);
  }
}

/** Forgets every stay: for the pages outside of the rooms. */
export function forgetStays(): void {
  for (const key of tabStorage.names(PREFIX)) tabStorage.forget(key);
}

interface Mark {
  /** Whether the page recorded that it was left; a crash leaves no time for that. */
  wentAway: boolean;
  at: number;
}

function wasCutShort(mark: Mark): boolean {
  const navigation = performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming | undefined;
  return navigation?.type === "reload" || (!mark.wentAway && Date.now() - mark.at < FRESH_MS);
}

function read<T>(key: string): T | null {
  return JSON.parse(tabStorage.read(key) ?? "null") as T | null;
}

function write(key: string, value: object): void {
  tabStorage.keep(key, JSON.stringify(value));
}
