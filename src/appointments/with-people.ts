import type mongoose from "mongoose";
import { AccountModel, type Account } from "../accounts/account-model.js";
import { photoOf } from "../accounts/find-own-details.js";
import { formerName } from "../accounts/names-of.js";
import { PaymentModel, type Payment, type Refund } from "../payments/payment-model.js";
import { askTogether } from "../platform/ask-together.js";
import { among } from "../platform/queries.js";
import { CounsellorModel, type Counsellor } from "../profiles/counsellor-model.js";
import { DEFAULT_ZONE } from "../web/zone-rules.js";
import { AppointmentModel, type Appointment } from "./appointment-model.js";

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

/** These appointments with what pages say of their two people. */
export async function withPeople(appointments: Appointment[]): Promise<AppointmentView[]> {
  if (appointments.length === 0) return [];
  const ids = among(appointments.flatMap(({ clientId, counsellorId }) => [clientId, counsellorId]));
  const charges = appointments.flatMap(({ chargeId, status }) =>
    status === "cancelled" && chargeId ? [chargeId] : [],
  );
  const { accounts, counsellors, payments } = await askTogether({
    accounts: AccountModel.find({ _id: ids }, ACCOUNT_FIELDS).lean<NamedAccount[]>(),
    counsellors: CounsellorModel.find({ _id: ids }, COUNSELLOR_FIELDS).lean<NamedCounsellor[]>(),
    ...(charges.length > 0 && {
      payments: PaymentModel.find({ chargeId: among(charges), status: "refunded" }, PAYMENT_FIELDS).lean<Refunded[]>(),
    }),
  });
  const accountOf = new Map(accounts.map((account) => [String(account._id), account]));
  const counsellorOf = new Map(counsellors.map((counsellor) => [String(counsellor._id), counsellor]));
  return appointments.map((appointment) =>
    viewOf(appointment, {
      client: accountOf.get(String(appointment.clientId)),
      account: accountOf.get(String(appointment.counsellorId)),
      counsellor: counsellorOf.get(String(appointment.counsellorId)),
      payment: payments?.find(({ chargeId }) => chargeId === appointment.chargeId),
    }),
  );
}

/** One appointment with what pages say of its two people, in one trip. */
export async function findWithPeople(which: Partial<Appointment>): Promise<AppointmentView | null> {
  const [found] = await AppointmentModel.aggregate<Appointment & Joined>([
    { $match: which },
    { $limit: 1 },
    join("clients", "accounts", ["clientId", "_id"], [{ $project: ACCOUNT_FIELDS }]),
    join("accounts", "accounts", ["counsellorId", "_id"], [{ $project: ACCOUNT_FIELDS }]),
    join("counsellors", "counsellors", ["counsellorId", "_id"], [{ $project: COUNSELLOR_FIELDS }]),
    join("payments", "payments", ["_id", "appointmentId"], REFUNDED),
  ]);
  if (!found) return null;
  const { clients, accounts, counsellors, payments, ...appointment } = found;
  const payment = payments.find(({ chargeId }) => chargeId === appointment.chargeId);
  return viewOf(appointment, { client: clients[0], account: accounts[0], counsellor: counsellors[0], payment });
}

const ACCOUNT_FIELDS = { name: 1, zone: 1, pronouns: 1, photo: 1 } as const;
const COUNSELLOR_FIELDS = { name: 1, slug: 1 } as const;
const PAYMENT_FIELDS = { chargeId: 1, refund: 1 } as const;
const REFUNDED: mongoose.PipelineStage.Lookup["$lookup"]["pipeline"] = [
  { $match: { status: "refunded" } },
  { $project: PAYMENT_FIELDS },
];

type NamedAccount = Pick<Account, "_id" | keyof typeof ACCOUNT_FIELDS>;
type NamedCounsellor = Pick<Counsellor, "_id" | keyof typeof COUNSELLOR_FIELDS>;
type Refunded = Pick<Payment, "_id" | keyof typeof PAYMENT_FIELDS>;

interface Joined {
  clients: NamedAccount[];
  accounts: NamedAccount[];
  counsellors: NamedCounsellor[];
  payments: Refunded[];
}

function join(
  as: string,
  from: string,
  [localField, foreignField]: [string, string],
  pipeline: mongoose.PipelineStage.Lookup["$lookup"]["pipeline"],
): mongoose.PipelineStage.Lookup {
  return { $lookup: { from, localField, foreignField, ...(pipeline && { pipeline }), as } };
}

/** What is known of an appointment's people; nothing of someone whose account is gone. */
interface People {
  client: NamedAccount | undefined;
  /** The counsellor's. */
  account: NamedAccount | undefined;
  counsellor: NamedCounsellor | undefined;
  payment: Refunded | undefined;
}

function viewOf(appointment: Appointment, { client, account, counsellor, payment }: People): AppointmentView {
  return {
    ...appointment,
    id: String(appointment._id),
    clientName: client?.name ?? formerName("client"),
    clientZone: client?.zone ?? DEFAULT_ZONE,
    clientPronouns: client?.pronouns ?? "",
    clientPhoto: (client && photoOf(client)) ?? null,
    counsellorName: counsellor?.name ?? formerName("counsellor"),
    counsellorZone: account?.zone ?? DEFAULT_ZONE,
    counsellorPronouns: account?.pronouns ?? "",
    counsellorSlug: counsellor?.slug ?? "",
    refund: payment?.refund ?? null,
  };
}
