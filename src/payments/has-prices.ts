import { askTogether } from "../platform/ask-together.js";
import { atLeast } from "../platform/queries.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";
import { PaymentModel } from "./payment-model.js";

/** Whether anyone has set or paid a price, which settles the currency of all prices. */
export async function hasPrices(): Promise<boolean> {
  const { offered, paid } = await askTogether({
    offered: CounsellorModel.findOne({ "offers.priceCents": atLeast(0) }, { _id: 1 }).lean(),
    paid: PaymentModel.findOne({}, { _id: 1 }).sort({ _id: 1 }).lean(),
  });
  return offered !== null || paid !== null;
}
