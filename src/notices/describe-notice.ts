import type { Notice } from "./notice-model.js";
import { NOTICE_KINDS } from "./notice-rules.js";

/** The state of a notice, for its reader. `sentence` is followed by the moment `at`, if there is one. */
export interface NoticeWords {
  what: string;
  label: string;
  tone: "calm" | "good" | "warning";
  sentence: string;
  at?: Date;
}

const WHY_NOT = {
  overtaken: "Superseded by a later change.",
  "too late": "Not sent: too close to the appointment.",
  read: "Not sent: you had already read it.",
  "not wanted": "You turned this notice off.",
  "nobody there": "There was nobody to send it to.",
};

/** What a notice is called, and its state at `now`. */
export function describeNotice(notice: Notice, now: Date): NoticeWords {
  return { what: NOTICE_KINDS[notice.kind], ...state(notice, now) };
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
        sentence: "We could not deliver it and have stopped trying",
        ...settled,
      };
    case "withdrawn":
      return { label: "Not sent", tone: "calm", sentence: WHY_NOT[withdrawal ?? "nobody there"] };
    case "waiting":
      if (tries > 0)
        return {
          label: "Delayed",
          tone: "warning",
          sentence: "Not delivered yet. We will try again",
          ...(tryAt ? { at: tryAt } : {}),
        };
      return dueAt > now
        ? { label: "Planned", tone: "calm", sentence: "Will be sent", at: dueAt }
        : { label: "On its way", tone: "calm", sentence: "Will be sent in a moment." };
  }
}
