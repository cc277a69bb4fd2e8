import mongoose from "mongoose";
import type { Attempt, Mail } from "../platform/mailer.js";
import { addMinutes } from "../platform/minutes-rules.js";
import { after, atMost } from "../platform/queries.js";
import type { Services } from "../services.js";
import type { Queued } from "./queued-model.js";
import { nextTry } from "./queue-rules.js";

/** A mail that is ready to be sent, or why there is none. */
export type Written = Mail | { withdrawal: string };

/** A queue of mails in the database. */
export interface Queue<T extends Queued> {
  model: { modelName: string };
  /** The mail as of now, or why it is withdrawn. */
  write(queued: T, now: Date): Promise<Written> | Written;
  /** The fields to erase once it is settled. */
  erase?: readonly string[];
}

/** How many mails of a round are on their way at once. */
const SENDERS = 3;
/** A claim outlasts the two minutes that a mail may take. */
const LEASE_MINUTES = 5;

type Result = Attempt | { withdrawal: string };

/**
 * Sends every mail of a queue that is due. A conditional write claims each for one sender, so that any number of processes sends
 * it once. If a process dies after the mail server accepted a mail and before that was stored, it is sent again five minutes later
 * under the same Message-ID. A round ends when the mail server is unreachable; what waits is tried again after growing pauses.
 */
export async function sendQueue<T extends Queued>(services: Services, queue: Queue<T>): Promise<void> {
  const round = { isMailAway: false };
  await Promise.all(Array.from({ length: SENDERS }, () => sendInTurn(services, queue, round)));
}

/** Calls `run` when the next mail of a queue is due, if that is soon. */
export async function wakeForNext<T extends Queued>(
  services: Services,
  queue: Queue<T>,
  run: () => Promise<void>,
): Promise<void> {
  const ahead = { tryAt: after(services.clock.now()) };
  const next = await asQueued(queue).findOne(ahead, { tryAt: 1 }).sort({ tryAt: 1 }).lean();
  if (next?.tryAt) services.wakeUps.at(next.tryAt, run);
}

async function sendInTurn<T extends Queued>(
  services: Services,
  queue: Queue<T>,
  round: { isMailAway: boolean },
): Promise<void> {
  while (!round.isMailAway) {
    const queued = await claimNext(queue, services.clock.now());
    if (!queued) return;
    const result = await deliver(services, queue, queued);
    if ("delivery" in result && result.delivery === "away") round.isMailAway = true;
    await settle(services, queue, queued, result);
  }
}

async function claimNext<T extends Queued>(queue: Queue<T>, now: Date): Promise<T | null> {
  const claimed = await asQueued(queue)
    .findOneAndUpdate(
      { tryAt: atMost(now) },
      { $set: { tryAt: addMinutes(now, LEASE_MINUTES) }, $inc: { tries: 1 } },
      { sort: { tryAt: 1 }, returnDocument: "after" },
    )
    .lean();
  return claimed as T | null;
}

/** A mail that cannot be written is tried again later, so that it does not hold up the others. */
async function deliver<T extends Queued>(services: Services, queue: Queue<T>, queued: T): Promise<Result> {
  try {
    const written = await queue.write(queued, services.clock.now());
    return "withdrawal" in written ? written : await services.mailer.send(written);
  } catch (error) {
    services.log.error({ name: (error as Error).name, queue: queue.model.modelName }, "a mail could not be written");
    return { delivery: "later", reason: "EWRITE" };
  }
}

/** Stores the result, unless the claim has expired and someone else is sending the mail. */
async function settle<T extends Queued>(
  services: Services,
  queue: Queue<T>,
  { _id, tries }: T,
  result: Result,
): Promise<void> {
  const { $set, isSettled } = becoming(services, tries, result);
  const erased = isSettled ? ["tryAt", ...(queue.erase ?? [])] : [];
  const $unset = Object.fromEntries(erased.map((field) => [field, 1 as const]));
  await asQueued(queue).updateOne({ _id, status: "waiting", tries }, { $set, $unset });
}

function becoming(
  { clock, mailer }: Services,
  tries: number,
  result: Result,
): { $set: Partial<Queued>; isSettled: boolean } {
  const settledAt = clock.now();
  if ("withdrawal" in result) return { $set: { status: "withdrawn", settledAt, ...result }, isSettled: true };
  const { delivery, reason } = result;
  if (delivery === "accepted") return { $set: { status: "sent", settledAt, via: mailer.via }, isSettled: true };
  const why = reason === undefined ? {} : { reason };
  const tryAt = delivery === "refused" ? null : nextTry(tries, settledAt);
  if (tryAt) return { $set: { tryAt, ...why }, isSettled: false };
  return { $set: { status: "given up", settledAt, ...why }, isSettled: true };
}

/** The model by what every queue has in common; the rest of a record is its own. */
function asQueued<T extends Queued>({ model }: Queue<T>): mongoose.Model<Queued> {
  return mongoose.model<Queued>(model.modelName);
}
