import mongoose from "mongoose";
import { authorize, type Person } from "../access/permissions.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict } from "../platform/errors.js";
import type { Services } from "../services.js";
import { addressPlace, InvoiceSettingsModel } from "./invoice-settings-model.js";

/** What a counsellor sets for all invoices to come. */
export interface OwnInvoiceSettings {
  /** Empty before the first change. */
  address: string;
  /** In hundredths of a percent. */
  taxRate: number;
  taxText: string;
  version: string;
}

const STALE = "You changed this in another window after opening this page. Nothing was overwritten.";

/** The actor's own settings for invoices. */
export async function findInvoiceSettings(
  { secrets }: Pick<Services, "secrets">,
  actor: Person,
): Promise<OwnInvoiceSettings> {
  authorize(actor, "invoice.write", { counsellorId: actor.id });
  const stored = await InvoiceSettingsModel.findById(actor.id).lean();
  if (!stored) return { address: "", taxRate: 0, taxText: "", version: "" };
  const { address, taxRate, taxText, version } = stored;
  return { address: secrets.open(address, addressPlace(actor.id)).toString(), taxRate, taxText, version };
}

/** Replaces the actor's settings as edited from `version`. Throws Conflict when they have changed since. */
export async function saveInvoiceSettings(
  { secrets }: Pick<Services, "secrets">,
  actor: Person,
  { version, address, ...rest }: OwnInvoiceSettings,
): Promise<void> {
  authorize(actor, "invoice.write", { counsellorId: actor.id });
  const sealed = secrets.seal(address, addressPlace(actor.id));
  const change = { ...rest, address: sealed, version: new mongoose.Types.ObjectId().toString() };
  if (version === "") return create(actor.id, change);
  const { matchedCount } = await InvoiceSettingsModel.updateOne({ _id: actor.id, version }, { $set: change });
  if (matchedCount === 0) throw new Conflict(STALE);
}

async function create(_id: string, first: object): Promise<void> {
  try {
    await InvoiceSettingsModel.create({ _id, ...first });
  } catch (error) {
    throw isDuplicate(error) ? new Conflict(STALE) : error;
  }
}
