import type mongoose from "mongoose";
import { freePlaces, MOST_UPCOMING, type UpcomingPlaces } from "../catalogue/upcoming-rules.js";
import type { Asked } from "../platform/ask-together.js";
import { present } from "../platform/queries.js";
import type { Counsellor } from "../profiles/counsellor-model.js";
import { AppointmentModel, type Appointment } from "./appointment-model.js";

type Upcoming = Partial<UpcomingPlaces> & Pick<Appointment, "counsellorId" | "status" | "offeredUntil">;

/**
 * Finds free places among a client's upcoming sessions for one more with this counsellor, or says in a sentence for the client why
 * there are none. With `holdMoves`, the client's own hold becomes that session and gives up its places. Unique indexes decide
 * whether the places are still free when they are claimed.
 */
export async function findPlaces(
  counsellor: Pick<Counsellor, "_id" | "name" | "mostUpcoming">,
  clientId: mongoose.Types.ObjectId | string | null,
  options: { holdMoves: boolean },
): Promise<UpcomingPlaces | { refusal: string }> {
  return placesAmong(await upcomingOf(clientId), counsellor, options);
}

/** The query for what claims a time of this client, which `placesAmong` needs. */
export function upcomingOf(clientId: mongoose.Types.ObjectId | string | null): Asked<Upcoming[]> {
  const fields = { counsellorId: 1, placeWithOne: 1, placeInAll: 1, status: 1, offeredUntil: 1 };
  return AppointmentModel.find({ clientId, ticks: present }, fields).lean();
}

/** As `findPlaces`, among upcoming sessions that have been read. */
export function placesAmong(
  upcoming: Upcoming[],
  { _id: counsellorId, name, mostUpcoming }: Pick<Counsellor, "_id" | "name" | "mostUpcoming">,
  { holdMoves }: { holdMoves: boolean },
): UpcomingPlaces | { refusal: string } {
  const taken = upcoming.filter(({ status, offeredUntil }) => !holdMoves || status !== "held" || offeredUntil);
  const { placeWithOne, placeInAll } = freePlaces(taken, { counsellorId, mostWithOne: mostUpcoming });
  if (placeWithOne === null) return { refusal: fullWithOne(name, mostUpcoming) };
  if (placeInAll === null) return { refusal: FULL_IN_ALL };
  return { placeWithOne, placeInAll };
}

const THEN = "You can book another once one of them is over, moved or cancelled.";
const FULL_IN_ALL = `You have ${MOST_UPCOMING} upcoming sessions, the most that can be booked at a time. ${THEN}`;

function fullWithOne(name: string, most: number): string {
  const sessions = most === 1 ? "a session" : `${most} sessions`;
  return `You have ${sessions} with ${name} coming up, the most that can be booked at a time. ${THEN} You can also ask ${name} to offer you one.`;
}
