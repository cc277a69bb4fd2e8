import { AppointmentModel } from "../appointments/appointment-model.js";
import { claimEndsAt } from "../appointments/appointment-rules.js";
import type { Services } from "../services.js";
import type { Availability } from "./availability-rules.js";
import { findAvailabilities } from "./find-availability.js";
import { firstFreeOf, type Claim, type FirstFree } from "./first-free-rules.js";
import { among, between, present } from "../platform/queries.js";

const DAY_MS = 24 * 60 * 60_000;
/** Most have a free time soon, so look at the next days first. */
const NEAR_DAYS = [3, 14];
const FURTHEST_DAYS = 366;

/** The first free time of counsellors for sessions of certain lengths. */
export interface FreeTimeQuestion {
  counsellorId: string;
  minutes: number[];
}

/** Finds when each counsellor is first free for each length in minutes, with a few queries for all together. */
export async function findFirstFree(
  services: Services,
  questions: FreeTimeQuestion[],
): Promise<Map<string, Map<number, FirstFree>>> {
  const now = services.clock.now();
  const availabilities = await findAvailabilities(questions.map(({ counsellorId }) => counsellorId));
  const answers = new Map<string, Map<number, FirstFree>>();
  let open = questions;
  for (const days of [...NEAR_DAYS, FURTHEST_DAYS]) {
    if (open.length === 0) break;
    const lookUntil = new Date(now.getTime() + days * DAY_MS);
    const claims = await findClaimsByCounsellor(open, now, lookUntil);
    for (const { counsellorId, minutes } of open) {
      const found = minutes.map((each) => {
        const availability = availabilities.get(counsellorId) as Availability;
        return [each, firstFreeOf(availability, each, claims.get(counsellorId) ?? [], now, lookUntil)] as const;
      });
      if (found.every((each): each is [number, FirstFree] => each[1] !== undefined)) {
        answers.set(counsellorId, new Map(found));
      }
    }
    open = open.filter(({ counsellorId }) => !answers.has(counsellorId));
  }
  return answers;
}

async function findClaimsByCounsellor(
  questions: FreeTimeQuestion[],
  from: Date,
  to: Date,
): Promise<Map<string, Claim[]>> {
  const claiming = await AppointmentModel.find(
    {
      counsellorId: among(questions.map(({ counsellorId }) => counsellorId)),
      startsAt: between(new Date(from.getTime() - DAY_MS), new Date(to.getTime() + DAY_MS)),
      ticks: present,
    },
    { counsellorId: 1, startsAt: 1, endsAt: 1, ticks: 1, status: 1, deadlineAt: 1, offeredUntil: 1 },
  ).lean();
  const claims = new Map<string, Claim[]>();
  for (const { counsellorId, status, deadlineAt, offeredUntil, ...time } of claiming) {
    const claim = { ...time, endsBy: claimEndsAt({ status, deadlineAt, offeredUntil }) };
    const id = String(counsellorId);
    claims.set(id, [...(claims.get(id) ?? []), claim]);
  }
  return claims;
}
