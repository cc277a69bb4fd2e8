import mongoose from "mongoose";
import type { Actor } from "../access/permissions.js";
import type { Counsellor } from "../counsellors/counsellor-model.js";
import { Conflict } from "../platform/errors.js";
import { AppointmentModel } from "./appointment-model.js";
import { BlockModel } from "./block-model.js";

/** Throws Conflict where a counsellor takes no bookings by this client, or no new clients and this one is new. */
export async function ensureTakenOn(counsellor: Counsellor, client: Actor): Promise<void> {
  if (await BlockModel.exists({ counsellorId: counsellor._id, clientId: client.id })) {
    throw new Conflict(`${counsellor.name} takes no further bookings from you. Please choose someone else.`);
  }
  if (counsellor.acceptsNew) return;
  const known = await AppointmentModel.exists({
    clientId: client.id,
    counsellorId: counsellor._id,
    status: mongoose.trusted({ $in: ["booked", "live", "completed"] }),
  });
  if (!known) throw new Conflict(`${counsellor.name} takes no new clients at the moment.`);
}
