import type { Appointment } from "../appointments/appointment-model.js";
import { TeenModel } from "../booking/teen-model.js";
import type { SharedCheck } from "../checks/check-model.js";
import { DeviceCheckModel } from "../checks/check-model.js";
import { askTogether } from "../platform/ask-together.js";
import { among } from "../platform/queries.js";
import { WhereaboutsModel } from "../room/whereabouts-model.js";

/** What clients have filled in before their sessions. Of sealed details, only that they are there. */
export interface FilledIn {
  /** Whether the client said where they are during this session. */
  hasPlace(appointment: Appointment): boolean;
  /** Whether it is known for which teen this session is. */
  hasTeen(appointment: Appointment): boolean;
  /** The device check that the client shares, or null. */
  checkOf(appointment: Appointment): SharedCheck | null;
}

/** Looks up what the clients of these sessions have filled in. */
export async function findFilledIn(appointments: Appointment[]): Promise<FilledIn> {
  const open = appointments.filter(({ status }) => status === "booked" || status === "live");
  const clients = open.map(({ clientId }) => clientId);
  const teens = open.filter(({ sessionType }) => sessionType === "teen").map(({ _id }) => _id);
  const {
    checks = [],
    places = [],
    known = [],
  } = await askTogether({
    ...(clients.length > 0 && {
      checks: DeviceCheckModel.find({ _id: among(clients) }).lean(),
      places: WhereaboutsModel.find({ _id: among(open.map(({ _id }) => _id)) }, { _id: 1 }).lean(),
    }),
    ...(teens.length > 0 && { known: TeenModel.find({ _id: among(teens) }, { _id: 1 }).lean() }),
  });
  const checkByClient = new Map(checks.map((check) => [String(check._id), check]));
  const placed = new Set(places.map(({ _id }) => String(_id)));
  const knownTeens = new Set(known.map(({ _id }) => String(_id)));
  return {
    hasPlace: ({ _id }) => placed.has(String(_id)),
    hasTeen: ({ _id }) => knownTeens.has(String(_id)),
    checkOf: ({ clientId }) => checkByClient.get(String(clientId)) ?? null,
  };
}
