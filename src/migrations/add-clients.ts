import type mongoose from "mongoose";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { ClientModel } from "../clients/client-model.js";
import { isDuplicate } from "../platform/database.js";
import { buildIndexes } from "../platform/indexes.js";
import { writeMany } from "../platform/write-many.js";
import { inBatches } from "./in-batches.js";
import type { StepServices } from "./step.js";

interface Pair {
  _id: { counsellorId: mongoose.Types.ObjectId; clientId: mongoose.Types.ObjectId };
  firstAt: Date;
}

/** Records who became whose client before that was recorded, by the appointments they booked. */
export async function addClients(_db: mongoose.mongo.Db, services: Pick<StepServices, "log">): Promise<void> {
  await buildIndexes(ClientModel);
  const pairs = AppointmentModel.collection.aggregate<Pair>(
    [
      { $match: { status: { $in: ["booked", "live", "completed", "cancelled"] } } },
      {
        $group: {
          _id: { counsellorId: "$counsellorId", clientId: "$clientId" },
          firstAt: { $min: { $ifNull: [{ $arrayElemAt: ["$history.at", 0] }, "$startsAt"] } },
        },
      },
    ],
    { allowDiskUse: true },
  );
  await inBatches(services, pairs, async (some) => {
    const record = () => writeMany(() => ClientModel.collection.bulkWrite(some.map(becoming), { ordered: false }));
    await record().catch((error: unknown) => {
      // Somebody booked at this moment.
      if (!isDuplicate(error)) throw error;
      return record();
    });
  });
}

function becoming({ _id, firstAt }: Pair): mongoose.mongo.AnyBulkWriteOperation {
  return { updateOne: { filter: _id, update: { $min: { firstSeenAt: firstAt } }, upsert: true } };
}
