import mongoose from "mongoose";
import { askTogether } from "../platform/ask-together.js";
import { pageOf, pageStart, type Paged } from "../platform/paging.js";
import { can, type Person } from "../access/permissions.js";
import { NotFound } from "../platform/errors.js";
import { after, among, present } from "../platform/queries.js";
import { AppointmentModel, type Appointment } from "./appointment-model.js";
import type { Status } from "./appointment-rules.js";
import { findWithPeople, withPeople, type AppointmentView } from "./with-people.js";

export type AppointmentPage = Paged<AppointmentView>;

export interface AppointmentList {
  /** Upcoming ones, soonest first, after the hold if there is one, and after open offers. */
  upcoming: AppointmentPage;
  /** Past ones, latest first. */
  past: AppointmentPage;
}

const OPEN: Status[] = ["booked", "live"];
const ENDED: Status[] = ["completed", "cancelled"];

/** The actor's own appointment. Throws NotFound when there is none that they may see. */
export async function findAppointment(actor: Person, id: string): Promise<AppointmentView> {
  const appointment = await lookUpAppointment(actor, id);
  if (!appointment) throw new NotFound();
  return appointment;
}

/** The actor's own appointment, or null when there is none that they may see. */
export function lookUpAppointment(actor: Person, id: string): Promise<AppointmentView | null> {
  return visibleTo(actor, { _id: new mongoose.Types.ObjectId(id) });
}

/** The actor's own appointment that this hold is, or has become; null when there is none that they may see. */
export function lookUpHold(actor: Person, holdId: string): Promise<AppointmentView | null> {
  return visibleTo(actor, { holdId: new mongoose.Types.ObjectId(holdId) });
}

async function visibleTo(actor: Person, which: Partial<Appointment>): Promise<AppointmentView | null> {
  const appointment = await findWithPeople(which);
  return appointment && can(actor, "appointment.see", appointment) ? appointment : null;
}

/** The actor's hold that has not expired, or null. */
export async function findRunningHold(actor: Person, now: Date): Promise<AppointmentView | null> {
  const running = { clientId: actor.id, status: "held" as const, deadlineAt: after(now) };
  const [view] = await withPeople(await AppointmentModel.find(running).lean());
  return view ?? null;
}

/**
 * The actor's appointments: one page of upcoming ones (`ahead`, from 1) and one of past ones (`page`, from 1), which `state`
 * narrows down; with `clientId`, a counsellor's with that client alone. Beyond the last page, the last page.
 */
export async function listAppointments(
  actor: Person,
  now: Date,
  asked: { state?: "completed" | "cancelled" | undefined; page: number; ahead: number; clientId?: string },
): Promise<AppointmentList> {
  const { clientId } = asked;
  const own =
    actor.role === "client" ? { clientId: actor.id } : { counsellorId: actor.id, ...(clientId && { clientId }) };
  const isClient = actor.role === "client";
  const upcoming = listOf({ ...own, ticks: present, status: among(OPEN) }, 1);
  const past = listOf({ ...own, status: among(asked.state ? [asked.state] : ENDED) }, -1);
  const found = await askTogether({
    waiting: findWaiting(own, now),
    upcoming: upcoming.find(pageStart(asked.ahead)),
    past: past.find(pageStart(asked.page)),
  });
  const [ahead, before] = await Promise.all([
    pageOf(asked.ahead, found.upcoming, upcoming),
    pageOf(asked.page, found.past, past),
  ]);
  const waiting = found.waiting.filter(({ status }) => (status === "held" ? isClient : asked.ahead === 1));
  const views = await withPeople([...waiting, ...ahead.shown, ...before.shown]);
  const first = waiting.length + ahead.shown.length;
  return {
    upcoming: { ...ahead, shown: views.slice(0, first) },
    past: { ...before, shown: views.slice(first) },
  };
}

/** The client's hold, and times offered to this client, or by this counsellor, that wait for an answer. */
function findWaiting(own: mongoose.QueryFilter<Appointment>, now: Date) {
  const statuses: Status[] = ["held", "offered"];
  const waiting = { ...own, ticks: present, status: among(statuses), deadlineAt: after(now) };
  return AppointmentModel.find(waiting).sort({ status: 1, startsAt: 1 }).lean<Appointment[]>();
}

function listOf(which: mongoose.QueryFilter<Appointment>, order: 1 | -1) {
  return {
    count: () => AppointmentModel.countDocuments(which),
    find: ({ skip, limit }: { skip: number; limit: number }) =>
      AppointmentModel.find(which).sort({ startsAt: order }).skip(skip).limit(limit).lean<Appointment[]>(),
  };
}
