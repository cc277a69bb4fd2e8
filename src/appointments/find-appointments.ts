import mongoose from "mongoose";
import { AccountModel } from "../accounts/account-model.js";
import { can, type Actor } from "../access/permissions.js";
import { CounsellorModel } from "../counsellors/counsellor-model.js";
import { NotFound } from "../platform/errors.js";
import { AppointmentModel, type Appointment } from "./appointment-model.js";

/** An appointment with what its pages say of the two people. */
export interface AppointmentView extends Appointment {
  id: string;
  clientName: string;
  clientZone: string;
  counsellorName: string;
  counsellorZone: string;
  counsellorSlug: string;
}

const ENDED = ["completed", "cancelled"];
const HISTORY_SHOWN = 50;

/** The actor's own appointment. Throws NotFound when there is none that they may see. */
export async function findAppointment(actor: Actor, id: string): Promise<AppointmentView> {
  const appointment = await lookUpAppointment(actor, id);
  if (!appointment) throw new NotFound();
  return appointment;
}

/** The actor's own appointment, or null when there is none that they may see. */
export async function lookUpAppointment(actor: Actor, id: string): Promise<AppointmentView | null> {
  const appointment = mongoose.isObjectIdOrHexString(id) ? await AppointmentModel.findById(id).lean() : null;
  if (!appointment || !can(actor, "appointment.see", appointment)) return null;
  const [view] = await withPeople([appointment]);
  return view ?? null;
}

/** The actor's appointments: what is to come, soonest first, and what has been, latest first. */
export async function listAppointments(
  actor: Actor,
  now: Date,
): Promise<{ upcoming: AppointmentView[]; past: AppointmentView[] }> {
  const own = actor.role === "client" ? { clientId: actor.id } : { counsellorId: actor.id };
  const holds = actor.role === "client" ? [{ status: "held", deadlineAt: { $gt: now } }] : [];
  const open = mongoose.trusted({ $in: ["booked", "live"] });
  const ended = mongoose.trusted({ $in: ENDED });
  const [upcoming, past] = await Promise.all([
    AppointmentModel.find({ ...own, $or: mongoose.trusted([{ status: open }, ...holds]) }).sort({ startsAt: 1 }).lean(),
    AppointmentModel.find({ ...own, status: ended }).sort({ startsAt: -1 }).limit(HISTORY_SHOWN).lean(),
  ]);
  return { upcoming: await withPeople(upcoming), past: await withPeople(past) };
}

async function withPeople(appointments: Appointment[]): Promise<AppointmentView[]> {
  const ids = mongoose.trusted({ $in: appointments.flatMap(({ clientId, counsellorId }) => [clientId, counsellorId]) });
  const [accounts, counsellors] = await Promise.all([
    AccountModel.find({ _id: ids }, { name: 1, zone: 1 }).lean(),
    CounsellorModel.find({ _id: ids }, { name: 1, slug: 1 }).lean(),
  ]);
  const accountOf = new Map(accounts.map((account) => [String(account._id), account]));
  const counsellorOf = new Map(counsellors.map((counsellor) => [String(counsellor._id), counsellor]));
  return appointments.map((appointment) => {
    const client = accountOf.get(String(appointment.clientId));
    const counsellor = counsellorOf.get(String(appointment.counsellorId));
    return {
      ...appointment,
      id: String(appointment._id),
      clientName: client?.name ?? "A former client",
      clientZone: client?.zone ?? "Etc/UTC",
      counsellorName: counsellor?.name ?? "A former counsellor",
      counsellorZone: accountOf.get(String(appointment.counsellorId))?.zone ?? "Etc/UTC",
      counsellorSlug: counsellor?.slug ?? "",
    };
  });
}
