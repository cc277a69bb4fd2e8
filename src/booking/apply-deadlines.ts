import { PaymentModel } from "../payments/payment-model.js";
import type { Services } from "../services.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { cancelUnattended } from "./cancel-unattended.js";
import { completeElapsed } from "./complete-session.js";
import { addMinutes } from "../appointments/appointment-rules.js";
import { endHold } from "./end-holds.js";
import { lapseOffer } from "./end-offers.js";
import { finishMove } from "./finish-move.js";
import { followPayment } from "./follow-payment.js";
import { returnPayment } from "./return-payment.js";
import { after, atMost } from "../platform/queries.js";

const PAYMENT_SETTLES_WITHIN_MINUTES = 1;

/**
 * Applies every due deadline, however old: releases holds, ends offers, cancels unattended sessions, completes those that are over, and finishes
 * interrupted payments and refunds. Each is a conditional write, so a second run, another process or a race with a person changes
 * nothing.
 */
export async function applyDeadlines(services: Services): Promise<void> {
  const now = services.clock.now();
  const due = AppointmentModel.find({ deadlineAt: atMost(now) })
    .sort({ deadlineAt: 1 })
    .lean()
    .cursor();
  for await (const appointment of due) await logFailure(services, () => applyDeadline(services, appointment, now));

  const stale = addMinutes(now, -PAYMENT_SETTLES_WITHIN_MINUTES);
  const interrupted = PaymentModel.find({ status: "pending", at: atMost(stale) })
    .lean()
    .cursor();
  for await (const payment of interrupted) await logFailure(services, () => followPayment(services, payment));
  await wakeForNext(services, now);
}

/** Sets a timer for the next deadline: the sweep itself comes only every 30 seconds. */
async function wakeForNext(services: Services, now: Date): Promise<void> {
  const next = await AppointmentModel.findOne({ deadlineAt: after(now) })
    .sort({ deadlineAt: 1 })
    .lean();
  if (next?.deadlineAt) services.wakeUps.at(next.deadlineAt, () => applyDeadlines(services));
}

function applyDeadline(services: Services, appointment: Appointment, now: Date): Promise<unknown> {
  switch (appointment.status) {
    case "offered":
      return appointment.moving ? finishMove(services, appointment) : lapseOffer(services, appointment);
    case "held":
      return releaseExpired(services, appointment, now);
    case "booked":
      return cancelUnattended(services, appointment, now);
    case "live":
      return completeElapsed(services, appointment, now);
    default:
      return returnPayment(services, appointment);
  }
}

async function releaseExpired(services: Services, hold: Appointment, now: Date): Promise<void> {
  await endHold(services, hold, { deadlineAt: atMost(now) });
  await services.changed(hold.counsellorId);
}

/** Logs a failure instead of passing it on: the next sweep retries this step, and the others go on. */
async function logFailure(services: Services, step: () => Promise<unknown>): Promise<void> {
  try {
    await step();
  } catch (error) {
    services.log.error({ code: (error as { code?: unknown }).code, name: (error as Error).name }, "a deadline failed");
  }
}
