import type mongoose from "mongoose";
import { authorize, type Person } from "../access/permissions.js";
import { Conflict } from "../platform/errors.js";
import { absent } from "../platform/queries.js";
import type { Services } from "../services.js";
import { AccountModel, phonePlace, type Account } from "./account-model.js";
import type { Details } from "./details-rules.js";

const STALE = "You changed your details in another window after opening this page. Nothing was overwritten.";

type EditedDetails = Omit<Details, "name"> & { name?: string | undefined; version: number };

/**
 * Replaces the actor's details, as edited from `version`. A counsellor's name stays: their profile has it. Returns the ids of their
 * login sessions, whose open pages still show the old ones. Throws Conflict when the details have changed since `version`.
 */
export async function saveDetails(services: Services, actor: Person, edited: EditedDetails): Promise<string[]> {
  authorize(actor, "account.manage", {});
  const unchanged = { _id: actor.id, detailsVersion: edited.version === 0 ? absent : edited.version };
  const saved = await AccountModel.findOneAndUpdate(unchanged, changeTo(services, actor, edited)).lean();
  if (!saved) throw new Conflict(STALE);
  if (actor.role === "counsellor") await services.changed(actor.id);
  return saved.logins.map(({ id }) => id);
}

function changeTo(
  { secrets }: Services,
  actor: Person,
  { name, zone, mailLocale, pronouns, country, phone, version }: EditedDetails,
): mongoose.UpdateQuery<Account> {
  const filled = {
    ...(pronouns && { pronouns }),
    ...(country && { country }),
    ...(phone && { phone: secrets.seal(phone, phonePlace(actor.id)) }),
  };
  const emptied = ["pronouns", "country", "phone"].filter((field) => !Object.hasOwn(filled, field));
  return {
    $set: {
      ...(name && actor.role !== "counsellor" && { name }),
      zone,
      mailLocale,
      ...filled,
      detailsVersion: version + 1,
    },
    $unset: Object.fromEntries(emptied.map((field) => [field, 1])),
  };
}
