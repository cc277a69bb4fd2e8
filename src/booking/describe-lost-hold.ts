import type { Person } from "../access/permissions.js";
import { refundSentence } from "../appointments/cancellation-words.js";
import type { Format } from "../web/format-rules.js";
import { describeAlternatives, type AlternativeWords } from "./describe-alternatives.js";
import type { LostHold } from "./find-lost-hold.js";

/** Why a hold can no longer be paid, in words. */
export interface LostHoldWords {
  heading: string;
  /** The time that was chosen, if it is known. */
  chosen: string | null;
  sentence: string;
  /** The time that is held instead. */
  other: { when: string; who: string; until: string; href: string } | null;
  alternatives: AlternativeWords | null;
}

/** Tells a client what happened to a hold. */
export function describeLostHold(hold: LostHold, client: Person, format: Format): LostHoldWords {
  const { time, lost, other, alternatives } = hold;
  const { zone } = client;
  return {
    heading: lost ? "This time was gone before your payment arrived" : "Your hold has expired",
    chosen: time && format.dateTime(time.startsAt, zone),
    sentence: sentenceOf(hold, format),
    other: other && {
      when: format.dateTime(other.startsAt, zone),
      who: other.counsellorName,
      until: other.deadlineAt ? `${format.time(other.deadlineAt, zone)} (${format.zoneName(zone)})` : "",
      href: `/appointments/${String(other.holdId)}/checkout`,
    },
    alternatives:
      alternatives &&
      describeAlternatives(alternatives, other ? "Or choose again" : "These are free nearby", client, format),
  };
}

function sentenceOf({ time, lost, other }: LostHold, { money }: Format): string {
  if (lost) {
    const state = lost.refund?.status === "returned" ? "arrived" : "on its way";
    return refundSentence(state, lost.amountCents, { reader: "client", money, counsellor: "" }) ?? "";
  }
  if (other) return "You have since chosen another time, so this one was released. Nothing was charged for it.";
  const expired = "A time is held for ten minutes while you pay. Nothing was charged.";
  return time ? `${expired} It may still be free.` : expired;
}
