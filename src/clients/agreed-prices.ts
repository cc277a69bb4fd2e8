import type { Counsellor } from "../profiles/counsellor-model.js";
import type { Offer } from "../catalogue/catalogue-rules.js";
import { atAgreedPrices } from "../catalogue/terms-rules.js";
import { AgreedPricesModel, type AgreedPrice } from "./agreed-price-model.js";

type Id = { toString(): string };

/** The prices that a counsellor agreed with this client, if any. */
export async function findAgreedPrices(counsellorId: Id, clientId: Id): Promise<AgreedPrice[]> {
  const pair = { counsellorId: counsellorId.toString(), clientId: clientId.toString() };
  return (await AgreedPricesModel.findOne(pair).lean())?.prices ?? [];
}

/** A counsellor's session types at the prices for this reader; `clientId` is null for visitors. */
export async function offersFor({ _id, offers }: Counsellor, clientId: string | null): Promise<Offer[]> {
  return clientId === null ? offers : atAgreedPrices(offers, await findAgreedPrices(_id, clientId));
}
