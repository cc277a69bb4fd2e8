import mongoose from "mongoose";
import { AccountModel, type Account } from "../accounts/account-model.js";
import { partyOf } from "../appointments/appointment-rules.js";
import { lookUpAppointment, type AppointmentView } from "../appointments/find-appointments.js";
import { PaymentModel } from "../payments/payment-model.js";
import { NoticeChoiceModel } from "./notice-choice-model.js";
import { NoticeModel, type Notice } from "./notice-model.js";
import { reasonToWithdraw, type Withdrawal } from "./notice-rules.js";
import type { Subject } from "./notice-words.js";

export interface Addressed {
  about: Subject;
  to: { name: string; email: string };
}

/**
 * What a notice speaks of, as things stand now, and to whom; or why it must not be sent; or "not yet", while the money that it
 * says has come back is still on its way.
 */
export async function findSubject(notice: Notice, now: Date): Promise<Addressed | Withdrawal | "not yet"> {
  const [to, choice] = await Promise.all([
    AccountModel.findById(notice.personId).lean(),
    NoticeChoiceModel.findById(notice.personId).lean(),
  ]);
  const appointment = to && (await lookUpAppointment(personOf(to), notice.appointmentId.toString()));
  if (!appointment) return "nobody there";
  const withdrawal = reasonToWithdraw(notice, appointment, choice?.unwanted ?? [], now);
  if (withdrawal) return withdrawal;

  const about: Subject = {
    kind: notice.kind,
    appointment,
    reader: partyOf(appointment, to._id.toString()),
    by: appointment.history[notice.entry]?.by ?? "system",
  };
  if (notice.kind === "payment-returned") {
    const card = await findCardPaidBack(appointment);
    return card === null ? "not yet" : { to, about: { ...about, card } };
  }
  const before = notice.kind === "change" ? await findStartLastTold(notice, appointment) : undefined;
  return { to, about: before ? { ...about, before } : about };
}

const personOf = ({ _id, role, name, zone }: Account) => ({ id: _id.toString(), role, name, zone, loginId: "" });

/** The card that the money went back to, in words, or null when it has not yet. */
async function findCardPaidBack({ _id, chargeId }: AppointmentView): Promise<string | null> {
  const paid = { appointmentId: _id, chargeId: chargeId ?? "", status: "refunded" as const };
  const payment = await PaymentModel.findOne(paid).lean();
  return payment && `${payment.brand ?? "card"} ending in ${payment.lastFour ?? "…"}`;
}

/** The start that this person heard last, where it was another than now; else the one before the change. */
async function findStartLastTold(notice: Notice, appointment: AppointmentView): Promise<Date | undefined> {
  const { personId, appointmentId } = notice;
  const earlier = { entry: mongoose.trusted({ $lt: notice.entry }), status: "sent" as const };
  const last = await NoticeModel.findOne({ personId, appointmentId, ...earlier })
    .sort({ entry: -1 })
    .lean();
  const before = last?.about ?? appointment.history[notice.entry]?.from;
  return before?.getTime() === appointment.startsAt.getTime() ? undefined : before;
}
