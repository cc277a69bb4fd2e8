import type mongoose from "mongoose";
import { addMinutes } from "../appointments/appointment-rules.js";
import type { Delivery } from "../platform/mailer.js";
import type { Services } from "../services.js";
import { findNews } from "./find-news.js";
import { NoticeModel, type Notice } from "./notice-model.js";
import { nextTry, WITHDRAWALS, type Withdrawal } from "./notice-rules.js";
import { writeMail, type Writing } from "./write-mail.js";
import { atMost } from "../platform/queries.js";

/** How many mails are on their way at once. */
const SENDERS = 3;
/** For how long a claimed notice is its sender's alone; longer than the two minutes that a mail may take. */
const LEASE_MINUTES = 5;

type Outcome = Delivery | Withdrawal;

/**
 * Sends every notice that is due. Each is claimed by a conditional write, sent, and then marked as sent, so that senders in any
 * number of processes send it once. Only when a process dies after the mail server took a mail and before it was marked is it
 * sent again, five minutes addMinutes, under the same Message-ID: rather twice than never. A round ends when the mail server is
 * away; what waits is tried again after growing pauses.
 */
export async function sendNotices(services: Services, writing: Writing): Promise<void> {
  const round = { isMailAway: false };
  await Promise.all(Array.from({ length: SENDERS }, () => sendInTurn(services, writing, round)));
}

async function sendInTurn(services: Services, writing: Writing, round: { isMailAway: boolean }): Promise<void> {
  while (!round.isMailAway) {
    const notice = await claimNext(services.clock.now());
    if (!notice) return;
    const outcome = await deliver(services, writing, notice);
    if (outcome === "away") round.isMailAway = true;
    await settle(services, notice, outcome);
  }
}

async function claimNext(now: Date): Promise<Notice | null> {
  return NoticeModel.findOneAndUpdate(
    { tryAt: atMost(now) },
    { $set: { tryAt: addMinutes(now, LEASE_MINUTES) }, $inc: { tries: 1 } },
    { sort: { tryAt: 1 }, returnDocument: "after" },
  ).lean();
}

/** One that cannot be written is tried again later; the others do not wait for it. */
async function deliver(services: Services, writing: Writing, notice: Notice): Promise<Outcome> {
  try {
    const found = await findNews(notice, services.clock.now());
    if (typeof found === "string") return found;
    return await services.mailer.send(await writeMail(services, writing, notice, found));
  } catch (error) {
    services.log.error({ name: (error as Error).name, kind: notice.kind }, "a notice failed");
    return "later";
  }
}

/** Marks what became of a notice, unless its lease ran out and someone else is sending it. */
async function settle(services: Services, notice: Notice, outcome: Outcome): Promise<void> {
  const { _id, tries } = notice;
  await NoticeModel.updateOne({ _id, status: "waiting", tries }, becoming(services, notice, outcome));
}

function becoming({ clock, mailer }: Services, { tries }: Notice, outcome: Outcome): mongoose.UpdateQuery<Notice> {
  const settledAt = clock.now();
  const done = { $unset: { tryAt: 1 } };
  if (outcome === "accepted") return { $set: { status: "sent", settledAt, via: mailer.via }, ...done };
  if (isWithdrawal(outcome)) return { $set: { status: "withdrawn", settledAt, withdrawal: outcome }, ...done };
  const tryAt = outcome === "refused" ? null : nextTry(tries, settledAt);
  return tryAt ? { $set: { tryAt } } : { $set: { status: "given up", settledAt }, ...done };
}

const isWithdrawal = (outcome: Outcome): outcome is Withdrawal => (WITHDRAWALS as readonly string[]).includes(outcome);
