import { not } from "../platform/queries.js";
import { CounsellorModel, type Counsellor } from "./counsellor-model.js";

/** The one published counsellor whom people can see; null where there are none or several. */
export async function findOnlyCounsellor(): Promise<Counsellor | null> {
  const found = await CounsellorModel.find({ published: true, suspended: not(true) })
    .limit(2)
    .lean();
  return found.length === 1 ? (found[0] ?? null) : null;
}
