import { TotalsModel } from "../../src/admin/totals-model.js";
import { AppointmentModel, type Appointment } from "../../src/appointments/appointment-model.js";
import { AgreedPricesModel } from "../../src/clients/agreed-price-model.js";
import { ClientModel } from "../../src/clients/client-model.js";
import { MessageModel } from "../../src/conversations/message-model.js";
import { InvoiceModel } from "../../src/invoices/invoice-model.js";
import { AttachmentModel } from "../../src/notes/attachment-model.js";
import { NoteModel } from "../../src/notes/note-model.js";
import { PaymentModel } from "../../src/payments/payment-model.js";
import { absent, present } from "../../src/platform/queries.js";

const OPEN: Appointment["status"][] = ["held", "offered", "booked", "live"];

/** How many of the demo's records could not stand so on a real site at `now`, and how many there are of those that it makes few of. */
export async function demoFacts(now: Date): Promise<Record<string, number>> {
  const [sessions, payments, clients] = await Promise.all([
    AppointmentModel.find().lean(),
    PaymentModel.find().lean(),
    ClientModel.find().lean(),
  ]);
  const pairOf = (one: Pick<Appointment, "clientId" | "counsellorId">): string =>
    [one.clientId, one.counsellorId].join(" ");
  const bookedAt = ({ history }: Appointment): Date => history[0]!.at;
  const returned = new Set(
    payments.filter(({ status }) => status === "refunded").map((one) => String(one.appointmentId)),
  );
  const firstOf = new Map<string, Date>();
  for (const one of sessions.toSorted((a, b) => Number(bookedAt(b)) - Number(bookedAt(a)))) {
    firstOf.set(pairOf(one), bookedAt(one));
  }
  const { groups } = await TotalsModel.findById("totals").orFail().lean();
  const counted = groups.flatMap(({ counts }) => counts).find(({ name }) => name === "completed")?.count ?? 0;
  const count = (isWrong: (one: Appointment) => boolean): number => sessions.filter(isWrong).length;
  return {
    bookedAfterwards: count((one) => bookedAt(one) > now || bookedAt(one) > one.startsAt),
    withoutTheirTime: count(({ status, ticks }) => OPEN.includes(status) !== Boolean(ticks?.length)),
    refundedOtherwise: count(
      ({ _id, cancellation }) => returned.has(String(_id)) !== (cancellation?.refundCents ?? 0) > 0,
    ),
    clientsSeenLater: clients.filter((one) => one.firstSeenAt > (firstOf.get(pairOf(one)) ?? now)).length,
    missingInTotals: count(({ status }) => status === "completed") - counted,
    signedRecords: await NoteModel.countDocuments({ kind: "record", signed: present }),
    unsignedRecords: await NoteModel.countDocuments({ kind: "record", signed: absent }),
    privateNotes: await NoteModel.countDocuments({ kind: "private" }),
    offers: count(({ status }) => status === "offered"),
    startingNow: count(({ startsAt }) => Math.abs(Number(startsAt) - Number(now) - 150_000) <= 160_000),
    invoices: await InvoiceModel.countDocuments(),
    agreedPrices: await AgreedPricesModel.countDocuments(),
    attachments: await AttachmentModel.countDocuments(),
    messages: await MessageModel.countDocuments(),
    unreadMessages: await MessageModel.countDocuments({ unreadBy: present }),
  };
}
