import type mongoose from "mongoose";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { becomeClient } from "../clients/become-client.js";
import { ClientModel } from "../clients/client-model.js";
import { buildIndexes } from "../platform/indexes.js";

interface Pair {
  _id: { counsellorId: mongoose.Types.ObjectId; clientId: mongoose.Types.ObjectId };
  firstAt: Date;
}

/** Records who became whose client before that was recorded, by the appointments they booked. */
export async function addClients(): Promise<void> {
  await buildIndexes(ClientModel);
  const pairs = AppointmentModel.collection.aggregate<Pair>([
    { $match: { status: { $in: ["booked", "live", "completed", "cancelled"] } } },
    {
      $group: {
        _id: { counsellorId: "$counsellorId", clientId: "$clientId" },
        firstAt: { $min: { $ifNull: [{ $arrayElemAt: ["$history.at", 0] }, "$startsAt"] } },
      },
    },
  ]);
  for await (const { _id, firstAt } of pairs) await becomeClient(_id, firstAt);
}
