import type mongoose from "mongoose";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { UPCOMING_WITH_ONE, type UpcomingPlaces } from "../catalogue/upcoming-rules.js";
import { absent, among, present } from "../platform/queries.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";
import { writeMany } from "../platform/write-many.js";
import { inBatches } from "./in-batches.js";
import type { StepServices } from "./step.js";

type Upcoming = Pick<Appointment, "_id" | "clientId" | "counsellorId"> & Partial<UpcomingPlaces>;

const FIELDS = { clientId: 1, counsellorId: 1, placeWithOne: 1, placeInAll: 1 };

/** Gives counsellors the usual limit, and upcoming sessions from before there was one the next places, even beyond it. */
export async function addPlaces(_db: mongoose.mongo.Db, services: Pick<StepServices, "log">): Promise<void> {
  const usual = { mostUpcoming: UPCOMING_WITH_ONE.usual };
  await writeMany(() => CounsellorModel.updateMany({ mostUpcoming: absent }, { $set: usual }));
  const booked = { ticks: present, status: among(["held", "booked", "live"]), offeredUntil: absent };
  const waiting = AppointmentModel.find<Upcoming>({ ...booked, placeInAll: absent }, FIELDS)
    .lean()
    .cursor();
  await inBatches(services, waiting, async (some) => {
    const places = new Places(await findPlaced(some));
    const changes = some.map((session) => ({
      updateOne: { filter: { _id: session._id, placeInAll: absent }, update: { $set: places.next(session) } },
    }));
    await writeMany(() => AppointmentModel.bulkWrite(changes));
  });
}

/** The sessions of these people that have places already. */
function findPlaced(some: Upcoming[]): PromiseLike<Upcoming[]> {
  const clientId = among(some.map((session) => session.clientId));
  return AppointmentModel.find<Upcoming>({ clientId, ticks: present, placeInAll: present }, FIELDS).lean();
}

/** The last place of each client in all, and with each counsellor. */
class Places {
  readonly #last = new Map<string, number>();

  constructor(placed: Upcoming[]) {
    for (const { clientId, counsellorId, placeWithOne = 0, placeInAll = 0 } of placed) {
      this.#note(`${String(clientId)} ${String(counsellorId)}`, placeWithOne);
      this.#note(String(clientId), placeInAll);
    }
  }

  next({ clientId, counsellorId }: Upcoming): UpcomingPlaces {
    return {
      placeWithOne: this.#take(`${String(clientId)} ${String(counsellorId)}`),
      placeInAll: this.#take(String(clientId)),
    };
  }

  #take(whose: string): number {
    const place = (this.#last.get(whose) ?? 0) + 1;
    this.#last.set(whose, place);
    return place;
  }

  #note(whose: string, place: number): void {
    this.#last.set(whose, Math.max(place, this.#last.get(whose) ?? 0));
  }
}
