import { AppointmentModel } from "../../src/appointments/appointment-model.js";

const NOBODY = "0".repeat(24);

/** Waits as long as this many questions to the database take: on a busy machine what is raced against takes longer, and so does this. */
export async function questions(count: number): Promise<void> {
  for (let asked = 0; asked < count; asked += 1) await AppointmentModel.findById(NOBODY).lean();
}
