import { isDuplicate } from "../platform/database.js";
import { AttendanceModel, type Attendance } from "../appointments/attendance-model.js";

type Arrival = Pick<Attendance, "appointmentId" | "accountId" | "role" | "at">;

/**
 * Records an arrival. An earlier arrival that has not ended, because another page took over or the server restarted, ends now.
 */
export async function recordJoining(arrival: Arrival): Promise<Attendance> {
  const before = await lastAttendance(arrival);
  if (before?.what === "joined") await recordLeaving(before, arrival.at);
  return AttendanceModel.create({ ...arrival, what: "joined" });
}

/** Records the departure that ends an arrival. Idempotent, also across processes. */
export async function recordLeaving({ _id, appointmentId, accountId, role }: Attendance, at: Date): Promise<void> {
  const leaving = { appointmentId, accountId, role, what: "left", at, ends: _id } as const;
  await AttendanceModel.create(leaving).catch((error: unknown) =>
    isDuplicate(error) ? undefined : Promise.reject(error as Error),
  );
}

/** The latest arrival or departure of one of the two people. */
export function lastAttendance({
  appointmentId,
  role,
}: Pick<Attendance, "appointmentId" | "role">): Promise<Attendance | null> {
  return AttendanceModel.findOne({ appointmentId, role }).sort({ at: -1, _id: -1 }).lean();
}
