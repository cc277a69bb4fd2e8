import type mongoose from "mongoose";
import type { Person } from "../../src/access/permissions.js";
import { AppointmentModel, type Appointment } from "../../src/appointments/appointment-model.js";
import { payAppointment } from "../../src/booking/pay-appointment.js";
import { placeHold, type Wanted } from "../../src/booking/place-hold.js";
import type { TestPerson } from "./people.js";
import type { TestSite } from "./test-site.js";

export const GOOD_CARD = { number: "4242424242424242", expiryMonth: 4, expiryYear: 2099, securityCode: "123" };
export const BAD_CARD = { ...GOOD_CARD, number: "4000000000000002" };

/** A person as an actor, without signing in. */
export function actorOf(person: TestPerson, role: Person["role"] = "client"): Person {
  return { id: person.id, role, isAdmin: role === "admin", name: person.name, zone: "Europe/Berlin", loginId: "test" };
}

export function wanted(counsellor: TestPerson, startsAt: string): Wanted {
  return { counsellorId: counsellor.id, sessionType: "individual", medium: "video", startsAt: new Date(startsAt) };
}

/** Books and pays a session, which does not count against the client's limit: tests may need many. */
export async function book(
  site: TestSite,
  client: TestPerson,
  counsellor: TestPerson,
  startsAt: string,
): Promise<Appointment> {
  const held = await placeHold(site.services, actorOf(client), wanted(counsellor, startsAt));
  await payAppointment(site.services, actorOf(client), String(held.holdId), GOOD_CARD);
  await AppointmentModel.updateOne({ _id: held._id }, { $unset: { placeWithOne: 1, placeInAll: 1 } });
  return current(held._id);
}

/** For trials in which one client holds times hundreds of times. */
export function countNoHolds({ services }: TestSite): void {
  services.tries.countHold = () => Promise.resolve();
}

/** For trials in which one client books more than anyone may: what is booked so far no longer counts. */
export async function countNoSessions(): Promise<void> {
  await AppointmentModel.updateMany({}, { $unset: { placeWithOne: 1, placeInAll: 1 } });
}

/** The appointment as the database holds it now. */
export async function current(id: mongoose.Types.ObjectId | string): Promise<Appointment> {
  return AppointmentModel.findById(id).orFail().lean();
}
