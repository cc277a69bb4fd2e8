import { AppointmentModel } from "../appointments/appointment-model.js";
import { addMinutes, claimEndsAt } from "../appointments/appointment-rules.js";
import { Conflict } from "../platform/errors.js";
import { between, present } from "../platform/queries.js";
import type { Services } from "../services.js";
import type { Availability } from "./availability-rules.js";
import { findAvailability } from "./find-availability.js";
import { isOffered, nearestTo, slotsBetween, ticksOf, ticksTaken, type ClaimedTime } from "./slot-rules.js";

const DAY_MS = 24 * 60 * 60_000;
const NEARBY_DAYS = 14;
const NEARBY_COUNT = 5;

/** A session that someone wants. */
export interface Wish {
  counsellorId: string;
  minutes: number;
  /** The client who wants it, if known: their own holds do not block it, because a new hold releases them. */
  clientId?: string | null;
  /** The appointment to move, if there is one: its own claim does not block it. */
  movingId?: string;
}

export interface Period {
  from: Date;
  /** Exclusive. */
  to: Date;
}

/**
 * Finds the starts in a period at which a session can be booked, by current claims and by the saved or the given hours.
 */
export async function findSlots(
  services: Services,
  wish: Wish,
  period: Period,
  wouldBe?: Availability,
): Promise<Date[]> {
  return slotsBetween({ ...(await slotQuestion(services, wish, period, wouldBe)), ...period });
}

/** Finds a few free starts near one that is taken, by the saved or the given hours. */
export async function findNearestSlots(
  services: Services,
  wish: Wish,
  instant: Date,
  wouldBe?: Availability,
): Promise<Date[]> {
  return nearestSlots(await findSlots(services, wish, nearby(instant), wouldBe), instant);
}

/** The period in which times near an instant are looked for. */
export function nearby(instant: Date): Period {
  const from = new Date(instant.getTime() - NEARBY_DAYS * DAY_MS);
  return { from, to: new Date(instant.getTime() + NEARBY_DAYS * DAY_MS) };
}

/** A few of these starts, the nearest to an instant. */
export const nearestSlots = (slots: Date[], instant: Date): Date[] => nearestTo(instant, slots, NEARBY_COUNT);

/** Those of these starts that lie in a period. */
export const slotsIn = (slots: Date[], { from, to }: Period): Date[] =>
  slots.filter((slot) => slot >= from && slot < to);

/** The claim of a session at exactly this start. Throws Conflict unless it can be booked then. */
export async function findOffered(services: Services, wish: Wish, startsAt: Date): Promise<Required<ClaimedTime>> {
  const question = await slotQuestion(services, wish, { from: startsAt, to: startsAt });
  if (!isOffered(question, startsAt)) {
    const wasFree = isOffered({ ...question, taken: new Set() }, startsAt);
    throw new Conflict(wasFree ? "That time was just taken." : "That time cannot be booked.");
  }
  const endsAt = addMinutes(startsAt, wish.minutes);
  return { startsAt, endsAt, ticks: ticksOf(startsAt, endsAt, question.availability.bufferMinutes) };
}

async function slotQuestion(services: Services, wish: Wish, period: Period, wouldBe?: Availability) {
  const now = services.clock.now();
  const [availability, claims] = await Promise.all([
    wouldBe ?? findAvailability(wish.counsellorId),
    findClaimsAround(wish, period, now),
  ]);
  return { availability, minutes: wish.minutes, taken: ticksTaken(claims, availability.bufferMinutes), now };
}

/** Finds the claims around a period. An expired hold claims nothing, even if it is not deleted yet. */
async function findClaimsAround(
  { counsellorId, clientId, movingId }: Wish,
  { from, to }: Period,
  now: Date,
): Promise<ClaimedTime[]> {
  const claims = await AppointmentModel.find(
    {
      counsellorId,
      startsAt: between(new Date(from.getTime() - DAY_MS), new Date(to.getTime() + DAY_MS)),
      ticks: present,
    },
    { startsAt: 1, endsAt: 1, ticks: 1, status: 1, deadlineAt: 1, offeredUntil: 1, clientId: 1 },
  ).lean();
  return claims.filter((claim) => {
    if (claim._id.toString() === movingId) return false;
    const endsAt = claimEndsAt(claim);
    // A client's own hold moves to the time that they choose next; an offer stays.
    const isOwnHold = claim.status === "held" && !claim.offeredUntil && claim.clientId.toString() === clientId;
    return endsAt === null || (endsAt > now && !isOwnHold);
  });
}
