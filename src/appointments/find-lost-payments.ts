import type mongoose from "mongoose";
import type { Person } from "../access/permissions.js";
import { namesOf } from "../accounts/names-of.js";
import { PaymentModel, type PaidHold, type Payment } from "../payments/payment-model.js";
import type { SessionType } from "../catalogue/catalogue-rules.js";

/** A time that someone wanted or had, and with whom. */
export interface LostTime {
  counsellorId: mongoose.Types.ObjectId | string;
  sessionType: SessionType;
  startsAt: Date;
}

/** A payment that arrived after its time was gone, and what it had been for. */
export interface LostPayment extends Omit<Payment, "hold">, LostTime {
  counsellorName: string;
}

const SHOWN = 20;

/** The actor's latest payments that came too late for a time and go back, latest first. */
export async function findLostPayments(actor: Person): Promise<LostPayment[]> {
  const payments = await PaymentModel.find({ clientId: actor.id, lost: true }).sort({ at: -1 }).limit(SHOWN).lean();
  const times = payments.flatMap(({ hold, ...payment }) => (hold ? [{ ...payment, ...lostTimeOf(hold) }] : []));
  const nameOf = await namesOf(times.map(({ counsellorId }) => counsellorId));
  return times.map((time) => ({
    ...time,
    counsellorName: nameOf(time.counsellorId, "counsellor"),
  }));
}

/** The time that a payment came too late for. */
export function lostTimeOf({ counsellorId, sessionType, startsAt }: PaidHold): LostTime {
  return { counsellorId, sessionType, startsAt };
}
