import type mongoose from "mongoose";
import { AppointmentModel } from "../appointments/appointment-model.js";
import type { Sealed } from "../platform/secrets.js";
import { firstLookAt } from "../room/erase-whereabouts.js";
import { WhereaboutsModel, whereaboutsPlace } from "../room/whereabouts-model.js";
import { dropFormerIndexes } from "./drop-former-indexes.js";
import type { StepServices } from "./step.js";

/** A client's latest whereabouts, from when there was one record of each client. */
interface Earlier {
  _id: mongoose.Types.ObjectId;
  clientId: mongoose.Types.ObjectId;
  appointmentId: mongoose.Types.ObjectId;
  said: Sealed;
  at: Date;
}

/** Binds what clients said of their whereabouts to the session for which they did. */
export async function bindWhereabouts(db: mongoose.mongo.Db, services: StepServices): Promise<void> {
  await dropFormerIndexes(db, services);
  const { collection } = WhereaboutsModel;
  for await (const earlier of collection.find<Earlier>({ appointmentId: { $exists: true } })) {
    await bind(services, earlier);
    await collection.deleteOne({ _id: earlier._id });
  }
}

async function bind({ secrets }: StepServices, { _id, clientId, appointmentId, said, at }: Earlier): Promise<void> {
  const session = await AppointmentModel.findById(appointmentId).lean();
  if (!session) return;
  const text = secrets.open(said, { collection: "whereabouts", id: _id, field: "said" });
  const bound = { _id: appointmentId, clientId };
  const change = { clientId, said: secrets.seal(text, whereaboutsPlace(bound)), at, lookAt: firstLookAt(session) };
  await WhereaboutsModel.updateOne({ _id: appointmentId }, { $setOnInsert: change }, { upsert: true });
}
