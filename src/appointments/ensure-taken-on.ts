import mongoose from "mongoose";
import type { Actor } from "../access/permissions.js";
import type { Counsellor } from "../counsellors/counsellor-model.js";
import { Conflict } from "../platform/errors.js";
import { AppointmentModel } from "./appointment-model.js";

/** Throws Conflict where a counsellor takes no new clients and this one has never booked with them. */
export async function ensureTakenOn(counsellor: Counsellor, client: Actor): Promise<void> {
  if (counsellor.acceptsNew) return;
  const known = await AppointmentModel.exists({
    clientId: client.id,
    counsellorId: counsellor._id,
    status: mongoose.trusted({ $in: ["booked", "live", "completed"] }),
  });
  if (!known) throw new Conflict(`${counsellor.name} takes no new clients at the moment.`);
}
