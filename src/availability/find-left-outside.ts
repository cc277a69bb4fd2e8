import mongoose from "mongoose";
import { AccountModel } from "../accounts/account-model.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import type { Availability } from "./availability-rules.js";
import { isInsideHours } from "./slot-rules.js";

export interface LeftOutside {
  id: string;
  startsAt: Date;
  clientName: string;
}

/** The coming booked sessions that lie outside the hours, as they may after a change of them. They stay booked. */
export async function findLeftOutside(
  counsellorId: string,
  availability: Availability,
  now: Date,
): Promise<LeftOutside[]> {
  const coming = { counsellorId, status: "booked" as const, startsAt: mongoose.trusted({ $gte: now }) };
  const booked = await AppointmentModel.find(coming).sort({ startsAt: 1 }).lean();
  const outside = booked.filter(({ startsAt, endsAt }) => !isInsideHours(availability, startsAt, endsAt));
  const clients = mongoose.trusted({ $in: outside.map(({ clientId }) => clientId) });
  const names = await AccountModel.find({ _id: clients }, { name: 1 }).lean();
  const nameOf = new Map(names.map(({ _id, name }) => [String(_id), name]));
  return outside.map(({ _id, startsAt, clientId }) => ({
    id: String(_id),
    startsAt,
    clientName: nameOf.get(String(clientId)) ?? "A former client",
  }));
}
