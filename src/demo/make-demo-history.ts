import mongoose from "mongoose";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { addMinutes, type AppointmentChange, type Cancellation } from "../appointments/appointment-rules.js";
import { becomeClient } from "../clients/become-client.js";
import { openConversation } from "../conversations/open-conversation.js";
import { ChargeModel } from "../payments/charge-model.js";
import { idempotencyKey, PaymentModel } from "../payments/payment-model.js";
import type { Services } from "../services.js";
import { bookedWith } from "./book-demo.js";
import { pastYear, type PastSession } from "./demo-history-rules.js";
import type { DemoIds } from "./make-demo-people.js";

/** Records are due for sessions of this many past days; older ones have theirs. */
const RECORDS_DUE_DAYS = 9;
const DAY = 24 * 60;

/** Makes a year of sessions, with what was paid and returned, in a few writes. */
export async function makeDemoHistory(services: Services, ids: DemoIds): Promise<void> {
  const now = services.clock.now();
  const sessions = pastYear(now).map((past) => sessionOf(past, ids, now));
  await Promise.all([
    AppointmentModel.insertMany(sessions),
    PaymentModel.insertMany(sessions.map(paymentOf)),
    ChargeModel.insertMany(sessions.map(chargeOf)),
  ]);
  const pairOf = ({ clientId, counsellorId }: DemoSession): string => [clientId, counsellorId].join(" ");
  const latestFirst = sessions.toSorted((one, other) => bookedAt(other) - bookedAt(one));
  const firsts = new Map(latestFirst.map((one) => [pairOf(one), one]));
  for (const first of firsts.values()) {
    const { clientId, counsellorId } = first;
    const at = new Date(bookedAt(first));
    await becomeClient({ clientId, counsellorId }, at);
    await openConversation(clientId, counsellorId, at);
  }
}

type DemoSession = Appointment & { chargeId: string };

const bookedAt = ({ history }: DemoSession): number => history[0]!.at.getTime();

function sessionOf(past: PastSession, { clients, counsellors }: DemoIds, now: Date): DemoSession {
  const clientId = clients[past.client];
  const profile = counsellors[past.counsellor];
  if (!clientId || !profile) throw new Error("There is no such demo person");
  const { startsAt, bookedAt } = past;
  const booked = bookedWith(profile, { clientId, startsAt, bookedAt });
  const what = outcomeOf(past, booked, now);
  return {
    ...booked,
    holdId: booked._id,
    chargeId: String(new mongoose.Types.ObjectId()),
    ...what,
    history: [...booked.history, ...(what.history ?? [])],
  };
}

function outcomeOf(
  { outcome, startsAt }: PastSession,
  { endsAt, priceCents }: Pick<Appointment, "endsAt" | "priceCents">,
  now: Date,
): Partial<Appointment> {
  switch (outcome) {
    case "completed": {
      const isDue = addMinutes(endsAt, RECORDS_DUE_DAYS * DAY) > now;
      return {
        status: "completed",
        cameAt: { client: addMinutes(startsAt, -2), counsellor: addMinutes(startsAt, -4) },
        liveAt: addMinutes(startsAt, -2),
        endedAt: endsAt,
        ...(isDue && { recordDueSince: endsAt }),
        history: [
          { at: addMinutes(startsAt, -2), by: "system", what: "live" },
          { at: endsAt, by: "counsellor", what: "completed" },
        ],
      };
    }
    case "cancelled early":
      return cancelled("client", "chosen", addMinutes(startsAt, -3 * DAY), priceCents);
    case "cancelled late":
      return cancelled("client", "chosen", addMinutes(startsAt, -3 * 60), 0);
    case "counsellor":
      return cancelled("counsellor", "chosen", addMinutes(startsAt, -2 * DAY), priceCents);
    case "client absent":
      return { ...cancelled("system", "client absent", addMinutes(startsAt, 30), 0), cameAt: { counsellor: startsAt } };
    case "unattended":
      return cancelled("system", "unattended", addMinutes(startsAt, 30), priceCents);
  }
}

function cancelled(
  by: Cancellation["by"],
  reason: Cancellation["reason"],
  at: Date,
  refundCents: number,
): Partial<Appointment> & { history: AppointmentChange[] } {
  return {
    status: "cancelled",
    cancellation: { by, reason, at, refundCents },
    history: [{ at, by, what: "cancelled" }],
  };
}

const CARD = { lastFour: "4242", brand: "Visa" };

function paymentOf({ _id, clientId, priceCents, chargeId, cancellation, history }: DemoSession) {
  const back = cancellation?.refundCents ?? 0;
  const at = history[0]?.at;
  const refund = { cents: back, status: "returned", askedAt: cancellation?.at, returnedAt: cancellation?.at };
  return {
    appointmentId: _id,
    clientId,
    attempt: 1,
    amountCents: priceCents,
    status: back > 0 ? "refunded" : "approved",
    chargeId,
    ...CARD,
    ...(back > 0 && { refund }),
    at,
  };
}

/** The same in the books of the test gateway, which a later refund asks. */
function chargeOf({ _id, priceCents, chargeId, cancellation, history }: DemoSession) {
  const back = cancellation?.refundCents ?? 0;
  const refund = {
    key: `${String(_id)}:1:refund`,
    amountCents: back,
    status: "returned",
    returnedFrom: cancellation?.at,
  };
  return {
    _id: chargeId,
    key: idempotencyKey({ appointmentId: _id, attempt: 1 }),
    amountCents: priceCents,
    status: "approved",
    ...CARD,
    at: history[0]?.at,
    refunds: back > 0 ? [refund] : [],
    refundedCents: back,
    events: [],
  };
}
