import mongoose from "mongoose";
import type { Person } from "../access/permissions.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import type { Services } from "../services.js";
import { EXPECTED, leaseEnd } from "./presence-rules.js";

/** Renews the presence of someone who is in the room; does nothing once the session is over. */
export async function stayInRoom(services: Services, actor: Person, appointmentId: string): Promise<void> {
  const party = actor.role === "client" ? "client" : "counsellor";
  await AppointmentModel.updateOne(
    { _id: appointmentId, [`${party}Id`]: actor.id, status: mongoose.trusted({ $in: EXPECTED }) },
    { $max: { [`presentUntil.${party}`]: leaseEnd(services.clock.now()) } },
  );
}
