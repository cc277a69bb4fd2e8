import type mongoose from "mongoose";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { becomeClient } from "../clients/become-client.js";
import { ClientModel } from "../clients/client-model.js";
import type { Services } from "../services.js";

interface Pair {
  _id: { counsellorId: mongoose.Types.ObjectId; clientId: mongoose.Types.ObjectId };
  firstAt: Date;
}

/** Records who became whose client before that was recorded, by the appointments they booked. Does nothing once that is done. */
export async function adoptClients({ clock }: Pick<Services, "clock">): Promise<void> {
  const adoptions = ClientModel.db.collection<{ _id: string; at: Date }>("adoptions");
  if (await adoptions.findOne({ _id: "clients" })) return;
  const pairs = await AppointmentModel.aggregate<Pair>([
    { $match: { status: { $ne: "held" } } },
    {
      $group: {
        _id: { counsellorId: "$counsellorId", clientId: "$clientId" },
        firstAt: { $min: { $ifNull: [{ $arrayElemAt: ["$history.at", 0] }, "$startsAt"] } },
      },
    },
  ]);
  for (const { _id, firstAt } of pairs) await becomeClient(_id, firstAt);
  await adoptions.updateOne({ _id: "clients" }, { $set: { at: clock.now() } }, { upsert: true });
}
