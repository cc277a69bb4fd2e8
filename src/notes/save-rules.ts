import { addMinutes } from "../platform/minutes-rules.js";

/** After how long what the same window saves becomes a new version in the history. */
const SITTING_MINUTES = 10;
/** When one save loses more than half of at least this many characters, the text before it is kept as a version. */
const WORTH_KEEPING = 200;

/** The stretch of writing in one window that the latest text comes from. */
export interface Sitting {
  /** The window's own random id. */
  id: string;
  startedAt: Date;
  /** The version that it began from. */
  base: number;
  /** The number of its latest save: 1, 2, 3, … */
  turn: number;
}

/** A save as a window sends it. */
export interface Edit {
  text: string;
  /** The version that it was edited from; 0 for a new note. */
  version: number;
  /** The window's own random id. */
  sitting: string;
  /** The number of this save in its window: 1, 2, 3, … */
  turn: number;
}

interface Stored {
  text: string;
  version: number;
  sitting: Sitting;
}

/**
 * What a save does to the note: "repeat" where it is stored already, "stale" where another window, or a later save of this one,
 * has changed the note since. A window that missed an answer continues from its own latest save.
 */
export function judgeEdit(edit: Edit, stored: Stored | null): "write" | "repeat" | "stale" {
  if (edit.version === (stored?.version ?? 0)) return "write";
  if (!stored || edit.sitting !== stored.sitting.id || edit.version > stored.version) return "stale";
  if (edit.turn === stored.sitting.turn) return edit.text === stored.text ? "repeat" : "stale";
  return edit.turn > stored.sitting.turn && edit.version >= stored.sitting.base ? "write" : "stale";
}

/** Whether the stored text becomes a version of its own before this edit replaces it. */
export function isVersion(edit: Edit, stored: Stored, now: Date): boolean {
  if (stored.text === "" || stored.text === edit.text) return false;
  const isSameSitting =
    edit.sitting === stored.sitting.id && now < addMinutes(stored.sitting.startedAt, SITTING_MINUTES);
  const isCut = stored.text.length >= WORTH_KEEPING && edit.text.length < stored.text.length / 2;
  return !isSameSitting || isCut;
}

/** The sitting of the note once this edit is stored. */
export function sittingAfter(edit: Edit, stored: Stored | null, keepsVersion: boolean, now: Date): Sitting {
  const isSame = stored?.sitting.id === edit.sitting;
  return {
    id: edit.sitting,
    startedAt: isSame && !keepsVersion ? stored.sitting.startedAt : now,
    base: isSame ? stored.sitting.base : edit.version,
    turn: edit.turn,
  };
}
