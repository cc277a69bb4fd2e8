import type { Meeting, Party, Signal } from "../../protocol/messages.js";
import type { QualityNote } from "./quality-words.js";

/** How a call stands, as its page shows it. */
export type CallState = "waiting" | "connecting" | "connected" | "mending";

/** What a call is given, and whom it tells. */
export interface CallOptions {
  party: Party;
  /** The bytes used before a reload. */
  usedBefore: number;
  /** How the two may meet: as last heard, and anew. */
  meetings: { latest: Meeting; fresh(): Promise<Meeting> };
  /** The track of this kind that is sent at the moment. */
  track(kind: string): MediaStreamTrack | null;
  /** Whether the picture is a screen. */
  isSharing(): boolean;
  /** Whether signals can be sent now. */
  canSend(): boolean;
  send(signal: Signal): void;
  showState(state: CallState): void;
  showRemote(track: MediaStreamTrack): void;
  /** Told once a second: the frames decoded of the present attempt, and the bytes used by all of them. */
  showProgress(decoded: number, bytesUsed: number): void;
  /** Four words that are the same on both screens exactly when nobody sits in between; null while they are not known. */
  showWords(words: string[] | null): void;
  /** One line on what was done about a weak line; null when there is nothing to say. */
  showNote(note: QualityNote | null): void;
}
