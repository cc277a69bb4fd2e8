import { authorize, type Person } from "../access/permissions.js";
import { hasRelay } from "../platform/relay-rules.js";
import type { Services } from "../services.js";
import { zoneNamed } from "../web/zone-rules.js";
import { AccountModel, phonePlace, type Account } from "./account-model.js";
import { describeCalls, type CallsView, type Details } from "./details-rules.js";

export interface OwnDetails extends Details {
  /** 0 before the first change. */
  version: number;
  calls: CallsView;
  /** The addresses of the actor's photo below /photos/, by size. */
  photo?: { small: string; large: string };
}

/** The actor's own details as they edit them. */
export async function findOwnDetails(services: Services, actor: Person): Promise<OwnDetails> {
  authorize(actor, "account.manage", {});
  const account = await AccountModel.findById(actor.id).orFail().lean();
  const { name, pronouns, zone, mailLocale, country, detailsVersion } = account;
  const photo = photoOf(account);
  return {
    name,
    pronouns: pronouns ?? "",
    zone: zoneNamed(zone) ?? zone,
    mailLocale: mailLocale ?? "en-GB",
    phone: openPhone(services, account),
    country: country ?? "",
    version: detailsVersion ?? 0,
    calls: describeCalls({ ...services.ice, hasRelay: hasRelay(services.ice) }, account.hidesAddress === true),
    ...(photo && { photo }),
  };
}

/** A person's telephone number; empty where they gave none. */
export function openPhone(
  { secrets }: Pick<Services, "secrets">,
  { _id, phone }: Pick<Account, "_id" | "phone">,
): string {
  return phone ? secrets.open(phone, phonePlace(_id)).toString() : "";
}

/** The addresses of a client's photo below /photos/, by size, which change with the photo; undefined without one. */
export function photoOf({ _id, photo }: Pick<Account, "_id" | "photo">): OwnDetails["photo"] {
  if (!photo) return undefined;
  const addressOf = (size: "small" | "large"): string => `people/${String(_id)}/${photo[size].reference}`;
  return { small: addressOf("small"), large: addressOf("large") };
}
