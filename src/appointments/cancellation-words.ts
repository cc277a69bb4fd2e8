import { attendanceDeadline, minutesOf, type Cancellation } from "./appointment-rules.js";
import type { Party } from "../protocol/messages.js";
import type { Format } from "../web/format-rules.js";

interface Cancelled {
  startsAt: Date;
  endsAt: Date;
  clientName: string;
  counsellorName: string;
  cancellation?: Cancellation | undefined;
}

/** Says why `what` was cancelled and by whom, to one of its two people. `what` begins in lower case: "this session". */
export function cancellationSentence(appointment: Cancelled, reader: Party, what = "this session"): string {
  const { cancellation, startsAt, clientName, counsellorName } = appointment;
  const names = { client: clientName, counsellor: counsellorName, [reader]: "you" };
  const other = reader === "client" ? counsellorName : clientName;
  const time = `the first ${minutesOf({ startsAt, endsAt: attendanceDeadline(appointment) })} minutes`;
  const cancelled = `${what.charAt(0).toUpperCase()}${what.slice(1)} was cancelled`;
  switch (cancellation?.reason) {
    case "client absent":
      return `${cancelled} because ${names.client} did not come in ${time}.`;
    case "counsellor absent":
      return `${cancelled} because ${names.counsellor} did not come in ${time}.`;
    case "unattended":
      return `${cancelled} because you and ${other} did not meet in ${time}.`;
    case "chosen":
      if (cancellation.by === reader) return `You cancelled ${what}.`;
      return cancellation.by === "system" ? `${cancelled}.` : `${other} cancelled ${what}.`;
    case undefined:
      return `${cancelled}.`;
  }
}

/** What becomes of the money that was paid. */
export type RefundState = "nothing paid" | "kept" | "on its way" | "arrived";

/** What becomes of the money of a cancelled appointment. */
export function refundStateOf(appointment: {
  priceCents: number;
  cancellation?: Cancellation | undefined;
  refund: { status: "asked" | "returned" } | null;
}): RefundState {
  if (appointment.priceCents === 0) return "nothing paid";
  if ((appointment.cancellation?.refundCents ?? 0) === 0) return "kept";
  return appointment.refund?.status === "returned" ? "arrived" : "on its way";
}

/** Says what becomes of the money; null where nothing was paid. `cents` is the refund, `to` the card if it should be named. */
export function refundSentence(
  state: RefundState,
  cents: number,
  { reader, money, to = "" }: { reader: Party; money: Format["money"]; to?: string },
): string | null {
  const whose = reader === "client" ? "Your" : "Their";
  const card = to && ` to your ${to}`;
  switch (state) {
    case "nothing paid":
      return null;
    case "kept":
      return `${whose} payment was not refunded.`;
    case "on its way":
      return `${whose} refund of ${money(cents)} is on its way${card}.`;
    case "arrived":
      return `${whose} refund of ${money(cents)} has arrived.`;
  }
}
