import { NOTICE_DAYS } from "./figure-rules.js";
import { offsetsBetween, type Offset, type Period } from "./period-rules.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
const MINUTE_MS = 60_000;
/** A Monday at midnight, before any session. */
const MONDAY = new Date("1900-01-01T00:00:00Z");

/**
 * The stages that describe each session: its week, counted from the first day of the period, the hour of the week at which it starts,
 * both by the clocks of the period's zone, and what became of it and of its money. The zone's offsets come from here, so that
 * figures and pages agree whatever the database knows of zones.
 */
export function describingStages(period: Period, before: Period): object[] {
  const offsets = offsetsBetween(before.from, period.until, period.zone);
  return [
    {
      $project: {
        _id: 0,
        clientId: 1,
        local: { $add: ["$startsAt", offsetExpression(offsets)] },
        outcome: OUTCOME,
        minutes: { $divide: [{ $subtract: ["$endsAt", "$startsAt"] }, MINUTE_MS] },
        noticeMs: { $subtract: ["$startsAt", { $arrayElemAt: ["$history.at", 0] }] },
        paidCents: PAID,
        returnedCents: { $ifNull: ["$cancellation.refundCents", 0] },
      },
    },
    {
      $project: {
        clientId: 1,
        outcome: 1,
        minutes: 1,
        noticeMs: 1,
        week: wholeUnits({ $subtract: ["$local", new Date(`${period.firstDay}T00:00:00Z`)] }, WEEK_MS),
        hour: wholeUnits({ $mod: [{ $subtract: ["$local", MONDAY] }, WEEK_MS] }, HOUR_MS),
        paidCents: 1,
        refundedCents: { $min: ["$paidCents", "$returnedCents"] },
      },
    },
  ];
}

/** The groups that the described sessions are added up in, as facets. */
export const FACETS = {
  sums: [
    {
      $group: {
        _id: { week: "$week", outcome: "$outcome" },
        sessions: { $sum: 1 },
        minutes: { $sum: "$minutes" },
        paidCents: { $sum: "$paidCents" },
        refundedCents: { $sum: "$refundedCents" },
        clients: { $addToSet: "$clientId" },
      },
    },
  ],
  hours: [{ $match: { week: { $gte: 0 }, outcome: "attended" } }, { $group: { _id: "$hour", sessions: { $sum: 1 } } }],
  notice: [{ $match: { week: { $gte: 0 } } }, { $group: { _id: noticePlace(), sessions: { $sum: 1 } } }],
};

/** Completed, or cancelled by one of the two, or by the system because they did not meet. */
const OUTCOME = {
  $switch: {
    branches: [
      { case: { $eq: ["$status", "completed"] }, then: "attended" },
      { case: { $eq: ["$cancellation.by", "client"] }, then: "cancelledByClient" },
      { case: { $eq: ["$cancellation.by", "counsellor"] }, then: "cancelledByCounsellor" },
    ],
    default: "notAttended",
  },
};

/** What was paid: on the site always what was agreed, directly only once the counsellor has marked it as paid. */
const PAID = {
  $switch: {
    branches: [
      { case: { $eq: ["$payBy", "free"] }, then: 0 },
      { case: { $and: [{ $eq: ["$payBy", "direct"] }, { $not: ["$paidDirectlyAt"] }] }, then: 0 },
    ],
    default: "$priceCents",
  },
};

/** How far the zone's clocks were ahead of UTC when a session started. */
function offsetExpression(offsets: Offset[]): object | number {
  const last = offsets.at(-1)?.ms ?? 0;
  const changes = offsets.slice(0, -1);
  if (changes.length === 0) return last;
  const branches = changes.map(({ until, ms }) => ({ case: { $lt: ["$startsAt", until] }, then: ms }));
  return { $switch: { branches, default: last } };
}

const wholeUnits = (ms: object, unit: number): object => ({ $floor: { $divide: [ms, unit] } });

function noticePlace(): object {
  const branches = NOTICE_DAYS.map((days, place) => ({ case: { $gte: ["$noticeMs", days * DAY_MS] }, then: place }));
  return { $switch: { branches: branches.reverse(), default: 0 } };
}
