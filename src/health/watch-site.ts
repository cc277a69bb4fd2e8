import { AppointmentModel } from "../appointments/appointment-model.js";
import { LetterModel } from "../letters/letter-model.js";
import { NoticeModel } from "../notices/notice-model.js";
import { onDatabaseTrip } from "../platform/database.js";
import { after, atMost } from "../platform/queries.js";
import type { Services } from "../services.js";

/** Adds the figures of the site's work: trips to the database, sockets, Redis, occupied rooms, how late deadlines are, and mails that wait. */
export function watchSite({ metrics, clock, bus }: Services, countSockets: () => number): void {
  onDatabaseTrip(() => metrics.count("trips"));
  metrics.watch("healspace_sockets", "Open sockets of this process", countSockets);
  metrics.watch(
    "healspace_bus_working",
    "1 while news from other processes arrives, 0 while Redis is unreachable",
    () => Number(bus.isWorking),
  );
  metrics.watch("healspace_rooms", "Session rooms with someone inside", () => countRooms(clock.now()));
  metrics.watch("healspace_deadline_lag_seconds", "How overdue the oldest deadline is", () => findLag(clock.now()));
  metrics.watch("healspace_notices_waiting", "Notices about appointments that are due and not sent", () =>
    NoticeModel.countDocuments({ tryAt: atMost(clock.now()) }),
  );
  metrics.watch("healspace_letters_waiting", "Other mails that are due and not sent", () =>
    LetterModel.countDocuments({ tryAt: atMost(clock.now()) }),
  );
}

function countRooms(now: Date): Promise<number> {
  return AppointmentModel.countDocuments({
    $or: [{ "presentUntil.client": after(now) }, { "presentUntil.counsellor": after(now) }],
  });
}

async function findLag(now: Date): Promise<number> {
  const due = { deadlineAt: atMost(now) };
  const oldest = await AppointmentModel.findOne(due, { deadlineAt: 1 }).sort({ deadlineAt: 1 }).lean();
  return oldest?.deadlineAt ? (now.getTime() - oldest.deadlineAt.getTime()) / 1000 : 0;
}
