import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { UPCOMING_WITH_ONE, type UpcomingPlaces } from "../catalogue/upcoming-rules.js";
import { absent, among, present } from "../platform/queries.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";
import { writeMany } from "../platform/write-many.js";

/** Gives counsellors the usual limit, and upcoming sessions from before there was one the next places, even beyond it. */
export async function addPlaces(): Promise<void> {
  const usual = { mostUpcoming: UPCOMING_WITH_ONE.usual };
  await writeMany(() => CounsellorModel.updateMany({ mostUpcoming: absent }, { $set: usual }));
  const booked = { ticks: present, status: among(["held", "booked", "live"]), offeredUntil: absent };
  for await (const { _id, clientId, counsellorId } of AppointmentModel.find({ ...booked, placeInAll: absent })
    .lean()
    .cursor()) {
    const [placeWithOne, placeInAll] = [
      await nextPlace({ clientId, counsellorId }, "placeWithOne"),
      await nextPlace({ clientId }, "placeInAll"),
    ];
    await AppointmentModel.updateOne({ _id, placeInAll: absent }, { $set: { placeWithOne, placeInAll } });
  }
}

async function nextPlace(
  whose: Pick<Appointment, "clientId"> & Partial<Pick<Appointment, "counsellorId">>,
  field: keyof UpcomingPlaces,
): Promise<number> {
  const last: Appointment | null = await AppointmentModel.findOne({ ...whose, ticks: present, [field]: present })
    .sort({ [field]: -1 })
    .lean();
  return (last?.[field] ?? 0) + 1;
}
