import { authorize, type Person } from "../access/permissions.js";
import { isDuplicate } from "../platform/database.js";
import { absent } from "../platform/queries.js";
import type { Services } from "../services.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { BlockModel } from "../appointments/block-model.js";
import { ClientModel } from "../clients/client-model.js";
import { endOffers } from "./end-offers.js";
import { releaseHolds } from "./release-hold.js";

type Id = { toString(): string };
type Pair = Pick<Appointment, "counsellorId" | "clientId">;

/**
 * Stops or allows further bookings by the client of one of the actor's appointments. Booked sessions stay. The client's holds are
 * released; one placed at the same moment is refused when they pay.
 */
export async function blockClient(
  services: Services,
  actor: Person,
  { appointmentId, isBlocked }: { appointmentId: string; isBlocked: boolean },
): Promise<void> {
  const appointment = await AppointmentModel.findById(appointmentId).lean();
  authorize(actor, "client.block", appointment);
  const { counsellorId, clientId } = appointment;
  await setBlock(services, { counsellorId, clientId }, isBlocked);
}

/** The same for a client of the actor's own, with whom they need not have an appointment. */
export async function blockOwnClient(
  services: Services,
  actor: Person,
  { clientId, isBlocked }: { clientId: string; isBlocked: boolean },
): Promise<void> {
  const client = await ClientModel.findOne({ counsellorId: actor.id, clientId }, { remark: 0 }).lean();
  authorize(actor, "client.block", client);
  await setBlock(services, { counsellorId: client.counsellorId, clientId: client.clientId }, isBlocked);
}

/** Whether a counsellor has stopped bookings by this client. */
export async function isClientBlocked(pair: { counsellorId: Id; clientId: Id }): Promise<boolean> {
  const [counsellorId, clientId] = [pair.counsellorId.toString(), pair.clientId.toString()];
  return (await BlockModel.exists({ counsellorId, clientId })) !== null;
}

async function setBlock(services: Services, pair: Pair, isBlocked: boolean): Promise<void> {
  if (!isBlocked) {
    await BlockModel.deleteOne(pair);
    return;
  }
  try {
    await BlockModel.create({ ...pair, at: services.clock.now() });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
  await releaseHolds(services, pair);
  await endOffers(services, { ...pair, moves: absent }, "counsellor", "withdrawn");
}
