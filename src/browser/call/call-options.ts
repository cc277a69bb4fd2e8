import type { Meeting, Party, Signal } from "../../protocol/messages.js";
import type { QualityNote } from "./quality-words.js";

/** How a call stands, as its page shows it. */
export type CallState = "waiting" | "connecting" | "connected" | "mending";

/** What a call needs of its page. */
export interface CallOptions {
  party: Party;
  /** The bytes used before a reload. */
  usedBefore: number;
  /** The ICE servers: the latest known, and with fresh credentials. */
  meetings: { latest: Meeting; fresh(): Promise<Meeting> };
  /** The track of this kind to send. */
  track(kind: string): MediaStreamTrack | null;
  /** Whether the video track is a shared screen. */
  isSharing(): boolean;
  /** Whether signals can be sent now. */
  canSend(): boolean;
  send(signal: Signal): void;
  showState(state: CallState): void;
  showRemote(track: MediaStreamTrack): void;
  /** Called once a second: frames decoded of the present attempt, bytes used by all attempts. */
  showProgress(decoded: number, bytesUsed: number): void;
  /** Four words that are the same on both screens exactly when nobody intercepts the call; null while they are not known. */
  showWords(words: string[] | null): void;
  /** What was done about a weak connection; null when there is nothing to say. */
  showNote(note: QualityNote | null): void;
}
