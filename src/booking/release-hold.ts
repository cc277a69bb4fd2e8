import type mongoose from "mongoose";
import { authorize, type Person } from "../access/permissions.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { PaymentModel } from "../payments/payment-model.js";
import { among } from "../platform/queries.js";
import type { Services } from "../services.js";
import { endHold } from "./end-holds.js";
import { writeMany } from "../platform/write-many.js";

/** Releases a hold at its client's request. A payment for it that still arrives is refunded. */
export async function releaseHold(services: Services, actor: Person, holdId: string): Promise<void> {
  const hold = await AppointmentModel.findOne({ holdId }).lean();
  authorize(actor, "appointment.pay", hold);
  await releaseHolds(services, { holdId: hold.holdId });
}

/** Releases the holds among these appointments; one that has moved to another time since is left alone. */
export async function releaseHolds(services: Services, which: mongoose.QueryFilter<Appointment>): Promise<void> {
  const held = { ...which, status: "held" as const };
  const holds = await AppointmentModel.find(held).lean();
  if (holds.length === 0) return;
  const holdIds = holds.map(({ holdId }) => holdId);
  await giveUpPayments(holdIds);
  for (const hold of holds) await endHold(services, hold);
  for (const { counsellorId } of holds) await services.changed(counsellorId);
}

/** Marks the open payments for these holds as unwanted, so that none of them claims its time again. */
export async function giveUpPayments(holdIds: mongoose.Types.ObjectId[]): Promise<void> {
  const open = { "hold.holdId": among(holdIds), status: "pending" as const };
  await writeMany(() => PaymentModel.updateMany(open, { $set: { givenUp: true } }));
}
