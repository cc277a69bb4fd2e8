import type { QualityStep } from "./quality-ladder.js";

/** One line on what was done about the line, and what its reader can do against it, if anything. */
export interface QualityNote {
  words: string;
  overrule: string | null;
}

export interface QualityState {
  step: QualityStep;
  /** The step before, if it changed just now. */
  before: QualityStep | null;
  held: boolean;
  /** Whether this person has a picture, or at least sound, to send. */
  picture: boolean;
  sound: boolean;
  /** What the other person's side does. */
  theirs: QualityStep;
  theirPicture: boolean;
}

/** Says what was done about a weak line, on this side first; null when there is nothing to say. */
export function qualityNote(state: QualityState): QualityNote | null {
  return ownNote(state) ?? theirNote(state);
}

function ownNote(state: QualityState): QualityNote | null {
  if (state.held) return { words: "Everything is sent, however weak the line.", overrule: "Adapt to the line" };
  if (state.step === "chat" && (state.sound || state.picture)) {
    return { words: "Your line is too weak for sound now. The room chat still works.", overrule: "Send all the same" };
  }
  if (!state.picture) return null;
  if (state.step === "audio") {
    return { words: "Your line is weak: only your sound is sent for now.", overrule: "Send the picture all the same" };
  }
  if (state.step === "reduced") {
    const rose = state.before === "audio";
    const words = rose
      ? "Your line is better: a small picture is sent again."
      : "Your line is weak: a smaller picture is sent.";
    return { words, overrule: "Send the full picture" };
  }
  return state.before ? { words: "Your line is good again: the full picture is sent.", overrule: null } : null;
}

function theirNote(state: QualityState): QualityNote | null {
  if (state.theirs === "chat") {
    return { words: "Their line is too weak for sound now. The room chat still works.", overrule: null };
  }
  if (state.theirs === "audio" && state.theirPicture) {
    return { words: "Their line is weak: only their sound comes for now.", overrule: null };
  }
  return null;
}
