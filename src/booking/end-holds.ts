import type mongoose from "mongoose";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { after, notAfter } from "../platform/queries.js";
import type { Services } from "../services.js";

/**
 * Ends a hold that still matches `which`: it is deleted, or an offer again where it came from one that still stands; an offer that
 * has expired lapses.
 */
export async function endHold(
  { clock }: Pick<Services, "clock">,
  { _id, holdId, offeredUntil }: Appointment,
  which: mongoose.QueryFilter<Appointment> = {},
): Promise<void> {
  const held = { ...which, _id, holdId, status: "held" as const };
  if (!offeredUntil) {
    await AppointmentModel.deleteOne(held);
    return;
  }
  const now = clock.now();
  await AppointmentModel.updateOne(
    { ...held, offeredUntil: after(now) },
    { $set: { status: "offered", deadlineAt: offeredUntil }, $unset: { heldLonger: 1 } },
  );
  await AppointmentModel.updateOne({ ...held, offeredUntil: notAfter(now) }, voidBy("system", "lapsed", now));
}

/** The change that ends an offer, frees its time and has people told. */
export function voidBy(
  by: "client" | "counsellor" | "system",
  what: "declined" | "withdrawn" | "lapsed",
  at: Date,
): mongoose.UpdateQuery<Appointment> {
  return {
    $set: { status: "void", needsNotice: true },
    $unset: { ticks: 1, deadlineAt: 1, firstTalk: 1 },
    $push: { history: { at, by, what } },
  };
}
