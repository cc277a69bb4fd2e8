import { present } from "../platform/queries.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";
import { PaymentModel } from "./payment-model.js";

/** Whether anybody has set a price or paid one: then the currency of all prices is settled. */
export async function hasPrices(): Promise<boolean> {
  const [offered, paid] = await Promise.all([CounsellorModel.exists({ "offers.0": present }), PaymentModel.exists({})]);
  return offered !== null || paid !== null;
}
