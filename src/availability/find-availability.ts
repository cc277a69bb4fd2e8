import { AccountModel } from "../accounts/account-model.js";
import { AvailabilityModel } from "./availability-model.js";
import { DEFAULTS, type Availability } from "./availability-rules.js";
import { among } from "../platform/queries.js";

/** A counsellor's availability; one who has set none has no hours yet, in the zone of their account. */
export async function findAvailability(counsellorId: string): Promise<Availability> {
  const stored = await AvailabilityModel.findById(counsellorId).lean();
  return stored ?? unset((await AccountModel.findById(counsellorId, { zone: 1 }).lean())?.zone);
}

/** The availability of several counsellors, by id; none of them is left out. */
export async function findAvailabilities(counsellorIds: string[]): Promise<Map<string, Availability>> {
  const stored = await AvailabilityModel.find({ _id: among(counsellorIds) }).lean();
  const found = new Map<string, Availability>(stored.map((each) => [String(each._id), each]));
  const missing = counsellorIds.filter((id) => !found.has(id));
  for (const id of missing) found.set(id, await findAvailability(id));
  return found;
}

/** Whether a counsellor has set any hours, weekly or by date. */
export async function hasHours(counsellorId: string): Promise<boolean> {
  const { weekly, overrides } = await findAvailability(counsellorId);
  return [...weekly, ...overrides.map(({ ranges }) => ranges)].some((ranges) => ranges.length > 0);
}

function unset(zone = "Etc/UTC"): Availability {
  return { zone, weekly: Array.from({ length: 7 }, () => []), overrides: [], ...DEFAULTS, version: 0 };
}
