import { AccountModel } from "../accounts/account-model.js";
import { AvailabilityModel } from "./availability-model.js";
import { DEFAULTS, type Availability } from "./availability-rules.js";

/** A counsellor's availability; one who has set none has no hours yet, in the zone of their account. */
export async function findAvailability(counsellorId: string): Promise<Availability> {
  const stored = await AvailabilityModel.findById(counsellorId).lean();
  if (stored) return stored;
  const account = await AccountModel.findById(counsellorId, { zone: 1 }).lean();
  return {
    zone: account?.zone ?? "Etc/UTC",
    weekly: Array.from({ length: 7 }, () => []),
    overrides: [],
    ...DEFAULTS,
    version: 0,
  };
}
