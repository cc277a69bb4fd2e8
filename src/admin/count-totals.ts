import type { Services } from "../services.js";
import { countMonths } from "./count-months.js";
import { countRecords } from "./count-records.js";
import { TotalsModel } from "./totals-model.js";

const EVERY_MS = 5 * 60_000;

/** Counts the site's totals and stores them. Counting takes longer the more there is, so that no page does it. */
export async function countTotals(services: Services): Promise<void> {
  const at = services.clock.now();
  const [groups, months] = await Promise.all([countRecords(), countMonths(services)]);
  await TotalsModel.updateOne({ _id: "totals" }, { $set: { at, groups, months } }, { upsert: true });
}

/** The same, unless somebody has in the last five minutes. */
export async function countTotalsIfOld(services: Services): Promise<void> {
  const last = await TotalsModel.findById("totals", { at: 1 }).lean();
  if (!last || services.clock.now().getTime() - last.at.getTime() >= EVERY_MS) await countTotals(services);
}
