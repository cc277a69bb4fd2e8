import { isDuplicate } from "../platform/database.js";
import { AttendanceModel, type Attendance } from "./attendance-model.js";

type Coming = Pick<Attendance, "appointmentId" | "accountId" | "role" | "at">;

/**
 * Writes down that someone came. If a coming of theirs before has no end yet, because another page took over or the server
 * restarted, it ends now.
 */
export async function recordJoining(coming: Coming): Promise<Attendance> {
  const before = await lastAttendance(coming);
  if (before?.what === "joined") await recordLeaving(before, coming.at);
  return AttendanceModel.create({ ...coming, what: "joined" });
}

/** Writes down that a stay ended. However often and from however many processes, its end is written once. */
export async function recordLeaving({ _id, appointmentId, accountId, role }: Attendance, at: Date): Promise<void> {
  const leaving = { appointmentId, accountId, role, what: "left", at, ends: _id } as const;
  await AttendanceModel.create(leaving).catch((error: unknown) =>
    isDuplicate(error) ? undefined : Promise.reject(error as Error),
  );
}

/** The last that is known of the coming and going of one of the two. */
export function lastAttendance({
  appointmentId,
  role,
}: Pick<Attendance, "appointmentId" | "role">): Promise<Attendance | null> {
  return AttendanceModel.findOne({ appointmentId, role }).sort({ at: -1, _id: -1 }).lean();
}
