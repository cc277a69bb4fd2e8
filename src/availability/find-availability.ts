import { zonedAccounts, zonesIn } from "../accounts/zones-of.js";
import { askTogether } from "../platform/ask-together.js";
import { among } from "../platform/queries.js";
import { AvailabilityModel } from "./availability-model.js";
import { DEFAULTS, type Availability } from "./availability-rules.js";

/** Finds a counsellor's availability in the zone of their account; without any set, it has no hours. */
export async function findAvailability(counsellorId: string): Promise<Availability> {
  const found = await findAvailabilities([counsellorId]);
  return found.get(counsellorId)!;
}

/** Finds the availability of several counsellors, by id, with an entry for each. */
export async function findAvailabilities(counsellorIds: string[]): Promise<Map<string, Availability>> {
  if (counsellorIds.length === 0) return new Map();
  const { stored, accounts } = await askTogether({
    stored: AvailabilityModel.find({ _id: among(counsellorIds) }).lean(),
    accounts: zonedAccounts(counsellorIds),
  });
  const zoneOf = zonesIn(accounts);
  const hours = new Map(stored.map((each) => [String(each._id), each]));
  return new Map(counsellorIds.map((id) => [id, { ...(hours.get(id) ?? unset()), zone: zoneOf(id) }]));
}

/** Whether a counsellor has set any hours, weekly or by date. */
export async function hasHours(counsellorId: string): Promise<boolean> {
  const { weekly, overrides } = await findAvailability(counsellorId);
  return [...weekly, ...overrides.map(({ ranges }) => ranges)].some((ranges) => ranges.length > 0);
}

function unset(): Omit<Availability, "zone"> {
  return { weekly: Array.from({ length: 7 }, () => []), overrides: [], ...DEFAULTS, version: 0 };
}
