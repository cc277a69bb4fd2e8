import mongoose from "mongoose";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { findAvailability } from "../availability/find-availability.js";
import { isInsideHours, ticksOf } from "../availability/slot-rules.js";
import { FIRST_TALK } from "../catalogue/catalogue-rules.js";
import { releaseExpiredHolds } from "../booking/release-expired-holds.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict, InvalidInput } from "../platform/errors.js";
import type { Services } from "../services.js";
import { offerEnds } from "./offer-rules.js";

/** What an offer is of, but for its time. */
type Offered = Pick<
  Appointment,
  "clientId" | "counsellorId" | "sessionType" | "medium" | "priceCents" | "payBy" | "windowHours"
> &
  Partial<Pick<Appointment, "moves" | "movesFrom">>;

interface Time {
  startsAt: Date;
  endsAt: Date;
  /** Whether the counsellor means a time outside their hours. */
  outside: boolean;
  /** Ticks that the session to move claims already. */
  claimed?: number[] | undefined;
}

/**
 * Claims a time for the client to whom it is offered, until their answer or the end of the offer. Throws InvalidInput for a time
 * outside the hours without that intent, and Conflict when it is not free for both of them.
 */
export async function claimOffer(services: Services, offered: Offered, time: Time): Promise<Appointment> {
  const { startsAt, endsAt, claimed = [] } = time;
  const now = services.clock.now();
  const availability = await findAvailability(String(offered.counsellorId));
  if (startsAt <= now) throw new InvalidInput({ date: "This time is over. Please choose a later one." });
  if (!time.outside && !isInsideHours(availability, startsAt, endsAt))
    throw new InvalidInput({ outside: "This time is outside your hours. To offer it anyway, tick the box below." });
  const ticks = ticksOf(startsAt, endsAt, availability.bufferMinutes).filter((tick) => !claimed.includes(tick));
  const _id = new mongoose.Types.ObjectId();
  await releaseExpiredHolds(services, { ...offered, _id }, ticks);
  const until = offerEnds(now, availability.offerHours, startsAt, ...(offered.movesFrom ? [offered.movesFrom] : []));
  const offer = await create({ ...offered, _id, startsAt, endsAt, ticks }, until, now);
  await services.changed(offered.counsellorId);
  return offer;
}

type NewOffer = Offered & Pick<Appointment, "_id" | "startsAt" | "endsAt"> & { ticks: number[] };

async function create(offer: NewOffer, until: Date, now: Date): Promise<Appointment> {
  try {
    const made = await AppointmentModel.create({
      ...offer,
      holdId: offer._id,
      status: "offered",
      offeredUntil: until,
      deadlineAt: until,
      paymentAttempt: 0,
      ...(offer.sessionType === FIRST_TALK.type && !offer.moves && { firstTalk: true }),
      history: [{ at: now, by: "counsellor", what: "offered" }],
      needsNotice: true,
    });
    return made.toObject();
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    if (isDuplicate(error, "moves")) throw new Conflict("You have already offered another time for this session.");
    if (isDuplicate(error, "firstTalk")) throw new Conflict("They have already had a first talk or been offered one.");
    // Saying whose time it is would reveal the client's other sessions to the counsellor.
    throw new Conflict("That time is not free. Please choose another.");
  }
}
