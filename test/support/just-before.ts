import { mock } from "node:test";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";

type Write = "create" | "updateOne" | "findOneAndUpdate";

/** Lets something happen once, between the questions that come before the next such write of an appointment and the write itself. */
export function justBefore(write: Write, happens: () => Promise<unknown>): void {
  const original = (AppointmentModel[write] as (...args: unknown[]) => unknown).bind(AppointmentModel);
  const mocked = mock.method(AppointmentModel, write, (...args: unknown[]) => {
    mocked.mock.restore();
    const written = happens().then(() => original(...args));
    return Object.assign(written, { lean: () => written });
  });
}
