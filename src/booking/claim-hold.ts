import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { HAD_FIRST_TALK } from "../appointments/ensure-bookable.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict } from "../platform/errors.js";

/** A hold before it has a record. */
export type NewHold = Omit<Appointment, "_id" | "paymentAttempt"> & { status: "held"; ticks: number[] };

/**
 * Stores a hold in one write: `earlier`, the client's hold until now, becomes the new one; without it, a record is made. Null when
 * the client's holds or places have changed since. Throws Conflict, and leaves `earlier` as it was, when the time is taken.
 */
export async function claimHold(hold: NewHold, earlier: Appointment | null): Promise<Appointment | null> {
  try {
    return earlier ? await move(earlier, hold) : await create(hold);
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    if (isDuplicate(error, "firstTalk")) throw new Conflict(HAD_FIRST_TALK);
    if (!earlier && (!isDuplicate(error, "ticks") || (await hasHold(hold)))) return null;
    if (isDuplicate(error, "clientId")) throw new Conflict("You already have an appointment at that time.");
    throw new Conflict("That time was just taken.");
  }
}

async function create(hold: NewHold): Promise<Appointment> {
  return (await AppointmentModel.create({ ...hold, _id: hold.holdId, paymentAttempt: 1 })).toObject();
}

/** Payment attempts keep counting, so that the next charge differs from those for the earlier time. */
function move({ _id, holdId }: Appointment, hold: NewHold): Promise<Appointment | null> {
  return AppointmentModel.findOneAndUpdate(
    { _id, holdId, status: "held" },
    { $set: hold, $unset: { heldLonger: 1, ...(!hold.firstTalk && { firstTalk: 1 }) }, $inc: { paymentAttempt: 1 } },
    { returnDocument: "after" },
  ).lean();
}

async function hasHold({ clientId }: NewHold): Promise<boolean> {
  return (await AppointmentModel.exists({ clientId, status: "held" })) !== null;
}
