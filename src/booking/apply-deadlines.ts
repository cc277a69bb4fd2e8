import { PaymentModel } from "../payments/payment-model.js";
import type { Services } from "../services.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { cancelUnattended } from "./cancel-unattended.js";
import { completeElapsed } from "./complete-session.js";
import { addMinutes } from "../appointments/appointment-rules.js";
import { followPayment } from "./follow-payment.js";
import { returnPayment } from "./return-payment.js";
import { after, atMost } from "../platform/queries.js";

const PAYMENT_SETTLES_WITHIN_MINUTES = 1;

/**
 * Does everything that is due by now, however long ago: releases holds, gives up on sessions that nobody attended, completes
 * those whose time is over, and finishes payments and refunds that were interrupted. Each is a conditional write, so that
 * doing this twice, from two processes or in a race with a person, changes nothing.
 */
export async function applyDeadlines(services: Services): Promise<void> {
  const now = services.clock.now();
  const due = AppointmentModel.find({ deadlineAt: atMost(now) })
    .sort({ deadlineAt: 1 })
    .lean()
    .cursor();
  for await (const appointment of due) await undisturbed(services, () => applyDeadline(services, appointment, now));

  const stale = addMinutes(now, -PAYMENT_SETTLES_WITHIN_MINUTES);
  const interrupted = PaymentModel.find({ status: "pending", at: atMost(stale) })
    .lean()
    .cursor();
  for await (const payment of interrupted) await undisturbed(services, () => followPayment(services, payment));
  await wakeForNext(services, now);
}

/** The sweep comes every 30 seconds; a timer is set for what falls due before. */
async function wakeForNext(services: Services, now: Date): Promise<void> {
  const next = await AppointmentModel.findOne({ deadlineAt: after(now) })
    .sort({ deadlineAt: 1 })
    .lean();
  if (next?.deadlineAt) services.wakeUps.at(next.deadlineAt, () => applyDeadlines(services));
}

function applyDeadline(services: Services, appointment: Appointment, now: Date): Promise<unknown> {
  switch (appointment.status) {
    case "held":
      return releaseHold(services, appointment, now);
    case "booked":
      return cancelUnattended(services, appointment, now);
    case "live":
      return completeElapsed(services, appointment, now);
    default:
      return returnPayment(services, appointment);
  }
}

async function releaseHold(services: Services, { _id, counsellorId }: Appointment, now: Date): Promise<void> {
  await AppointmentModel.deleteOne({ _id, status: "held", deadlineAt: atMost(now) });
  await services.changed(counsellorId);
}

/** One that fails is logged and tried again at the next sweep; the others do not wait for it. */
async function undisturbed(services: Services, step: () => Promise<unknown>): Promise<void> {
  try {
    await step();
  } catch (error) {
    services.log.error({ code: (error as { code?: unknown }).code, name: (error as Error).name }, "a deadline failed");
  }
}
