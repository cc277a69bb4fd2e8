import mongoose from "mongoose";
import { AccountModel } from "../accounts/account-model.js";
import { can, type Actor } from "../access/permissions.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";
import { PaymentModel, type Refund } from "../payments/payment-model.js";
import { NotFound } from "../platform/errors.js";
import { AppointmentModel, type Appointment } from "./appointment-model.js";
import type { Status } from "./appointment-rules.js";

/** An appointment with what its pages say of the two people. */
export interface AppointmentView extends Appointment {
  id: string;
  clientName: string;
  clientZone: string;
  counsellorName: string;
  counsellorZone: string;
  counsellorSlug: string;
  /** The money of it that goes back, if any. */
  refund: Refund | null;
}

export interface AppointmentPage {
  shown: AppointmentView[];
  page: number;
  pages: number;
}

export interface AppointmentList {
  /** What is to come, soonest first; before it what is held. */
  upcoming: AppointmentPage;
  /** What has been, latest first. */
  past: AppointmentPage;
}

const OPEN: Status[] = ["booked", "live"];
const ENDED: Status[] = ["completed", "cancelled"];
const PAGE_SIZE = 20;

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

/** What the actor holds at the moment, or null. */
export async function findOwnHold(actor: Actor, now: Date): Promise<AppointmentView | null> {
  const running = { clientId: actor.id, status: "held" as const, deadlineAt: mongoose.trusted({ $gt: now }) };
  const [view] = await withPeople(await AppointmentModel.find(running).lean());
  return view ?? null;
}

/**
 * The actor's appointments, a page each of what is to come (`ahead` counts from 1) and of what has been (`page`), which
 * `state` narrows down; the last one where that is too far.
 */
export async function listAppointments(
  actor: Actor,
  now: Date,
  asked: { state?: "completed" | "cancelled" | undefined; page: number; ahead: number },
): Promise<AppointmentList> {
  const own = actor.role === "client" ? { clientId: actor.id } : { counsellorId: actor.id };
  const [hold, upcoming, past] = await Promise.all([
    actor.role === "client" ? findOwnHold(actor, now) : null,
    findPage({ ...own, status: mongoose.trusted({ $in: OPEN }) }, 1, asked.ahead),
    findPage({ ...own, status: mongoose.trusted({ $in: asked.state ? [asked.state] : ENDED }) }, -1, asked.page),
  ]);
  if (hold) upcoming.shown.unshift(hold);
  return { upcoming, past };
}

async function findPage(
  which: mongoose.QueryFilter<Appointment>,
  order: 1 | -1,
  asked: number,
): Promise<AppointmentPage> {
  const pages = Math.max(1, Math.ceil((await AppointmentModel.countDocuments(which)) / PAGE_SIZE));
  const page = Math.min(asked, pages);
  const found = await AppointmentModel.find(which)
    .sort({ startsAt: order })
    .skip((page - 1) * PAGE_SIZE)
    .limit(PAGE_SIZE)
    .lean();
  return { shown: await withPeople(found), page, pages };
}

async function withPeople(appointments: Appointment[]): Promise<AppointmentView[]> {
  const ids = mongoose.trusted({ $in: appointments.flatMap(({ clientId, counsellorId }) => [clientId, counsellorId]) });
  const charges = mongoose.trusted({ $in: appointments.flatMap(({ chargeId }) => chargeId ?? []) });
  const [accounts, counsellors, payments] = await Promise.all([
    AccountModel.find({ _id: ids }, { name: 1, zone: 1 }).lean(),
    CounsellorModel.find({ _id: ids }, { name: 1, slug: 1 }).lean(),
    PaymentModel.find({ chargeId: charges, status: "refunded" }, { chargeId: 1, refund: 1 }).lean(),
  ]);
  const accountOf = new Map(accounts.map((account) => [String(account._id), account]));
  const counsellorOf = new Map(counsellors.map((counsellor) => [String(counsellor._id), counsellor]));
  const refundOf = new Map(payments.map(({ chargeId, refund }) => [chargeId, refund]));
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
      refund: refundOf.get(appointment.chargeId) ?? null,
    };
  });
}
