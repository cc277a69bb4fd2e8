import type mongoose from "mongoose";
import { addMinutes } from "../appointments/appointment-rules.js";
import type { Delivery } from "../platform/mailer.js";
import type { Services } from "../services.js";
import { findNews } from "./find-news.js";
import { NoticeModel, type Notice } from "./notice-model.js";
import { nextTry, WITHDRAWALS, type Withdrawal } from "./notice-rules.js";
import { writeMail, type MailRendering } from "./write-mail.js";
import { atMost } from "../platform/queries.js";

/** How many mails are on their way at once. */
const SENDERS = 3;
/** A claim outlasts the two minutes that a mail may take. */
const LEASE_MINUTES = 5;

type SendResult = Delivery | Withdrawal;

/**
 * Sends every notice that is due. A conditional write claims each for one sender, so that any number of processes sends it once. If a
 * process dies after the mail server accepted a mail and before that was stored, the notice is sent again five minutes later under
 * the same Message-ID. A round ends when the mail server is unreachable; what waits is tried again after growing pauses.
 */
export async function sendNotices(services: Services, rendering: MailRendering): Promise<void> {
  const round = { isMailAway: false };
  await Promise.all(Array.from({ length: SENDERS }, () => sendInTurn(services, rendering, round)));
}

async function sendInTurn(services: Services, rendering: MailRendering, round: { isMailAway: boolean }): Promise<void> {
  while (!round.isMailAway) {
    const notice = await claimNext(services.clock.now());
    if (!notice) return;
    const outcome = await deliver(services, rendering, notice);
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

/** A notice that cannot be written is tried again later, so that it does not hold up the others. */
async function deliver(services: Services, rendering: MailRendering, notice: Notice): Promise<SendResult> {
  try {
    const found = await findNews(notice, services.clock.now());
    if (typeof found === "string") return found;
    return await services.mailer.send(await writeMail(services, rendering, notice, found));
  } catch (error) {
    services.log.error({ name: (error as Error).name, kind: notice.kind }, "a notice failed");
    return "later";
  }
}

/** Stores the result, unless the claim has expired and someone else is sending the notice. */
async function settle(services: Services, notice: Notice, outcome: SendResult): Promise<void> {
  const { _id, tries } = notice;
  await NoticeModel.updateOne({ _id, status: "waiting", tries }, becoming(services, notice, outcome));
}

function becoming({ clock, mailer }: Services, { tries }: Notice, outcome: SendResult): mongoose.UpdateQuery<Notice> {
  const settledAt = clock.now();
  const done = { $unset: { tryAt: 1 } };
  if (outcome === "accepted") return { $set: { status: "sent", settledAt, via: mailer.via }, ...done };
  if (isWithdrawal(outcome)) return { $set: { status: "withdrawn", settledAt, withdrawal: outcome }, ...done };
  const tryAt = outcome === "refused" ? null : nextTry(tries, settledAt);
  return tryAt ? { $set: { tryAt } } : { $set: { status: "given up", settledAt }, ...done };
}

const isWithdrawal = (outcome: SendResult): outcome is Withdrawal =>
  (WITHDRAWALS as readonly string[]).includes(outcome);
