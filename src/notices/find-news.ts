import { AccountModel, type Account } from "../accounts/account-model.js";
import type { Person } from "../access/permissions.js";
import { partyOf } from "../appointments/appointment-rules.js";
import { lookUpAppointment, type AppointmentView } from "../appointments/find-appointments.js";
import { PaymentModel } from "../payments/payment-model.js";
import { NoticeChoiceModel } from "./notice-choice-model.js";
import { NoticeModel, type Notice } from "./notice-model.js";
import { reasonToWithdraw, type NoticeKind, type Withdrawal } from "./notice-rules.js";
import type { AppointmentNews, News, PaymentNews } from "./notice-words.js";
import { before, not } from "../platform/queries.js";

export interface Addressed {
  news: News;
  to: Pick<Account, "name" | "email" | "mailLocale">;
}

/** The content and the recipient of a notice as of now, or the reason not to send it. */
export async function findNews(notice: Notice, now: Date): Promise<Addressed | Withdrawal> {
  const to = await AccountModel.findById(notice.personId).lean();
  if (!to?.provenEmail) return "nobody there";
  const unwanted = (await NoticeChoiceModel.findById(notice.personId).lean())?.unwanted ?? [];
  const appointment = await lookUpAppointment(personOf(to), notice.appointmentId.toString());
  const { kind } = notice;
  const news =
    kind === "payment-returned"
      ? await findPaymentNews(notice, appointment, unwanted)
      : await findAppointmentNews({ ...notice, kind }, appointment, unwanted, now);
  return typeof news === "string" ? news : { news, to };
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
  const payment = await PaymentModel.findOne({ appointmentId, attempt: entry }).lean();
  if (!payment?.refund) return "nobody there";
  const { chargeId, refund, brand = "card", lastFour = "" } = payment;
  return {
    kind: "payment-returned",
    reader: "client",
    returnedCents: refund.cents,
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
  const last = await NoticeModel.findOne({ personId, appointmentId, status: "sent", ...earlier })
    .sort({ entry: -1 })
    .lean();
  const told = last?.about ?? appointment.history[entry]?.from;
  return told?.getTime() === appointment.startsAt.getTime() ? undefined : told;
}
