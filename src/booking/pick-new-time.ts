import type { Person } from "../access/permissions.js";
import { minutesOf } from "../appointments/appointment-rules.js";
import type { AppointmentView } from "../appointments/with-people.js";
import { findAvailability } from "../availability/find-availability.js";
import { pickTime, type PickerRequest, type Picker } from "../availability/pick-time.js";
import { NotFound } from "../platform/errors.js";
import { CounsellorModel, type Counsellor } from "../profiles/counsellor-model.js";
import type { Services } from "../services.js";

/** The times to which an appointment can be moved. Throws NotFound when its counsellor's profile is gone. */
export async function pickNewTime(
  services: Services,
  actor: Person,
  appointment: AppointmentView,
  asked: PickerRequest,
): Promise<{ counsellor: Counsellor; picker: Picker | null }> {
  const [counsellor, availability] = await Promise.all([
    CounsellorModel.findById(appointment.counsellorId).lean(),
    findAvailability(String(appointment.counsellorId)),
  ]);
  if (!counsellor) throw new NotFound();
  const moving = { id: appointment.id, minutes: minutesOf(appointment) };
  const pick = { ...asked, type: appointment.sessionType };
  return { counsellor, picker: await pickTime(services, { counsellor, availability }, pick, actor, moving) };
}
