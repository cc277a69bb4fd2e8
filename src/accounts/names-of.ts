import type { Role } from "../access/permissions.js";
import { among } from "../platform/queries.js";
import { AccountModel } from "./account-model.js";

type Id = { toString(): string };

/** The name to show for an id; the role names someone whose account is gone. */
export type NameOf = (id: Id, role?: Role) => string;

/** Looks up the names of these people, in one query. */
export async function namesOf(ids: Id[]): Promise<NameOf> {
  const accounts = await AccountModel.find({ _id: among(ids.map(String)) }, { name: 1 }).lean();
  const names = new Map(accounts.map(({ _id, name }) => [String(_id), name]));
  return (id, role) => names.get(id.toString()) ?? formerName(role);
}

/** The name shown for somebody whose account is gone. */
export function formerName(role?: Role): string {
  return role ? `Former ${role}` : "Former member";
}
