import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { addMinutes } from "../platform/minutes-rules.js";
import { atMost } from "../platform/queries.js";
import type { Services } from "../services.js";
import { WhereaboutsModel, type StoredWhereabouts } from "./whereabouts-model.js";

const KEPT_MINUTES = 24 * 60;

/** When what is said of whereabouts during a session may have to be erased: a day after the session began, at the earliest. */
export const firstLookAt = ({ startsAt }: Pick<Appointment, "startsAt">): Date => addMinutes(startsAt, KEPT_MINUTES);

/** Erases what clients said of their whereabouts 24 hours after the session ended. Idempotent, also across processes. */
export async function eraseWhereabouts({ clock }: Pick<Services, "clock">): Promise<void> {
  const now = clock.now();
  for await (const stored of WhereaboutsModel.find({ lookAt: atMost(now) }).lean<StoredWhereabouts>()) {
    await eraseIfOver(stored, now);
  }
}

/** The time of a session can still change, so it is read again; where it has, the look is put off. */
async function eraseIfOver({ _id, lookAt }: Pick<StoredWhereabouts, "_id" | "lookAt">, now: Date): Promise<void> {
  const session = await AppointmentModel.findById(_id).lean();
  const erasedAt = session ? addMinutes(endOf(session), KEPT_MINUTES) : now;
  if (erasedAt <= now) await WhereaboutsModel.deleteOne({ _id });
  else await WhereaboutsModel.updateOne({ _id, lookAt }, { $set: { lookAt: erasedAt } });
}

const endOf = ({ endedAt, cancellation, endsAt }: Appointment): Date => endedAt ?? cancellation?.at ?? endsAt;
