import type { Person } from "../access/permissions.js";
import { findRunningHold } from "../appointments/find-appointments.js";
import type { AppointmentView } from "../appointments/with-people.js";
import { lostTimeOf, type LostTime } from "../appointments/find-lost-payments.js";
import type { Payment } from "../payments/payment-model.js";
import type { Services } from "../services.js";
import { findAlternatives, type Alternatives } from "./find-alternatives.js";

/** Everything known about a hold that can no longer be paid. */
export interface LostHold {
  /** The time that was held; null if unknown. */
  time: LostTime | null;
  /** The payment that arrived too late for it, if one did. */
  lost: Payment | null;
  /** The hold that the client has instead. */
  other: AppointmentView | null;
  alternatives: Alternatives | null;
}

/** `known` is the time to use if no payment records it. */
export async function findLostHold(
  services: Services,
  actor: Person,
  payment: Payment | null,
  known: LostTime | null,
): Promise<LostHold> {
  const time = known ?? (payment?.hold ? lostTimeOf(payment.hold) : null);
  const [other, alternatives] = await Promise.all([
    findRunningHold(actor, services.clock.now()),
    time && findAlternatives(services, actor, time),
  ]);
  return { time, lost: payment?.lost ? payment : null, other, alternatives };
}
