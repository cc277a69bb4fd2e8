import mongoose from "mongoose";
import { authorize, type Person } from "../access/permissions.js";
import { findOffered } from "../availability/find-slots.js";
import type { ClaimedTime } from "../availability/slot-rules.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";
import { findOffer, type Medium, type Offer, type SessionType } from "../catalogue/catalogue-rules.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict, NotFound } from "../platform/errors.js";
import { after } from "../platform/queries.js";
import type { Services } from "../services.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { HOLD_MINUTES, addMinutes } from "../appointments/appointment-rules.js";
import { ensureClientFree } from "./ensure-client-free.js";
import { ensureBookable } from "../appointments/ensure-bookable.js";
import { releaseExpiredHolds } from "./release-expired-holds.js";
import { releaseHolds } from "./release-hold.js";

const CLAIM_TRIES = 5;

export interface Wanted {
  counsellorId: string;
  sessionType: SessionType;
  medium: Medium;
  startsAt: Date;
}

/**
 * Claims a time for ten minutes while its client pays; their earlier hold, if any, is released: the database lets a client
 * have one. Asking for the same time again gives the same hold. Throws Conflict, and lets the earlier hold be, when the time is
 * not free, the client is not, or the counsellor does not take them on.
 */
export async function placeHold(services: Services, actor: Person, wanted: Wanted): Promise<Appointment> {
  const counsellor = await CounsellorModel.findById(wanted.counsellorId).lean();
  authorize(actor, "appointment.book", counsellor);
  const offer = findOffer(counsellor, wanted.sessionType);
  if (!offer || !counsellor.media.includes(wanted.medium)) throw new NotFound();

  const same = await findOwnHold(services, actor, wanted);
  if (same) return same;
  await ensureBookable(counsellor, actor);
  const wish = { counsellorId: wanted.counsellorId, minutes: offer.minutes, clientId: actor.id };
  const hold = newHold(services, actor, wanted, offer, await findOffered(services, wish, wanted.startsAt));
  await ensureClientFree(hold, hold.ticks);
  for (let tries = 1; ; tries += 1) {
    await releaseHolds(services, { clientId: hold.clientId });
    await releaseExpiredHolds(services, hold, hold.ticks);
    const held = await claim(services, actor, wanted, hold, tries < CLAIM_TRIES);
    if (held) await services.changed(held.counsellorId);
    if (held) return held;
  }
}

async function findOwnHold(services: Services, actor: Person, wanted: Wanted): Promise<Appointment | null> {
  return AppointmentModel.findOne({
    clientId: actor.id,
    counsellorId: wanted.counsellorId,
    startsAt: wanted.startsAt,
    sessionType: wanted.sessionType,
    medium: wanted.medium,
    status: "held",
    deadlineAt: after(services.clock.now()),
  }).lean();
}

function newHold(
  services: Services,
  actor: Person,
  wanted: Wanted,
  offer: Offer,
  claim: Required<ClaimedTime>,
): Appointment & Required<ClaimedTime> {
  const now = services.clock.now();
  return {
    ...claim,
    _id: new mongoose.Types.ObjectId(),
    clientId: new mongoose.Types.ObjectId(actor.id),
    counsellorId: new mongoose.Types.ObjectId(wanted.counsellorId),
    status: "held",
    sessionType: wanted.sessionType,
    medium: wanted.medium,
    priceCents: offer.priceCents,
    deadlineAt: addMinutes(now, HOLD_MINUTES),
    paymentAttempt: 1,
    cameAt: {},
    presentUntil: {},
    history: [{ at: now, by: "client", what: "held" }],
  };
}

/** The hold, or null when the client got another one in the same moment and it is worth trying again. */
async function claim(
  services: Services,
  actor: Person,
  wanted: Wanted,
  hold: Appointment,
  mayTryAgain: boolean,
): Promise<Appointment | null> {
  try {
    return (await AppointmentModel.create(hold)).toObject();
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    const same = await findOwnHold(services, actor, wanted);
    if (same) return same;
    if (!isDuplicate(error, "ticks") && mayTryAgain) return null;
    if (isDuplicate(error, "clientId")) throw new Conflict("You already have an appointment at that time.");
    throw new Conflict("That time was just taken.");
  }
}
