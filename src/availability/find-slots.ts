import mongoose from "mongoose";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { Conflict } from "../platform/errors.js";
import type { Services } from "../services.js";
import { findAvailability } from "./find-availability.js";
import { isOffered, nearestTo, slotsBetween } from "./slot-rules.js";

const DAY_MS = 24 * 60 * 60_000;
const NEARBY_DAYS = 14;
const NEARBY_COUNT = 5;

interface Period {
  from: Date;
  to: Date;
}

/** The starts at which a session of these minutes can be booked in a period, by the hours and claims of this moment. */
export async function findSlots(
  services: Services,
  counsellorId: string,
  minutes: number,
  period: Period,
): Promise<Date[]> {
  const now = services.clock.now();
  const [availability, taken] = await Promise.all([
    findAvailability(counsellorId),
    findTaken(counsellorId, period, now),
  ]);
  return slotsBetween({ availability, minutes, taken, now, ...period });
}

/** A few free starts near one that cannot be had. */
export async function findNearestSlots(
  services: Services,
  counsellorId: string,
  minutes: number,
  instant: Date,
): Promise<Date[]> {
  const from = new Date(instant.getTime() - NEARBY_DAYS * DAY_MS);
  const to = new Date(instant.getTime() + NEARBY_DAYS * DAY_MS);
  return nearestTo(instant, await findSlots(services, counsellorId, minutes, { from, to }), NEARBY_COUNT);
}

/** Throws Conflict unless a session of these minutes can be booked at this very start. */
export async function ensureOffered(
  services: Services,
  counsellorId: string,
  minutes: number,
  startsAt: Date,
): Promise<void> {
  const now = services.clock.now();
  const period = { from: startsAt, to: new Date(startsAt.getTime() + DAY_MS) };
  const [availability, taken] = await Promise.all([
    findAvailability(counsellorId),
    findTaken(counsellorId, period, now),
  ]);
  const question = { availability, minutes, now };
  if (isOffered({ ...question, taken }, startsAt)) return;
  const wasFree = isOffered({ ...question, taken: new Set() }, startsAt);
  throw new Conflict(wasFree ? "That time was just taken." : "That time cannot be booked.");
}

/** The ticks claimed around a period. A hold that has ended claims nothing, though it may not have been cleared away yet. */
async function findTaken(counsellorId: string, { from, to }: Period, now: Date): Promise<Set<number>> {
  const claims = await AppointmentModel.find(
    {
      counsellorId,
      startsAt: mongoose.trusted({ $gte: new Date(from.getTime() - DAY_MS), $lt: new Date(to.getTime() + DAY_MS) }),
      ticks: mongoose.trusted({ $exists: true }),
    },
    { ticks: 1, status: 1, deadlineAt: 1 },
  ).lean();
  const standing = claims.filter(({ status, deadlineAt }) => status !== "held" || (deadlineAt ?? 0) > now);
  return new Set(standing.flatMap(({ ticks }) => ticks ?? []));
}
