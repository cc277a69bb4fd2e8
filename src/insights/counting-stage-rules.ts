import { OUTCOMES, type Outcome } from "./day-rules.js";
import { offsetsBetween, type Offset, type Period } from "./period-rules.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const EPOCH = new Date(0);

/**
 * The stage that adds up a counsellor's sessions by their day and outcome. Days and hours are those of the zone's clocks, whose offsets
 * come from here, so that figures and pages agree whatever the database knows of zones.
 */
export function countingStage({ from, until, zone }: Period): object {
  const local = { $subtract: ["$startsAt", momentOf(EPOCH, offsetsBetween(from, until, zone))] };
  const hour = { $floor: { $divide: [{ $mod: [local, DAY_MS] }, HOUR_MS] } };
  return {
    $group: {
      _id: { day: { $add: [EPOCH, wholeDays(local)] }, outcome: OUTCOME, isPaid: IS_PAID },
      sessions: { $sum: 1 },
      ms: { $sum: { $subtract: ["$endsAt", "$startsAt"] } },
      price: { $sum: "$priceCents" },
      refund: { $sum: "$cancellation.refundCents" },
      clients: { $addToSet: "$clientId" },
      hours: { $push: hour },
      notice: { $push: { $floor: { $divide: [NOTICE_MS, DAY_MS] } } },
    },
  };
}

/** Without what exceeds whole days, in milliseconds. */
const wholeDays = (ms: object): object => ({ $subtract: [ms, { $mod: [ms, DAY_MS] }] });

/** From the hold of its time to its start. */
const NOTICE_MS = { $subtract: ["$startsAt", { $arrayElemAt: ["$history.at", 0] }] };

const placeOf = (outcome: Outcome): number => OUTCOMES.indexOf(outcome);

/** By its place in OUTCOMES: completed, or cancelled by one of the two, or by the system because they did not meet. */
const OUTCOME = {
  $switch: {
    branches: [
      { case: { $eq: ["$status", "completed"] }, then: placeOf("attended") },
      { case: { $eq: ["$cancellation.by", "client"] }, then: placeOf("cancelledByClient") },
      { case: { $eq: ["$cancellation.by", "counsellor"] }, then: placeOf("cancelledByCounsellor") },
    ],
    default: placeOf("notAttended"),
  },
};

/**
 * 1 or 0: a session that is paid on the site was paid when it was booked; one that is paid directly, once its counsellor has marked it.
 */
const IS_PAID = {
  $switch: {
    branches: [
      { case: { $eq: ["$payBy", "direct"] }, then: { $cond: ["$paidDirectlyAt", 1, 0] } },
      { case: { $eq: ["$payBy", "free"] }, then: { $cond: ["$paidDirectlyAt", 1, 0] } },
    ],
    default: 1,
  },
};

/** When the zone's clocks would show a local time if they had always been as far ahead of UTC as when the session started. */
function momentOf(local: Date, offsets: Offset[]): object | Date {
  const [first, ...rest] = offsets;
  if (!first) return local;
  const middle = Math.floor(offsets.length / 2);
  const change = offsets[middle - 1]?.until;
  if (rest.length === 0 || !change) return new Date(local.getTime() - first.ms);
  const [earlier, later] = [offsets.slice(0, middle), offsets.slice(middle)];
  return { $cond: [{ $lt: ["$startsAt", change] }, momentOf(local, earlier), momentOf(local, later)] };
}
