import { authorize, type Person } from "../access/permissions.js";
import { AgreedPricesModel, type AgreedPrice } from "./agreed-price-model.js";
import { isDuplicate } from "../platform/database.js";
import { ClientModel } from "./client-model.js";

/** Agrees these prices with a client of the actor's own, in place of any earlier ones. Bookings keep the price they have. */
export async function savePrices(actor: Person, clientId: string, prices: AgreedPrice[]): Promise<void> {
  const client = await ClientModel.findOne({ counsellorId: actor.id, clientId }, { counsellorId: 1 }).lean();
  authorize(actor, "client.price", client);
  const pair = { counsellorId: actor.id, clientId };
  const write = () => AgreedPricesModel.updateOne(pair, { $set: { prices } }, { upsert: true });
  await write().catch((error: unknown) => (isDuplicate(error) ? write() : Promise.reject(error as Error)));
}
