import type { Notice } from "./notice-model.js";
import { KINDS } from "./notice-rules.js";

/** How a notice stands, to the person whom it is for: `sentence` is followed by the moment `at`, where there is one. */
export interface NoticeWords {
  what: string;
  label: string;
  tone: "calm" | "good" | "warning";
  sentence: string;
  at?: Date;
}

const WHY_NOT = {
  overtaken: "The appointment changed before.",
  "too late": "It would have come too late to be of use.",
  "not wanted": "You chose to do without.",
  "nobody there": "There was nobody to send it to.",
};

/** Says what a notice is and how it stands. */
export function describeNotice(notice: Notice, now: Date): NoticeWords {
  return { what: KINDS[notice.kind], ...state(notice, now) };
}

function state(
  { status, tries, tryAt, dueAt, settledAt, withdrawal, via }: Notice,
  now: Date,
): Omit<NoticeWords, "what"> {
  const settled = settledAt ? { at: settledAt } : {};
  switch (status) {
    case "sent":
      return {
        label: "Sent",
        tone: "good",
        sentence: via === "outbox" ? "Kept in the outbox" : "By e-mail",
        ...settled,
      };
    case "given up":
      return {
        label: "Not delivered",
        tone: "warning",
        sentence: "We could not deliver it and stopped trying",
        ...settled,
      };
    case "withdrawn":
      return { label: "Not sent", tone: "calm", sentence: WHY_NOT[withdrawal ?? "nobody there"] };
    case "waiting":
      if (tries > 0)
        return {
          label: "Delayed",
          tone: "warning",
          sentence: "Not delivered yet. We try again",
          ...(tryAt ? { at: tryAt } : {}),
        };
      return dueAt > now
        ? { label: "Planned", tone: "calm", sentence: "Will be sent", at: dueAt }
        : { label: "On its way", tone: "calm", sentence: "Will be sent in a moment." };
  }
}
