import mongoose from "mongoose";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import type { TestPerson } from "./people.js";

let made = 0;

/** Makes a booked session of these two, each at another time, without booking it. */
export async function makeSession(client: TestPerson, counsellor: TestPerson): Promise<string> {
  made += 1;
  const startsAt = new Date(Date.now() + made * 3_600_000);
  const { _id } = await AppointmentModel.create({
    clientId: new mongoose.Types.ObjectId(client.id),
    counsellorId: new mongoose.Types.ObjectId(counsellor.id),
    status: "booked",
    sessionType: "individual",
    medium: "video",
    startsAt,
    endsAt: new Date(startsAt.getTime() + 3_000_000),
    priceCents: 6000,
    paymentAttempt: 1,
    history: [],
  });
  return String(_id);
}
