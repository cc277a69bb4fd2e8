import type { Appointment } from "../appointments/appointment-model.js";
import { canReturnAnyway } from "../appointments/appointment-rules.js";

/** What a counsellor can do about money that a client lost, in words. */
export interface ReturningWords {
  title: string;
  sentence: string;
  button: string;
}

type Lost = Pick<Appointment, "status" | "priceCents" | "payBy" | "paidDirectlyAt" | "cancellation">;

/** Describes returning what a client paid, or waiving what they owe; `price` is formatted. */
export function describeReturning({ payBy, paidDirectlyAt }: Lost, price: string): ReturningWords {
  const once = "We will tell your client. This cannot be undone.";
  if (payBy === "site") {
    return {
      title: "Return it anyway?",
      sentence: `Your client gets all of the ${price} back. ${once}`,
      button: `Return ${price}`,
    };
  }
  if (!paidDirectlyAt) {
    return {
      title: "Waive the price?",
      sentence: `Your client then owes you nothing. ${once}`,
      button: `Waive ${price}`,
    };
  }
  const sentence = `You return their ${price} to them directly, because this site cannot. ${once}`;
  return { title: "Return it anyway?", sentence, button: `I will return ${price}` };
}

/** The words of the link that leads there; null where nothing was lost. */
export function returnLink(appointment: Lost): string | null {
  if (!canReturnAnyway(appointment)) return null;
  const isOwed = appointment.payBy === "direct" && !appointment.paidDirectlyAt;
  return isOwed ? "Waive the price" : "Return it anyway";
}
