import mongoose from "mongoose";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { isDuplicate } from "../platform/database.js";
import { NoticeModel } from "./notice-model.js";
import { latestTold, planNotices } from "./notice-rules.js";

/**
 * Makes the notices of every appointment whose people are still to be told of a change. Each exists once, however often and by
 * however many processes this is done; only when they stand is the appointment taken off the list, and only if nothing has
 * changed meanwhile. Reminders of a time that no longer holds vanish.
 */
export async function collectNotices(): Promise<void> {
  const untold = AppointmentModel.find({ untold: true }).lean().cursor();
  for await (const appointment of untold) {
    await insertMissing(appointment);
    await removeOutdatedReminders(appointment);
    const asSeen = { _id: appointment._id, history: mongoose.trusted({ $size: appointment.history.length }) };
    await AppointmentModel.updateOne(asSeen, { $unset: { untold: 1 } });
  }
}

async function insertMissing(appointment: Appointment): Promise<void> {
  const { _id: appointmentId, clientId, counsellorId } = appointment;
  const notices = planNotices(appointment).map(({ to, ...planned }) => ({
    ...planned,
    appointmentId,
    personId: to === "client" ? clientId : counsellorId,
    status: "waiting",
    tryAt: planned.dueAt,
    tries: 0,
  }));
  try {
    await NoticeModel.insertMany(notices, { ordered: false });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
}

async function removeOutdatedReminders({ _id, history, status }: Appointment): Promise<void> {
  await NoticeModel.deleteMany({
    appointmentId: _id,
    kind: mongoose.trusted({ $in: ["day-before", "hour-before"] }),
    status: "waiting",
    ...(status === "cancelled" ? {} : { entry: mongoose.trusted({ $ne: latestTold(history) }) }),
  });
}
