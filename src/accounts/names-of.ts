import type { Role } from "../access/permissions.js";
import type { Asked } from "../platform/ask-together.js";
import { among } from "../platform/queries.js";
import { AccountModel } from "./account-model.js";

type Id = { toString(): string };

/** The name to show for an id; the role names someone whose account is gone. */
export type NameOf = (id: Id, role?: Role) => string;

/** Looks up the names of these people, in one query. */
export async function namesOf(ids: Id[]): Promise<NameOf> {
  return namesIn(ids.length === 0 ? [] : await namedAccounts(ids));
}

/** Asks for these people's accounts by name, for `namesIn` to look them up. */
export function namedAccounts(ids: Id[]): Asked<{ _id: Id; name: string }[]> {
  return AccountModel.find({ _id: among([...new Set(ids.map(String))]) }, { name: 1 }).lean();
}

/** The names in accounts that were read already. */
export function namesIn(accounts: { _id: Id; name: string }[]): NameOf {
  const names = new Map(accounts.map(({ _id, name }) => [String(_id), name]));
  return (id, role) => names.get(id.toString()) ?? formerName(role);
}

/** The name shown for someone whose account is gone. */
export function formerName(role?: Role): string {
  return role ? `Former ${role}` : "Former member";
}
