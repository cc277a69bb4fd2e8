import mongoose from "mongoose";
import { authorize, type Person } from "../access/permissions.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { addMinutes, BOOKED_ONCE, wasBooked } from "../appointments/appointment-rules.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict, InvalidInput } from "../platform/errors.js";
import { atMost } from "../platform/queries.js";
import type { Services } from "../services.js";
import { TeenModel, teenPlace, type StoredTeen } from "./teen-model.js";
import { missingAgreement, teenFrom, type Teen, type TeenAnswers } from "./teen-rules.js";

/** By this time a hold, and any payment that could revive it, are settled. */
const CHECK_AFTER_MINUTES = 24 * 60;

type Session = Pick<Appointment, "_id" | "sessionType">;

/**
 * Stores for whom a held teen session is, sealed, with the time of a guardian's agreement. Throws InvalidInput where someone under
 * the age of consent has no guardian's agreement, and Conflict once the time is no longer held.
 */
export async function saveTeen(services: Services, actor: Person, holdId: string, answers: TeenAnswers): Promise<void> {
  const hold = await AppointmentModel.findOne({ holdId }).lean();
  authorize(actor, "appointment.pay", hold);
  if (hold.status !== "held" || hold.sessionType !== "teen") throw new Conflict();
  const { ageOfConsent } = services.site.current;
  const missing = missingAgreement(answers, ageOfConsent);
  if (Object.keys(missing).length > 0) throw new InvalidInput(missing);
  const said = services.secrets.seal(JSON.stringify(teenFrom(answers, ageOfConsent)), teenPlace(hold._id));
  const at = services.clock.now();
  const kept = { said, at, checkAt: addMinutes(at, CHECK_AFTER_MINUTES) };
  const keep = () => TeenModel.updateOne({ _id: hold._id }, { $set: kept }, { upsert: true });
  // Of two first writes at the same moment, the second updates the first.
  await keep().catch((error: unknown) => (isDuplicate(error) ? keep() : Promise.reject(error as Error)));
}

/** Finds for whom a session is and when that was said, for one of its two people; null for other session types or before it was said. */
export async function findTeen(
  { secrets }: Pick<Services, "secrets">,
  { _id, sessionType }: Session,
): Promise<(Teen & { at: Date }) | null> {
  return openTeen({ secrets }, sessionType === "teen" ? await TeenModel.findById(_id).lean() : null);
}

/** The same from a session's record, or from none. */
export function openTeen(
  { secrets }: Pick<Services, "secrets">,
  stored: StoredTeen | null,
): (Teen & { at: Date }) | null {
  if (!stored) return null;
  return { ...(JSON.parse(secrets.open(stored.said, teenPlace(stored._id)).toString()) as Teen), at: stored.at };
}

/** Asks for the details of the latest teen session of a client with a counsellor, in a list of one, for `openTeen`. */
export function latestTeen({
  counsellorId,
  clientId,
}: {
  counsellorId: string;
  clientId: string;
}): mongoose.Aggregate<StoredTeen[]> {
  const pair = {
    counsellorId: new mongoose.Types.ObjectId(counsellorId),
    clientId: new mongoose.Types.ObjectId(clientId),
  };
  return AppointmentModel.aggregate<StoredTeen>([
    { $match: { ...pair, sessionType: "teen", status: { $in: [...BOOKED_ONCE] } } },
    { $sort: { startsAt: -1 } },
    { $limit: 1 },
    { $lookup: { from: "teens", localField: "_id", foreignField: "_id", as: "teens" } },
    { $unwind: "$teens" },
    { $replaceWith: "$teens" },
  ]);
}

/** Throws Conflict for a teen session before its client has said for whom it is. */
export async function ensureTeenKnown({ _id, sessionType }: Session): Promise<void> {
  if (sessionType !== "teen" || (await TeenModel.exists({ _id }))) return;
  throw new Conflict("Please tell us first who the session is for.");
}

/** Deletes teens' details for holds that were never booked. */
export async function forgetUnbookedTeens({ clock }: Services): Promise<void> {
  const due = TeenModel.find({ checkAt: atMost(clock.now()) })
    .lean()
    .cursor();
  for await (const teen of due) await check(teen, clock.now());
}

async function check({ _id, checkAt }: StoredTeen, now: Date): Promise<void> {
  const session = await AppointmentModel.findById(_id, { status: 1, sessionType: 1 }).lean();
  const asRead = { _id, ...(checkAt && { checkAt }) };
  if (session?.sessionType !== "teen") await TeenModel.deleteOne(asRead);
  else if (!wasBooked(session)) {
    await TeenModel.updateOne(asRead, { $set: { checkAt: addMinutes(now, CHECK_AFTER_MINUTES) } });
  } else await TeenModel.updateOne(asRead, { $unset: { checkAt: 1 } });
}
