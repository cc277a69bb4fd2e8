import type { Person } from "../access/permissions.js";
import { findOneTimeLink, spendOneTimeLink } from "../one-time-links/one-time-links.js";
import { Conflict } from "../platform/errors.js";
import type { Services } from "../services.js";

/** A link that gives an account an address. */
export type AddressLink = "email" | "new-email";

/**
 * The address that a link would give the actor's account; null where it does not work, or is for another account. An address can
 * be mistyped, and a stranger who reads the mail must not gain the account by it.
 */
export async function findOwnAddressLink(
  services: Services,
  { id }: Person,
  purpose: AddressLink,
  token: string,
): Promise<string | null> {
  const link = await findOneTimeLink(services, purpose, token);
  return link.state === "open" && link.accountId === id ? (link.address ?? null) : null;
}

/** Spends such a link and returns its address. Throws Conflict where it does not work, or is for another account. */
export async function spendOwnAddressLink(
  services: Services,
  actor: Person,
  purpose: AddressLink,
  token: string,
): Promise<string> {
  const address = await findOwnAddressLink(services, actor, purpose, token);
  if (address === null) throw new Conflict("This link does not work here. Please use our newest e-mail.");
  await spendOneTimeLink(services, purpose, token);
  return address;
}
