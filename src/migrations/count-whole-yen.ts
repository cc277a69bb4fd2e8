import type mongoose from "mongoose";
import { ChargeModel } from "../payments/charge-model.js";
import { PaymentModel } from "../payments/payment-model.js";
import { AgreedPricesModel } from "../clients/agreed-price-model.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { InvoiceModel } from "../invoices/invoice-model.js";
import { writeMany } from "../platform/write-many.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";
import { SiteSettingsModel } from "../site/site-model.js";
import type { Currency } from "../web/money-rules.js";

/** Those without decimals that could be chosen while every amount was kept in hundredths. */
const WHOLE: Currency[] = ["CLP", "ISK", "JPY", "KRW"];

interface Stored {
  _id: mongoose.Types.ObjectId;
  /** Set on a record whose amounts are converted, until all are. */
  inSmallestUnit?: true;
}

type Records = mongoose.mongo.Collection<Stored>;

/** The fields that are, or hold, amounts in the site's currency. */
const AMOUNTS: [records: () => Records, fields: string[]][] = [
  [() => recordsOf(AppointmentModel), ["priceCents", "cancellation"]],
  [() => recordsOf(PaymentModel), ["amountCents", "refund", "hold"]],
  [() => recordsOf(ChargeModel), ["amountCents", "refundedCents", "refunds"]],
  [() => recordsOf(AgreedPricesModel), ["prices"]],
  [() => recordsOf(CounsellorModel), ["offers"]],
];

/** Turns hundredths into whole units where the currency has no decimals: from now on amounts are in the currency's smallest unit. */
export async function countWholeYen(): Promise<void> {
  await convert(recordsOf(InvoiceModel), ["totalCents"], { currency: { $in: WHOLE } });
  const settings = await SiteSettingsModel.findById("site").lean();
  if (!settings || !WHOLE.includes(settings.currency)) return;
  for (const [records, fields] of AMOUNTS) await convert(records(), fields, {});
}

/** Removes the marks that `countWholeYen` leaves so that, interrupted, it converts nothing twice. */
export async function forgetWholeYen(): Promise<void> {
  for (const records of [...AMOUNTS.map(([of]) => of()), recordsOf(InvoiceModel)]) {
    await writeMany(() => records.updateMany({ inSmallestUnit: true }, { $unset: { inSmallestUnit: 1 } }));
  }
}

async function convert(records: Records, fields: string[], which: mongoose.mongo.Filter<Stored>): Promise<void> {
  const left = { inSmallestUnit: { $exists: false } };
  for await (const record of records.find({ ...which, ...left })) {
    const amounts = Object.entries(record).filter(([name]) => fields.includes(name));
    const change = Object.fromEntries(amounts.map(([name, value]) => [name, inUnits(value, name)]));
    await records.updateOne({ _id: record._id, ...left }, { $set: { ...change, inSmallestUnit: true } });
  }
}

/** The records of a model as they are stored. */
function recordsOf({ collection }: { collection: unknown }): Records {
  return collection as Records;
}

/** The same with every amount in it divided by a hundred. */
function inUnits(value: unknown, name: string): unknown {
  if (typeof value === "number" && /cents$/i.test(name)) return Math.round(value / 100);
  if (Array.isArray(value)) return value.map((each) => inUnits(each, name));
  if (value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value as object).map(([key, each]) => [key, inUnits(each, key)]));
}
