import { attendanceDeadline, minutesOf, type Cancellation } from "./appointment-rules.js";
import { LEAST_PRESENCE_MINUTES } from "./attendance-rules.js";
import type { PayBy } from "../catalogue/terms-rules.js";
import type { Party } from "../protocol/messages.js";
import type { Format } from "../web/format-rules.js";

interface Cancelled {
  startsAt: Date;
  endsAt: Date;
  clientName: string;
  counsellorName: string;
  cancellation?: Cancellation | undefined;
  /** When the two first met, if they did. */
  liveAt?: Date | undefined;
}

/** Says why `what` was cancelled and by whom, to one of its two people. `what` begins in lower case: "this session". */
export function cancellationSentence(appointment: Cancelled, reader: Party, what = "this session"): string {
  const { cancellation, startsAt, clientName, counsellorName, liveAt } = appointment;
  const names = { client: clientName, counsellor: counsellorName, [reader]: "you" };
  const other = reader === "client" ? counsellorName : clientName;
  const time = `in the first ${minutesOf({ startsAt, endsAt: attendanceDeadline(appointment) })} minutes`;
  const least = `for ${LEAST_PRESENCE_MINUTES} minutes`;
  const missed = liveAt ? `did not stay ${least}` : `did not come ${time}`;
  const cancelled = `${what.charAt(0).toUpperCase()}${what.slice(1)} was cancelled`;
  switch (cancellation?.reason) {
    case "client absent":
      return `${cancelled} because ${names.client} ${missed}.`;
    case "counsellor absent":
      return `${cancelled} because ${names.counsellor} ${missed}.`;
    case "unattended":
      return `${cancelled} because you and ${other} did not meet ${liveAt ? least : time}.`;
    case "chosen":
      if (cancellation.by === reader) return `You cancelled ${what}.`;
      return cancellation.by === "system" ? `${cancelled}.` : `${other} cancelled ${what}.`;
    case undefined:
      return `${cancelled}.`;
  }
}

/**
 * What becomes of the money. What was paid on the site is kept, on its way or has arrived; of what is paid directly, it is known
 * whether it is due, waived, kept or to be returned.
 */
export type RefundState = "nothing paid" | "kept" | "on its way" | "arrived" | "due" | "waived" | "to return";

/** What becomes of the money of a cancelled appointment. */
export function refundStateOf(appointment: {
  priceCents: number;
  payBy: PayBy;
  paidDirectlyAt?: Date | undefined;
  cancellation?: Cancellation | undefined;
  refund: { status: "asked" | "returned" } | null;
}): RefundState {
  const { priceCents, payBy, paidDirectlyAt, cancellation, refund } = appointment;
  if (priceCents === 0) return "nothing paid";
  const isOwed = (cancellation?.refundCents ?? 0) > 0;
  if (payBy === "direct" && !paidDirectlyAt) return isOwed ? "waived" : "due";
  if (!isOwed) return "kept";
  if (payBy === "direct") return "to return";
  return refund?.status === "returned" ? "arrived" : "on its way";
}

/** Who reads about the money, and how amounts and the other person are named. `to` is the card if it should be named. */
interface MoneyReader {
  reader: Party;
  money: Format["money"];
  counsellor: string;
  to?: string;
}

/** Says what becomes of the money; null where nothing was to be paid. `amount` is the price or its refund. */
export function refundSentence(state: RefundState, amount: number, about: MoneyReader): string | null {
  const { reader, money, counsellor, to = "" } = about;
  const [whose, who] = reader === "client" ? ["Your", "You"] : ["Their", "They"];
  const card = to && ` to your ${to}`;
  const them = reader === "client" ? counsellor : "you";
  switch (state) {
    case "nothing paid":
      return null;
    case "kept":
      return `${whose} payment was not refunded.`;
    case "on its way":
      return `${whose} refund of ${money(amount)} is on its way${card}.`;
    case "arrived":
      return `${whose} refund of ${money(amount)} has arrived.`;
    case "due":
      return `${who} still owe ${them} ${money(amount)} for it.`;
    case "waived":
      return `${who} owe nothing for it.`;
    case "to return":
      return reader === "client"
        ? `${counsellor} will return your ${money(amount)} to you directly, not through this site.`
        : `Please return their ${money(amount)} to them directly, not through this site.`;
  }
}
