import mongoose from "mongoose";
import { authorize, type Person } from "../access/permissions.js";
import { offersFor } from "../clients/agreed-prices.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { addMinutes, HOLD_MINUTES } from "../appointments/appointment-rules.js";
import { ensureBookable } from "../appointments/ensure-bookable.js";
import { findPlaces } from "../appointments/find-places.js";
import { findOffered } from "../availability/find-slots.js";
import type { ClaimedTime } from "../availability/slot-rules.js";
import { findOffer, FIRST_TALK, type Medium, type SessionType } from "../catalogue/catalogue-rules.js";
import { termsFor, type Terms } from "../catalogue/terms-rules.js";
import { Conflict, NotFound } from "../platform/errors.js";
import { CounsellorModel, type Counsellor } from "../profiles/counsellor-model.js";
import type { Services } from "../services.js";
import { claimHold, type NewHold } from "./claim-hold.js";
import { ensureClientFree } from "./ensure-client-free.js";
import { giveUpPayments, releaseHolds } from "./release-hold.js";
import { releaseExpiredHolds } from "./release-expired-holds.js";

const CLAIM_TRIES = 5;

export interface Wanted {
  counsellorId: string;
  sessionType: SessionType;
  medium: Medium;
  startsAt: Date;
}

/**
 * Claims a time for ten minutes while its client pays. A client has one hold: an earlier one moves to the new time in the write
 * that claims it, and asking for the same time again returns the same hold. Throws Conflict, and changes nothing, when the time
 * is not free, the client is not, the counsellor takes no bookings by them, or they have as many upcoming sessions as they may;
 * TooMany when they hold times too often.
 */
export async function placeHold(services: Services, actor: Person, wanted: Wanted): Promise<Appointment> {
  const counsellor = await CounsellorModel.findById(wanted.counsellorId).lean();
  authorize(actor, "appointment.book", counsellor);
  const offer = findOffer({ offers: await offersFor(counsellor, actor.id) }, wanted.sessionType);
  if (!offer || !counsellor.media.includes(wanted.medium)) throw new NotFound();

  const earlier = await findHold(actor);
  if (earlier && isWanted(earlier, wanted, services.clock.now())) return earlier;
  await services.tries.countHold(actor.id);
  await ensureBookable(counsellor, actor, wanted.sessionType);
  const wish = { counsellorId: wanted.counsellorId, minutes: offer.minutes, clientId: actor.id };
  const claim = await findOffered(services, wish, wanted.startsAt);
  const hold = newHold(services, actor, wanted, termsFor(counsellor, offer), claim);
  await ensureClientFree({ ...hold, _id: hold.holdId }, hold.ticks, services.clock.now());
  return place(services, actor, wanted, hold, counsellor);
}

/** The hold of this client, which may have expired. */
function findHold({ id }: Person): Promise<Appointment | null> {
  return AppointmentModel.findOne({ clientId: id, status: "held" }).lean();
}

function isWanted(hold: Appointment, { counsellorId, sessionType, medium, startsAt }: Wanted, now: Date): boolean {
  return (
    hold.counsellorId.toString() === counsellorId &&
    hold.sessionType === sessionType &&
    hold.medium === medium &&
    hold.startsAt.getTime() === startsAt.getTime() &&
    (hold.deadlineAt ?? 0) > now
  );
}

function newHold(
  services: Services,
  actor: Person,
  wanted: Wanted,
  terms: Terms,
  claim: Required<ClaimedTime>,
): NewHold {
  const now = services.clock.now();
  return {
    ...claim,
    holdId: new mongoose.Types.ObjectId(),
    clientId: new mongoose.Types.ObjectId(actor.id),
    counsellorId: new mongoose.Types.ObjectId(wanted.counsellorId),
    status: "held",
    sessionType: wanted.sessionType,
    medium: wanted.medium,
    ...terms,
    ...(wanted.sessionType === FIRST_TALK.type && { firstTalk: true }),
    deadlineAt: addMinutes(now, HOLD_MINUTES),
    cameAt: {},
    presentUntil: {},
    history: [{ at: now, by: "client", what: "held" }],
  };
}

/** Claims the time, looking again at the client's own hold whenever another of their windows changed it first. */
async function place(
  services: Services,
  actor: Person,
  wanted: Wanted,
  hold: NewHold,
  counsellor: Counsellor,
): Promise<Appointment> {
  for (let tries = 0; tries < CLAIM_TRIES; tries += 1) {
    const earlier = await findHold(actor);
    if (earlier && isWanted(earlier, wanted, services.clock.now())) return earlier;
    if (earlier?.offeredUntil) {
      // An offered time does not move to another: it is an offer again.
      await releaseHolds(services, { _id: earlier._id });
      continue;
    }
    await releaseExpiredHolds(services, { ...hold, _id: earlier?._id ?? hold.holdId }, hold.ticks);
    const places = await findPlaces(counsellor, hold.clientId, { holdMoves: true });
    if ("refusal" in places) throw new Conflict(places.refusal);
    const held = await claimHold({ ...hold, ...places }, earlier);
    if (!held) continue;
    if (earlier) await giveUpPayments([earlier.holdId]);
    if (earlier) await services.changed(earlier.counsellorId);
    await services.changed(held.counsellorId);
    return held;
  }
  throw new Conflict();
}
