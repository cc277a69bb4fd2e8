import { CounsellorModel } from "../counsellors/counsellor-model.js";
import mongoose from "mongoose";
import type { Actor } from "../access/permissions.js";
import { PaymentModel, type Payment } from "../payments/payment-model.js";
import type { Appointment } from "./appointment-model.js";
import type { LostTime } from "./find-alternatives.js";

/** A payment that arrived after its time was gone, and what it had been for. */
export interface LostPayment extends Payment, LostTime {
  counsellorName: string;
}

const SHOWN = 20;

/** The actor's latest payments that came too late for a time and go back, latest first. */
export async function findLostPayments(actor: Actor): Promise<LostPayment[]> {
  const payments = await PaymentModel.find({ clientId: actor.id, lost: true }).sort({ at: -1 }).limit(SHOWN).lean();
  const times = payments.flatMap((payment) => {
    const time = heldTime(payment);
    return time ? [{ ...payment, ...time }] : [];
  });
  const ids = mongoose.trusted({ $in: times.map(({ counsellorId }) => counsellorId) });
  const counsellors = await CounsellorModel.find({ _id: ids }, { name: 1 }).lean();
  const names = new Map(counsellors.map(({ _id, name }) => [String(_id), name]));
  return times.map((time) => ({
    ...time,
    counsellorName: names.get(String(time.counsellorId)) ?? "A former counsellor",
  }));
}

/** The time that a payment was to be for. */
export function heldTime({ hold }: Payment): Pick<Appointment, "counsellorId" | "sessionType" | "startsAt"> | null {
  if (!hold) return null;
  const { counsellorId, sessionType, startsAt } = hold as Appointment;
  return { counsellorId, sessionType, startsAt };
}
