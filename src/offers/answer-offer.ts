import mongoose from "mongoose";
import { authorize, type Person } from "../access/permissions.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { addMinutes, attendanceDeadline, HOLD_MINUTES } from "../appointments/appointment-rules.js";
import { isClientBlocked } from "../booking/block-client.js";
import { bringTogether } from "../booking/bring-together.js";
import { endOffers } from "../booking/end-offers.js";
import { finishMove } from "../booking/finish-move.js";
import { releaseHolds } from "../booking/release-hold.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict } from "../platform/errors.js";
import { absent, after } from "../platform/queries.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";
import type { Services } from "../services.js";

const OVER = "This offer is no longer open.";

/** What an accepted offer has become: a hold to be paid or confirmed, a booked session, or a session that has moved. */
export type Accepted = { next: "checkout"; holdId: string } | { next: "booked" | "moved"; id: string };

/**
 * Accepts an offer at its client's request. What costs something on the site, and a teen session, is held until it is paid or
 * confirmed; anything else is booked immediately. Accepting it again leads to the same place. Throws Conflict when it is no longer open.
 */
export async function acceptOffer(services: Services, actor: Person, id: string): Promise<Accepted> {
  const offer = await AppointmentModel.findById(id).lean();
  authorize(actor, "offer.answer", offer);
  const before = whereAccepted(offer);
  if (before) return before;
  if (offer.moves) return acceptMove(services, offer);
  await ensureOpen(services, offer);
  const needsCheckout = offer.payBy === "site" || offer.sessionType === "teen";
  return needsCheckout ? hold(services, offer) : book(services, offer);
}

async function ensureOpen({ clock }: Services, { status, deadlineAt, counsellorId, clientId }: Appointment) {
  if (status !== "offered" || (deadlineAt ?? 0) <= clock.now()) throw new Conflict(OVER);
  const [isBlocked, isSuspended] = await Promise.all([
    isClientBlocked({ counsellorId, clientId }),
    CounsellorModel.exists({ _id: counsellorId, suspended: true }),
  ]);
  if (isBlocked || isSuspended) throw new Conflict(OVER);
}

const openNow = ({ _id }: Appointment, now: Date) => ({ _id, status: "offered" as const, deadlineAt: after(now) });

/** A client has one hold: another time of theirs is given up for this one. */
async function hold(services: Services, offer: Appointment): Promise<Accepted> {
  await releaseHolds(services, { clientId: offer.clientId });
  const now = services.clock.now();
  const holdId = new mongoose.Types.ObjectId();
  const held = { status: "held" as const, holdId, deadlineAt: addMinutes(now, HOLD_MINUTES) };
  const entry = { at: now, by: "client" as const, what: "accepted" as const };
  try {
    const { matchedCount } = await AppointmentModel.updateOne(openNow(offer, now), {
      $set: held,
      $inc: { paymentAttempt: 1 },
      $push: { history: entry },
    });
    if (matchedCount === 1) return { next: "checkout", holdId: String(holdId) };
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    throw new Conflict("You have just chosen another time. Please try again.");
  }
  return acceptedElsewhere(offer);
}

async function book(services: Services, offer: Appointment): Promise<Accepted> {
  const now = services.clock.now();
  const booked = { status: "booked" as const, deadlineAt: attendanceDeadline(offer), needsNotice: true as const };
  const entry = { at: now, by: "client" as const, what: "booked" as const };
  const { matchedCount } = await AppointmentModel.updateOne(openNow(offer, now), {
    $set: booked,
    $push: { history: entry },
  });
  if (matchedCount === 0) return acceptedElsewhere(offer);
  await bringTogether(services, offer);
  return { next: "booked", id: String(offer._id) };
}

/** Frees the offered time in the same write that accepts it: the session itself then claims it. */
async function acceptMove(services: Services, offer: Appointment): Promise<Accepted> {
  const now = services.clock.now();
  const accepted = { $set: { moving: true as const, deadlineAt: now }, $unset: { ticks: 1 as const } };
  const { matchedCount } = await AppointmentModel.updateOne({ ...openNow(offer, now), moving: absent }, accepted);
  if (matchedCount === 0) return acceptedElsewhere(offer);
  if (await finishMove(services, offer)) return { next: "moved", id: String(offer.moves) };
  throw new Conflict("The session can no longer be moved to that time. It stays where it was.");
}

/** Where another window of the client's has accepted it first. */
async function acceptedElsewhere({ _id }: Appointment): Promise<Accepted> {
  const offer = await AppointmentModel.findById(_id).lean();
  const accepted = offer && whereAccepted(offer);
  if (!accepted) throw new Conflict(OVER);
  return accepted;
}

/** What has become of an offer that is accepted already; null for any other. */
function whereAccepted({ _id, holdId, status, moves, moving, history }: Appointment): Accepted | null {
  if (status === "held") return { next: "checkout", holdId: String(holdId) };
  if (status === "booked" || status === "live") return { next: "booked", id: String(_id) };
  const isMove = moves && (moving || history.at(-1)?.what === "accepted");
  return isMove ? { next: "moved", id: String(moves) } : null;
}

/** Declines an offer at its client's request, be it one whose hold they have released. Repeating it changes nothing. */
export async function declineOffer(services: Services, actor: Person, id: string): Promise<void> {
  const offer = await AppointmentModel.findById(id).lean();
  authorize(actor, "offer.answer", offer);
  if (offer.status === "held" && offer.offeredUntil) await releaseHolds(services, { _id: offer._id });
  await end(services, offer, "client", "declined");
}

/** Withdraws an open offer at its counsellor's request. Throws Conflict once it is accepted. Repeating it changes nothing. */
export async function withdrawOffer(services: Services, actor: Person, id: string): Promise<void> {
  const offer = await AppointmentModel.findById(id).lean();
  authorize(actor, "offer.withdraw", offer);
  await end(services, offer, "counsellor", "withdrawn");
}

async function end(
  services: Services,
  { _id }: Appointment,
  ...answer: ["client", "declined"] | ["counsellor", "withdrawn"]
): Promise<void> {
  if ((await endOffers(services, { _id }, ...answer)) === 1) return;
  if (!(await AppointmentModel.exists({ _id, status: "void" }))) throw new Conflict("This offer has been accepted.");
}
