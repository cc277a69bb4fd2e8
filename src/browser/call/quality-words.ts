import type { QualityStep } from "./quality-ladder.js";

/** A sentence about a weak connection, and the label of the button that overrides what was done, if there is one. */
export interface QualityNote {
  words: string;
  overrule: string | null;
}

export interface QualityState {
  step: QualityStep;
  /** The earlier step, if it has just changed. */
  before: QualityStep | null;
  held: boolean;
  /** Whether this person has video, or at least sound, to send. */
  picture: boolean;
  sound: boolean;
  /** How much the other person's side sends. */
  theirs: QualityStep;
  theirPicture: boolean;
}

/** Says what is done about a weak connection, on this side first; null when nothing is. */
export function qualityNote(state: QualityState): QualityNote | null {
  return ownNote(state) ?? theirNote(state);
}

function ownNote(state: QualityState): QualityNote | null {
  if (state.held)
    return { words: "We are sending everything, even over a weak connection.", overrule: "Adapt to the connection" };
  if (state.step === "chat" && (state.sound || state.picture)) {
    return {
      words: "Your connection is too weak for sound. The room chat still works.",
      overrule: "Send sound anyway",
    };
  }
  if (!state.picture) return null;
  if (state.step === "audio") {
    return { words: "Your connection is weak, so we are sending only your sound.", overrule: "Send video anyway" };
  }
  if (state.step === "reduced") {
    const rose = state.before === "audio";
    const words = rose
      ? "Your connection is better, so we are sending smaller video again."
      : "Your connection is weak, so we are sending smaller video.";
    return { words, overrule: "Send full video" };
  }
  return state.before
    ? { words: "Your connection is good again, so we are sending full video.", overrule: null }
    : null;
}

function theirNote(state: QualityState): QualityNote | null {
  if (state.theirs === "chat") {
    return { words: "Their connection is too weak for sound. The room chat still works.", overrule: null };
  }
  if (state.theirs === "audio" && state.theirPicture) {
    return { words: "Their connection is weak, so only their sound gets through.", overrule: null };
  }
  return null;
}
