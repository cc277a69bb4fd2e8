import mongoose from "mongoose";
import { randomUUID } from "node:crypto";
import type { Clock } from "../platform/clock.js";
import { isDuplicate } from "../platform/database.js";
import { atMost, not, present } from "../platform/queries.js";
import { declinedWords, testCard, type Card } from "./card-rules.js";
import { ChargeModel, type Charge } from "./charge-model.js";
import type { ChargeOutcome, ChargeStatus, GatewayEvent, RefundOutcome } from "./charge-rules.js";
import { NoAnswer, type ChargeOrder, type PaymentGateway, type RefundOrder } from "./payment-gateway.js";

const SLOW_MS = 30_000;
const REFUND_MS = 10_000;

/** The test gateway also shows the page on which the owner of a card confirms a charge. */
export interface TestGateway extends PaymentGateway {
  /** What its confirmation page shows; null when nothing is to be confirmed there. */
  findUnconfirmed(chargeId: string): Promise<{ amountCents: number; lastFour: string; brand: string } | null>;
  /** Confirms or refuses a charge, requested by its owner. The first answer counts. */
  confirm(chargeId: string, isConfirmed: boolean): Promise<void>;
}

/**
 * A gateway that moves no money but behaves like one that does: cards that fail in many ways, answers that are late or lost,
 * events that come twice and out of order. It keeps its books in a collection of its own, and of a card the last four digits.
 */
export function createTestGateway(clock: Clock): TestGateway {
  return {
    charge: (order) => charge(order, clock.now()),

    async findCharge(key) {
      await settleDue({ key }, clock.now());
      const charge = await ChargeModel.findOne({ key }).lean();
      return charge && outcomeOf(charge);
    },

    refund: (order) => refund(order, clock.now()),

    confirmationPage: (chargeId, returnTo) =>
      `/test-gateway/${chargeId}?${new URLSearchParams({ returnTo }).toString()}`,

    findUnconfirmed: (chargeId) => ChargeModel.findOne({ _id: chargeId, status: "confirming" }).lean(),

    confirm,

    async deliverEvents(handle) {
      await settleDue({}, clock.now());
      await deliverOpenEvents(handle);
    },
  };
}

/** Whether payments go through the test gateway. */
export function isTestGateway(gateway: PaymentGateway): gateway is TestGateway {
  return "findUnconfirmed" in gateway;
}

async function charge({ key, amountCents, card }: ChargeOrder, now: Date): Promise<ChargeOutcome> {
  const made = await chargeOnce({ key, amountCents, ...outcomeFor(card, now), at: now });
  if (testCard(card)?.outcome === "lost") throw new NoAnswer("The test gateway's answer was lost on its way");
  return outcomeOf(made);
}

async function chargeOnce(charge: Partial<Charge> & { key: string }): Promise<Charge> {
  try {
    return (await ChargeModel.create(charge)).toObject();
  } catch (error) {
    const first = isDuplicate(error, "key") ? await ChargeModel.findOne({ key: charge.key }).lean() : null;
    if (!first) throw error;
    return first;
  }
}

function outcomeFor(card: Card, now: Date): Partial<Charge> {
  const known = testCard(card);
  const shown = { lastFour: card.number.slice(-4), brand: known?.brand ?? "Card" };
  const explanation = declinedWords(known?.outcome ?? null);
  if (explanation) return { ...shown, ...begun("declined"), explanation };
  if (known?.outcome === "confirm") return { ...shown, ...begun("confirming") };
  if (known?.outcome === "slow") {
    return { ...shown, ...begun("processing"), approvedFrom: new Date(now.getTime() + SLOW_MS) };
  }
  return { ...shown, ...begun("approved") };
}

const begun = (status: ChargeStatus): Pick<Charge, "status" | "events"> => ({
  status,
  events: [eventOf(`charge.${status}`)],
});

async function refund({ chargeId, key, amountCents }: RefundOrder, now: Date): Promise<RefundOutcome> {
  const returnedFrom = new Date(now.getTime() + REFUND_MS);
  const order = { key, amountCents, status: "pending" as const, returnedFrom };
  const isLeft = mongoose.trusted({ $lte: [{ $add: ["$refundedCents", amountCents] }, "$amountCents"] });
  await ChargeModel.updateOne(
    { _id: chargeId, status: "approved", "refunds.key": not(key), $expr: isLeft },
    { $push: { refunds: order, events: eventOf("refund.pending") }, $inc: { refundedCents: amountCents } },
  );
  const charge = await ChargeModel.findById(chargeId).lean();
  const made = charge?.refunds.find((one) => one.key === key);
  if (!made) throw new Error("The test gateway refused a refund");
  return refundOf(made);
}

async function confirm(chargeId: string, isConfirmed: boolean): Promise<void> {
  const change = isConfirmed
    ? { status: "approved" as const }
    : { status: "declined" as const, explanation: "You did not confirm this payment. Your time is still held." };
  await ChargeModel.updateOne(
    { _id: chargeId, status: "confirming" },
    { $set: change, $push: { events: eventOf(`charge.${change.status}`) } },
  );
}

/** Hands over each event that is not yet handled; one whose handling fails stays for the next time. */
async function deliverOpenEvents(handle: (event: GatewayEvent) => Promise<void>): Promise<void> {
  const charges = await ChargeModel.find({ "events.id": present }).lean();
  const open = charges.flatMap(({ _id, key, events }) => events.map((event) => ({ _id, event: { ...event, key } })));
  for (const { _id, event } of inNoCertainOrder(open)) {
    const isHandled = await handle(event).then(
      () => true,
      () => false,
    );
    if (isHandled) await ChargeModel.updateOne({ _id }, { $pull: { events: { id: event.id } } });
  }
}

/** Plays the banks: approves what was processing long enough, and completes refunds. */
async function settleDue(which: { key?: string }, now: Date): Promise<void> {
  const due = atMost(now);
  const processing = { ...which, status: "processing" as const, approvedFrom: due };
  for (const { _id } of await ChargeModel.find(processing, { _id: 1 }).lean()) {
    await ChargeModel.updateOne(
      { _id, status: "processing" },
      { $set: { status: "approved" }, $push: { events: eventOf("charge.approved") } },
    );
  }
  const pending = { status: "pending" as const, returnedFrom: { $lte: now } };
  const owing = { ...which, "refunds.status": "pending" as const, refunds: mongoose.trusted({ $elemMatch: pending }) };
  for (const { _id, refunds } of await ChargeModel.find(owing, { refunds: 1 }).lean()) {
    for (const { key } of refunds) {
      await ChargeModel.updateOne(
        { _id, refunds: mongoose.trusted({ $elemMatch: { ...pending, key } }) },
        { $set: { "refunds.$.status": "returned" }, $push: { events: eventOf("refund.returned") } },
      );
    }
  }
}

function eventOf(type: GatewayEvent["type"]): { id: string; type: GatewayEvent["type"] } {
  return { id: randomUUID(), type };
}

/** The latest first, and every third one twice, as real gateways may do: listeners must cope with both. */
function inNoCertainOrder<T>(events: T[]): T[] {
  return [...events].reverse().flatMap((event, place) => (place % 3 === 0 ? [event, event] : [event]));
}

function outcomeOf({ _id, status, explanation, lastFour, brand, refunds }: Charge): ChargeOutcome {
  const why = explanation ? { explanation } : {};
  return { id: String(_id), status, lastFour, brand, refunds: refunds.map(refundOf), ...why };
}

function refundOf({ key, amountCents, status }: RefundOutcome): RefundOutcome {
  return { key, amountCents, status };
}
