import { namesOf } from "../accounts/names-of.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import type { Availability } from "./availability-rules.js";
import { isInsideHours } from "./slot-rules.js";
import { atLeast } from "../platform/queries.js";

export interface LeftOutside {
  id: string;
  startsAt: Date;
  clientName: string;
}

/** Finds upcoming sessions outside the hours, as after a change of hours. They stay booked. */
export async function findLeftOutside(
  counsellorId: string,
  availability: Availability,
  now: Date,
): Promise<LeftOutside[]> {
  const coming = { counsellorId, status: "booked" as const, startsAt: atLeast(now) };
  const booked = await AppointmentModel.find(coming).sort({ startsAt: 1 }).lean();
  const outside = booked.filter(({ startsAt, endsAt }) => !isInsideHours(availability, startsAt, endsAt));
  const nameOf = await namesOf(outside.map(({ clientId }) => clientId));
  return outside.map(({ _id, startsAt, clientId }) => ({
    id: String(_id),
    startsAt,
    clientName: nameOf(clientId, "client"),
  }));
}
