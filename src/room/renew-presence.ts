import { AppointmentModel } from "../appointments/appointment-model.js";
import type { Party } from "../protocol/messages.js";
import type { Services } from "../services.js";
import { EXPECTED, leaseEnd } from "./presence-rules.js";
import { among } from "../platform/queries.js";
import { writeMany } from "../platform/write-many.js";

/** Renews the leases of everyone in a room, in one write for each role; skips sessions that are over. */
export async function renewPresence(
  services: Services,
  stays: { appointmentId: string; party: Party }[],
): Promise<void> {
  const presentUntil = leaseEnd(services.clock.now());
  for (const party of ["client", "counsellor"] as const) {
    const ids = stays.filter((stay) => stay.party === party).map(({ appointmentId }) => appointmentId);
    if (ids.length === 0) continue;
    await writeMany(() =>
      AppointmentModel.updateMany(
        { _id: among(ids), status: among(EXPECTED) },
        { $max: { [`presentUntil.${party}`]: presentUntil } },
      ),
    );
  }
}
