import mongoose from "mongoose";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { addMinutes } from "../appointments/appointment-rules.js";
import { PaymentModel, type Payment } from "../payments/payment-model.js";
import { isDuplicate } from "../platform/database.js";
import { among, not } from "../platform/queries.js";
import { NoticeModel, type Notice } from "./notice-model.js";
import { latestTold, planNotices } from "./notice-rules.js";
import { writeMany } from "../platform/write-many.js";

/**
 * Creates the notices of every appointment and every refunded payment that is marked `needsNotice`, each once, in however many
 * processes this runs. The mark is cleared once the notices exist, unless the appointment has changed again. Reminders of a time
 * that no longer holds are deleted.
 */
export async function collectNotices(): Promise<void> {
  const changed = AppointmentModel.find({ needsNotice: true }).lean().cursor();
  for await (const appointment of changed) await collectChange(appointment);
  const returned = PaymentModel.find({ needsNotice: true }).lean().cursor();
  for await (const payment of returned) await collectReturn(payment);
}

async function collectChange(appointment: Appointment): Promise<void> {
  const { _id, clientId, counsellorId, history } = appointment;
  const planned = planNotices(appointment);
  await insertMissing(
    planned.map(({ to, ...notice }) => ({
      ...notice,
      appointmentId: _id,
      personId: to === "client" ? clientId : counsellorId,
    })),
  );
  await removeOutdatedReminders(appointment);
  const asSeen = { _id, history: mongoose.trusted({ $size: history.length }) };
  await AppointmentModel.updateOne(asSeen, { $unset: { needsNotice: 1 } });
}

/** Due a minute later, so that nobody reads of it before the cancellation that caused it. */
async function collectReturn({ _id, appointmentId, clientId, attempt, refund, at }: Payment): Promise<void> {
  const appointment = await AppointmentModel.findById(appointmentId, { startsAt: 1 }).lean();
  await insertMissing([
    {
      kind: "payment-returned",
      appointmentId,
      personId: clientId,
      entry: attempt,
      ...(appointment ? { about: appointment.startsAt } : {}),
      dueAt: addMinutes(refund?.returnedAt ?? at, 1),
    },
  ]);
  await PaymentModel.updateOne({ _id }, { $unset: { needsNotice: 1 } });
}

type NewNotice = Pick<Notice, "kind" | "appointmentId" | "conversationId" | "personId" | "entry" | "about" | "dueAt">;

/** Stores notices that wait to be sent, but for those that exist already. */
export async function insertMissing(notices: NewNotice[]): Promise<void> {
  const waiting = notices.map((notice) => ({ ...notice, status: "waiting", tryAt: notice.dueAt, tries: 0 }));
  try {
    await NoticeModel.insertMany(waiting, { ordered: false });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
}

async function removeOutdatedReminders({ _id, history, status }: Appointment): Promise<void> {
  await writeMany(() =>
    NoticeModel.deleteMany({
      appointmentId: _id,
      kind: among(["day-before", "hour-before"]),
      status: "waiting",
      ...(status === "cancelled" ? {} : { entry: not(latestTold(history)) }),
    }),
  );
}
