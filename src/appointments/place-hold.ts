import mongoose from "mongoose";
import { authorize, type Actor } from "../access/permissions.js";
import { ensureOffered } from "../availability/find-slots.js";
import { findAvailability } from "../availability/find-availability.js";
import { ticksOf } from "../availability/slot-rules.js";
import { CounsellorModel } from "../counsellors/counsellor-model.js";
import { findOffer, type Medium, type Offer, type SessionType } from "../counsellors/counsellor-rules.js";
import { refreshListing } from "../counsellors/refresh-listings.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict, NotFound } from "../platform/errors.js";
import type { Services } from "../services.js";
import { AppointmentModel, type Appointment } from "./appointment-model.js";
import { ensureTakenOn } from "./ensure-taken-on.js";
import { HOLD_MINUTES, later } from "./appointment-rules.js";

export interface Wanted {
  counsellorId: string;
  sessionType: SessionType;
  medium: Medium;
  startsAt: Date;
}

/**
 * Claims a time for ten minutes while its client pays; their earlier hold, if any, is released. Asking for the same time
 * again gives the same hold. Throws Conflict when the time is not free, or the client is not.
 */
export async function placeHold(services: Services, actor: Actor, wanted: Wanted): Promise<Appointment> {
  const counsellor = await CounsellorModel.findById(wanted.counsellorId).lean();
  authorize(actor, "appointment.book", counsellor);
  const offer = findOffer(counsellor, wanted.sessionType);
  if (!offer || !counsellor.media.includes(wanted.medium)) throw new NotFound();

  const same = await findOwnHold(services, actor, wanted);
  if (same) return same;
  await ensureTakenOn(counsellor, actor);
  const wish = { counsellorId: wanted.counsellorId, minutes: offer.minutes, clientId: actor.id };
  await ensureOffered(services, wish, wanted.startsAt);
  const hold = await newHold(services, actor, wanted, offer);
  await giveUpHoldsInTheWay(services, hold);
  const held = await claim(services, actor, wanted, hold);
  await refreshListing(services, held.counsellorId);
  return held;
}

async function findOwnHold(services: Services, actor: Actor, wanted: Wanted): Promise<Appointment | null> {
  return AppointmentModel.findOne({
    clientId: actor.id,
    counsellorId: wanted.counsellorId,
    startsAt: wanted.startsAt,
    sessionType: wanted.sessionType,
    medium: wanted.medium,
    status: "held",
    deadlineAt: mongoose.trusted({ $gt: services.clock.now() }),
  }).lean();
}

async function newHold(services: Services, actor: Actor, wanted: Wanted, offer: Offer): Promise<Appointment> {
  const now = services.clock.now();
  const { bufferMinutes } = await findAvailability(wanted.counsellorId);
  const endsAt = later(wanted.startsAt, offer.minutes);
  return {
    _id: new mongoose.Types.ObjectId(),
    clientId: new mongoose.Types.ObjectId(actor.id ?? ""),
    counsellorId: new mongoose.Types.ObjectId(wanted.counsellorId),
    status: "held",
    sessionType: wanted.sessionType,
    medium: wanted.medium,
    startsAt: wanted.startsAt,
    endsAt,
    priceCents: offer.priceCents,
    ticks: ticksOf(wanted.startsAt, endsAt, bufferMinutes),
    deadlineAt: later(now, HOLD_MINUTES),
    paymentAttempt: 1,
    cameAt: {},
    presentUntil: {},
    history: [{ at: now, by: "client", what: "held" }],
  };
}

/** Deletes this client's other holds, and anyone's that have run out on this time though no timer has noticed. */
async function giveUpHoldsInTheWay(
  services: Services,
  { clientId, counsellorId, ticks = [] }: Appointment,
): Promise<void> {
  const hasEnded = mongoose.trusted({ $lte: services.clock.now() });
  const given = await AppointmentModel.find({ clientId, status: "held" }, { counsellorId: 1 }).lean();
  await AppointmentModel.deleteMany({ clientId, status: "held" });
  for (const hold of given) await refreshListing(services, hold.counsellorId);
  await AppointmentModel.deleteMany({
    counsellorId,
    ticks: mongoose.trusted({ $in: ticks }),
    status: "held",
    deadlineAt: hasEnded,
  });
}

async function claim(services: Services, actor: Actor, wanted: Wanted, hold: Appointment): Promise<Appointment> {
  try {
    const held = await AppointmentModel.create(hold);
    return held.toObject();
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    const same = await findOwnHold(services, actor, wanted);
    if (same) return same;
    if (isDuplicate(error, "clientId")) throw new Conflict("You already have an appointment at that time.");
    throw new Conflict("That time was just taken.");
  }
}
