import { AccountModel, type Account } from "../accounts/account-model.js";
import type { Person } from "../access/permissions.js";
import { partyOf } from "../appointments/appointment-rules.js";
import { lookUpAppointment } from "../appointments/find-appointments.js";
import type { AppointmentView } from "../appointments/with-people.js";
import { MessageModel } from "../conversations/message-model.js";
import { PaymentModel } from "../payments/payment-model.js";
import { NoticeChoiceModel } from "./notice-choice-model.js";
import { NoticeModel, type Notice } from "./notice-model.js";
import { reasonToWithdraw, type NoticeKind, type Withdrawal } from "./notice-rules.js";
import type { AppointmentNews, MessageNews, News, PaymentNews } from "./notice-words.js";
import { before, not } from "../platform/queries.js";

/** Whom a mail goes to, and how. */
export interface Recipient {
  name: string;
  email: string;
  mailLocale: string | undefined;
  /** Whether it must show nothing but a time and a link. */
  isDiscreet: boolean;
}

export interface Addressed {
  news: News;
  to: Recipient;
}

/** The content and the recipient of a notice as of now, or the reason not to send it. */
export async function findNews(notice: Notice, now: Date): Promise<Addressed | Withdrawal> {
  const to = await AccountModel.findById(notice.personId).lean();
  if (!to?.provenEmail) return "nobody there";
  const choice = await NoticeChoiceModel.findById(notice.personId).lean();
  const { unwanted = [], isDiscreet = false } = choice ?? {};
  const { name, email, mailLocale } = to;
  const news = await findNewsFor(notice, to, { unwanted, now });
  return typeof news === "string" ? news : { news, to: { name, email, mailLocale, isDiscreet } };
}

async function findNewsFor(
  notice: Notice,
  to: Account,
  { unwanted, now }: { unwanted: NoticeKind[]; now: Date },
): Promise<News | Withdrawal> {
  const { kind, appointmentId } = notice;
  if (kind === "message-waiting") return findMessageNews(notice, unwanted);
  const appointment = appointmentId ? await lookUpAppointment(personOf(to), appointmentId.toString()) : null;
  return kind === "payment-returned"
    ? findPaymentNews(notice, appointment, unwanted)
    : findAppointmentNews({ ...notice, kind }, appointment, unwanted, now);
}

/** Nothing of who wrote or what: only that something waits. */
async function findMessageNews(
  { conversationId, personId, kind }: Notice,
  unwanted: NoticeKind[],
): Promise<MessageNews | Withdrawal> {
  if (unwanted.includes(kind)) return "not wanted";
  if (!conversationId || !(await MessageModel.exists({ unreadBy: personId, conversationId }))) return "read";
  return { kind: "message-waiting", conversationId: conversationId.toString(), appointment: null };
}

const personOf = ({ _id, role, name, zone }: Account): Person => ({
  id: _id.toString(),
  role,
  isAdmin: false,
  name,
  zone,
  loginId: "",
});

async function findPaymentNews(
  { appointmentId, entry, kind }: Notice,
  appointment: AppointmentView | null,
  unwanted: NoticeKind[],
): Promise<PaymentNews | Withdrawal> {
  if (unwanted.includes(kind)) return "not wanted";
  const payment = await PaymentModel.findOne({ appointmentId: appointmentId!, attempt: entry }).lean();
  if (!payment?.refund) return "nobody there";
  const { chargeId, refund, brand = "card", lastFour = "" } = payment;
  return {
    kind: "payment-returned",
    reader: "client",
    returned: refund.cents,
    card: `${brand} ending in ${lastFour}`,
    appointment: appointment && appointment.chargeId === chargeId ? appointment : null,
  };
}

async function findAppointmentNews(
  notice: Notice & { kind: AppointmentNews["kind"] },
  appointment: AppointmentView | null,
  unwanted: NoticeKind[],
  now: Date,
): Promise<AppointmentNews | Withdrawal> {
  if (!appointment) return "nobody there";
  const { kind, personId, entry } = notice;
  const withdrawal = reasonToWithdraw(notice, appointment, unwanted, now);
  if (withdrawal) return withdrawal;
  const startedAt = kind === "change" ? await findStartLastTold(notice, appointment) : undefined;
  return {
    kind,
    appointment,
    reader: partyOf(appointment, personId.toString()),
    by: appointment.history[entry]?.by ?? "system",
    ...(startedAt ? { before: startedAt } : {}),
  };
}

/** The start in the last notice that reached this person, else the one before the change; undefined if it is the present one. */
async function findStartLastTold(notice: Notice, appointment: AppointmentView): Promise<Date | undefined> {
  const { personId, appointmentId, entry } = notice;
  const earlier = {
    entry: before(entry),
    kind: not("payment-returned"),
  };
  const last = await NoticeModel.findOne({ personId, appointmentId: appointmentId!, status: "sent", ...earlier })
    .sort({ entry: -1 })
    .lean();
  const told = last?.about ?? appointment.history[entry]?.from;
  return told?.getTime() === appointment.startsAt.getTime() ? undefined : told;
}
