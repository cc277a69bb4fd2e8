import type { Person } from "../access/permissions.js";
import { findAvailability } from "../availability/find-availability.js";
import { findNearestSlots } from "../availability/find-slots.js";
import { ticksOf } from "../availability/slot-rules.js";
import { CounsellorModel, type Counsellor } from "../profiles/counsellor-model.js";
import { findOffer, type SessionType } from "../catalogue/catalogue-rules.js";
import type { Services } from "../services.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { addMinutes } from "../appointments/appointment-rules.js";
import type { LostTime } from "../appointments/find-lost-payments.js";
import { whyNotBookable } from "../appointments/ensure-bookable.js";
import { among, not } from "../platform/queries.js";

/** What a client can book instead of a time that is taken. */
export interface Alternatives {
  /** The counsellor of that time, if this client can book them. */
  counsellor: Pick<Counsellor, "name" | "slug"> | null;
  sessionType: SessionType;
  /** Their free times nearby; none when they cannot be booked. */
  times: Date[];
  /** The address of a search for others like them. */
  searchPath: string;
}

/** Finds free times near one that is taken or, if its counsellor cannot be booked, a search for others. */
export async function findAlternatives(services: Services, client: Person, lost: LostTime): Promise<Alternatives> {
  const { sessionType } = lost;
  const counsellor = await CounsellorModel.findById(String(lost.counsellorId)).lean();
  const [specialization] = counsellor?.specializations ?? [];
  const searchPath = `/counsellors?accepting=yes${specialization ? `&specialization=${specialization}` : ""}`;
  const minutes = counsellor && findOffer(counsellor, sessionType)?.minutes;
  const isBookable = counsellor?.published && !counsellor.suspended && !(await whyNotBookable(counsellor, client));
  if (!minutes || !isBookable) return { counsellor: null, sessionType, times: [], searchPath };
  const wish = { counsellorId: String(counsellor._id), minutes, clientId: client.id };
  const times = await findNearestSlots(services, wish, lost.startsAt);
  return { counsellor, sessionType, times: await withoutOwn(times, wish), searchPath };
}

/** The times at which the client has no other session. */
async function withoutOwn(
  times: Date[],
  { counsellorId, minutes, clientId }: { counsellorId: string; minutes: number; clientId: string | null },
): Promise<Date[]> {
  const { bufferMinutes } = await findAvailability(counsellorId);
  const ticksAt = (start: Date) => ticksOf(start, addMinutes(start, minutes), bufferMinutes);
  const own = await AppointmentModel.find(
    {
      clientId,
      ticks: among(times.flatMap(ticksAt)),
      status: not("held"),
    },
    { ticks: 1 },
  ).lean<{ ticks: number[] }[]>();
  const taken = new Set(own.flatMap(({ ticks }) => ticks));
  return times.filter((start) => !ticksAt(start).some((tick) => taken.has(tick)));
}
