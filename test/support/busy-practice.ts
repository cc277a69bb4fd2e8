import mongoose from "mongoose";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { ClientModel } from "../../src/clients/client-model.js";
import { Random } from "./random.js";

const DAY_MS = 86_400_000;
const AT_ONCE = 1000;
/** Each client comes to this many sessions, on average. */
const SESSIONS_EACH = 25;

/** Fills a counsellor's past with this many sessions, ten on each working day up to `until`, of clients who come and go. */
export async function fillPractice(counsellorId: string, count: number, until: Date): Promise<void> {
  const random = new Random(count);
  const sessions = Array.from({ length: count }, (_, place) => pastSession(counsellorId, place, until, random));
  const clients = Array.from({ length: Math.ceil(count / SESSIONS_EACH) + 20 }, () => new mongoose.Types.ObjectId());
  const firstSeen = new Map<mongoose.Types.ObjectId, Date>();
  const booked = sessions.reverse().map((session, place) => {
    const clientId = clients[Math.floor(place / SESSIONS_EACH) + random.whole(0, 19)]!;
    const at = session.history[0]!.at;
    if (at < (firstSeen.get(clientId) ?? until)) firstSeen.set(clientId, at);
    return { ...session, clientId };
  });
  for (let done = 0; done < count; done += AT_ONCE) {
    await AppointmentModel.insertMany(booked.slice(done, done + AT_ONCE), { ordered: false });
  }
  await ClientModel.insertMany(
    [...firstSeen].map(([clientId, firstSeenAt]) => ({ counsellorId, clientId, firstSeenAt })),
  );
}

const SESSIONS_A_DAY = 10;

function pastSession(counsellorId: string, place: number, until: Date, random: Random) {
  const workingDay = Math.floor(place / SESSIONS_A_DAY) + 1;
  const days = workingDay + 2 * Math.floor(workingDay / 5);
  const midnight = Math.floor(until.getTime() / DAY_MS - days) * DAY_MS;
  const startsAt = new Date(midnight + (7 + (place % SESSIONS_A_DAY)) * 3_600_000 + random.pick([0, 0, 30]) * 60_000);
  const endsAt = new Date(startsAt.getTime() + 50 * 60_000);
  const bookedAt = new Date(startsAt.getTime() - random.whole(3, 20 * 24) * 3_600_000);
  const isHeld = random.whole(0, 9) > 1;
  const by = random.pick(["client", "client", "counsellor", "system"] as const);
  const refundCents = random.pick([0, 6000]);
  const party = { client: startsAt, counsellor: startsAt };
  const times = { startsAt, endsAt, priceCents: 6000, payBy: "site" as const, windowHours: 24, paymentAttempt: 1 };
  const history = [
    { at: bookedAt, by: "client" as const, what: "held" as const },
    { at: new Date(bookedAt.getTime() + 90_000), by: "client" as const, what: "booked" as const },
  ];
  const rest = {
    counsellorId,
    sessionType: "individual" as const,
    medium: "video" as const,
    chargeId: `charge-${place}`,
  };
  if (!isHeld) {
    const cancellation = { by, reason: "chosen" as const, at: bookedAt, refundCents };
    const cancelled = { at: bookedAt, by, what: "cancelled" as const };
    return { ...rest, ...times, status: "cancelled" as const, cancellation, history: [...history, cancelled] };
  }
  const met = [
    { at: startsAt, by: "system" as const, what: "live" as const },
    { at: endsAt, by: "counsellor" as const, what: "completed" as const },
  ];
  const attended = { cameAt: party, presentUntil: {}, liveAt: startsAt, endedAt: endsAt };
  return { ...rest, ...times, ...attended, status: "completed" as const, history: [...history, ...met] };
}
