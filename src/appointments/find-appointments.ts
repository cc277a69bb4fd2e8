import type mongoose from "mongoose";
import { AccountModel } from "../accounts/account-model.js";
import { photoOf } from "../accounts/find-own-details.js";
import { formerName } from "../accounts/names-of.js";
import { page } from "../platform/paging.js";
import { can, type Person } from "../access/permissions.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";
import { PaymentModel, type Refund } from "../payments/payment-model.js";
import { NotFound } from "../platform/errors.js";
import { after, among } from "../platform/queries.js";
import { DEFAULT_ZONE } from "../web/zone-rules.js";
import { AppointmentModel, type Appointment } from "./appointment-model.js";
import type { Status } from "./appointment-rules.js";

/** The addresses of a photo below /photos/, by size. */
type Photo = { small: string; large: string };

/** An appointment with what its pages say of the two people. */
export interface AppointmentView extends Appointment {
  id: string;
  clientName: string;
  clientZone: string;
  /** Empty where they say none. */
  clientPronouns: string;
  clientPhoto: Photo | null;
  counsellorName: string;
  counsellorZone: string;
  counsellorPronouns: string;
  counsellorSlug: string;
  /** Its refund, if any. */
  refund: Refund | null;
}

export interface AppointmentPage {
  shown: AppointmentView[];
  page: number;
  pages: number;
}

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
export async function lookUpAppointment(actor: Person, id: string): Promise<AppointmentView | null> {
  return visibleTo(actor, await AppointmentModel.findById(id).lean());
}

/** The actor's own appointment that this hold is, or has become; null when there is none that they may see. */
export async function lookUpHold(actor: Person, holdId: string): Promise<AppointmentView | null> {
  return visibleTo(actor, await AppointmentModel.findOne({ holdId }).lean());
}

async function visibleTo(actor: Person, appointment: Appointment | null): Promise<AppointmentView | null> {
  if (!appointment || !can(actor, "appointment.see", appointment)) return null;
  const [view] = await withPeople([appointment]);
  return view ?? null;
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
  const [hold, offers, upcoming, past] = await Promise.all([
    actor.role === "client" ? findRunningHold(actor, now) : null,
    asked.ahead === 1 ? findOpenOffers(own, now) : [],
    findPage({ ...own, status: among(OPEN) }, 1, asked.ahead),
    findPage({ ...own, status: among(asked.state ? [asked.state] : ENDED) }, -1, asked.page),
  ]);
  upcoming.shown.unshift(...(hold ? [hold] : []), ...offers);
  return { upcoming, past };
}

/** Times offered to this client, or by this counsellor, that wait for an answer. */
async function findOpenOffers(own: mongoose.QueryFilter<Appointment>, now: Date): Promise<AppointmentView[]> {
  const open = { ...own, status: "offered" as const, deadlineAt: after(now) };
  return withPeople(await AppointmentModel.find(open).sort({ startsAt: 1 }).lean());
}

async function findPage(
  which: mongoose.QueryFilter<Appointment>,
  order: 1 | -1,
  asked: number,
): Promise<AppointmentPage> {
  const { skip, limit, ...place } = page(await AppointmentModel.countDocuments(which), asked);
  const found = await AppointmentModel.find(which).sort({ startsAt: order }).skip(skip).limit(limit).lean();
  return { shown: await withPeople(found), ...place };
}

/** These appointments with what pages say of their two people. */
export async function withPeople(appointments: Appointment[]): Promise<AppointmentView[]> {
  const ids = among(appointments.flatMap(({ clientId, counsellorId }) => [clientId, counsellorId]));
  const charges = among(appointments.flatMap(({ chargeId }) => chargeId ?? []));
  const [accounts, counsellors, payments] = await Promise.all([
    AccountModel.find({ _id: ids }, { name: 1, zone: 1, pronouns: 1, photo: 1 }).lean(),
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
      clientName: client?.name ?? formerName("client"),
      clientZone: client?.zone ?? DEFAULT_ZONE,
      clientPronouns: client?.pronouns ?? "",
      clientPhoto: (client && photoOf(client)) ?? null,
      counsellorName: counsellor?.name ?? formerName("counsellor"),
      counsellorZone: accountOf.get(String(appointment.counsellorId))?.zone ?? DEFAULT_ZONE,
      counsellorPronouns: accountOf.get(String(appointment.counsellorId))?.pronouns ?? "",
      counsellorSlug: counsellor?.slug ?? "",
      refund: refundOf.get(appointment.chargeId) ?? null,
    };
  });
}
