import type { Meeting, Party, Signal } from "../../protocol/messages.js";
import type { QualityNote } from "./quality-words.js";

/** The state of a call, as its page shows it. */
export type CallState = "waiting" | "connecting" | "connected" | "mending";

/** The page's side of a call. */
export interface CallOptions {
  party: Party;
  /** The bytes used before a reload. */
  usedBefore: number;
  /** The latest known ICE servers, and a way to get fresh credentials. */
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
  /** Called once a second with the frames decoded in this attempt and the bytes used by all attempts. */
  showProgress(decoded: number, bytesUsed: number): void;
  /** Four words, equal on both screens exactly when nobody intercepts the call; null while unknown. */
  showWords(words: string[] | null): void;
  /** Says what is done about a weak connection; null when nothing is. */
  showNote(note: QualityNote | null): void;
}
