import { NOTICE_DAYS } from "./figure-rules.js";
import { offsetsBetween, type Offset, type Period } from "./period-rules.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
const MINUTE_MS = 60_000;
/** A Monday at midnight, before any session. */
const MONDAY = new Date("1900-01-01T00:00:00Z");

/**
 * The stage that adds up a counsellor's sessions, in facets: by their week, counted from the first day of the period; by the hour of
 * the week at which they start; and by how far ahead they were booked. Weeks and hours are those of the zone's clocks, whose offsets
 * come from here, so that figures and pages agree whatever the database knows of zones.
 */
export function addingStage(period: Period, before: Period): object {
  const local = { $add: ["$startsAt", offsetExpression(offsetsBetween(before.from, period.until, period.zone))] };
  const isInPeriod = { startsAt: { $gte: period.from } };
  return {
    $facet: {
      sums: [sumsFrom({ $subtract: [local, new Date(`${period.firstDay}T00:00:00Z`)] })],
      hours: [{ $match: { ...isInPeriod, status: "completed" } }, countBy(hourOfWeek(local))],
      notice: [{ $match: isInPeriod }, countBy(noticePlace())],
    },
  };
}

function sumsFrom(sinceFirstDay: object): object {
  return {
    $group: {
      _id: { week: wholeUnits(sinceFirstDay, WEEK_MS), outcome: OUTCOME, isPaid: IS_PAID },
      sessions: { $sum: 1 },
      minutes: { $sum: { $divide: [{ $subtract: ["$endsAt", "$startsAt"] }, MINUTE_MS] } },
      priceCents: { $sum: "$priceCents" },
      refundCents: { $sum: "$cancellation.refundCents" },
      clients: { $addToSet: "$clientId" },
    },
  };
}

const countBy = (_id: object): object => ({ $group: { _id, sessions: { $sum: 1 } } });

const wholeUnits = (ms: object, unit: number): object => ({ $floor: { $divide: [ms, unit] } });

const hourOfWeek = (local: object): object => wholeUnits({ $mod: [{ $subtract: [local, MONDAY] }, WEEK_MS] }, HOUR_MS);

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

/** A session that is paid on the site was paid when it was booked; one that is paid directly, once its counsellor has marked it. */
const IS_PAID = { $or: [{ $not: [{ $in: ["$payBy", ["direct", "free"]] }] }, "$paidDirectlyAt"] };

/** How far the zone's clocks were ahead of UTC when a session started. */
function offsetExpression(offsets: Offset[]): object | number {
  const last = offsets.at(-1)?.ms ?? 0;
  const changes = offsets.slice(0, -1);
  if (changes.length === 0) return last;
  const branches = changes.map(({ until, ms }) => ({ case: { $lt: ["$startsAt", until] }, then: ms }));
  return { $switch: { branches, default: last } };
}

function noticePlace(): object {
  const ms = { $subtract: ["$startsAt", { $arrayElemAt: ["$history.at", 0] }] };
  const branches = NOTICE_DAYS.map((days, place) => ({ case: { $gte: ["$$ms", days * DAY_MS] }, then: place }));
  return { $let: { vars: { ms }, in: { $switch: { branches: branches.reverse(), default: 0 } } } };
}
