import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { freePlaces, MOST_UPCOMING, type UpcomingPlaces } from "../catalogue/upcoming-rules.js";
import { Conflict } from "../platform/errors.js";
import { not, present } from "../platform/queries.js";
import type { Counsellor } from "../profiles/counsellor-model.js";

/**
 * Finds free places among a client's upcoming sessions for one more with this counsellor; `earlier`, a hold that moves to it, gives
 * up its own. Unique indexes decide whether the places are still free when they are claimed. Throws Conflict when there are none.
 */
export async function findPlaces(
  { _id: counsellorId, name, mostUpcoming }: Pick<Counsellor, "_id" | "name" | "mostUpcoming">,
  clientId: Appointment["clientId"],
  earlier: Appointment | null,
): Promise<UpcomingPlaces> {
  const upcoming = { clientId, ticks: present, ...(earlier && { _id: not(earlier._id) }) };
  const taken = await AppointmentModel.find(upcoming, { counsellorId: 1, placeWithOne: 1, placeInAll: 1 }).lean();
  const { placeWithOne, placeInAll } = freePlaces(taken, { counsellorId, mostWithOne: mostUpcoming });
  if (placeWithOne === null) throw new Conflict(fullWithOne(name, mostUpcoming));
  if (placeInAll === null) throw new Conflict(FULL_IN_ALL);
  return { placeWithOne, placeInAll };
}

const THEN = "Once one of them is over, moved or cancelled, you can book the next.";
const FULL_IN_ALL = `You have ${MOST_UPCOMING} sessions ahead of you, as many as can be booked at a time. ${THEN}`;

function fullWithOne(name: string, most: number): string {
  const sessions = most === 1 ? "a session" : `${most} sessions`;
  return `You have ${sessions} with ${name} ahead of you, as many as can be booked at a time. ${THEN} You can also ask ${name} to offer you one.`;
}
