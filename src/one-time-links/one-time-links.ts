import { createHash, randomBytes } from "node:crypto";
import { isDuplicate } from "../platform/database.js";
import { Conflict } from "../platform/errors.js";
import { addMinutes } from "../platform/minutes-rules.js";
import { absent, after } from "../platform/queries.js";
import type { Services } from "../services.js";
import { linkPlace, OneTimeLinkModel, type OneTimeLink } from "./link-model.js";
import { LINK_MINUTES, TOKEN, type LinkBearer, type LinkPurpose, type LinkState } from "./link-rules.js";

type Needs = Pick<Services, "clock" | "secrets">;

/** Makes a link for an account, for an address that has none, or about a record. It replaces an older one of the same purpose and bearer. */
export async function createOneTimeLink(
  services: Needs,
  purpose: LinkPurpose,
  bearer: LinkBearer,
): Promise<{ token: string; expiresAt: Date }> {
  const token = randomBytes(32).toString("base64url");
  const expiresAt = addMinutes(services.clock.now(), LINK_MINUTES[purpose]);
  const _id = linkId(purpose, bearer);
  const { accountId, recordId, address } = bearer;
  const link = {
    purpose,
    tokenHash: hashOf(token),
    expiresAt,
    ...(accountId && { accountId }),
    ...(recordId && { recordId }),
    ...(address && { address: services.secrets.seal(address, linkPlace({ _id })) }),
  };
  await replace(_id, link);
  return { token, expiresAt };
}

/** Looks at a link without spending it. */
export async function findOneTimeLink(services: Needs, purpose: LinkPurpose, token: string): Promise<LinkState> {
  if (!TOKEN.test(token)) return { state: "unknown" };
  const link = await OneTimeLinkModel.findOne({ tokenHash: hashOf(token), purpose }).lean();
  if (!link) return { state: "unknown" };
  if (link.spentAt) return { state: "spent" };
  if (link.expiresAt <= services.clock.now()) return { state: "expired" };
  return { state: "open", ...bearerOf(services, link) };
}

/** Spends a link, in one conditional write, and returns whom it is for. Throws Conflict unless it was open. */
export async function spendOneTimeLink(services: Needs, purpose: LinkPurpose, token: string): Promise<LinkBearer> {
  const now = services.clock.now();
  const open = { tokenHash: hashOf(token), purpose, spentAt: absent, expiresAt: after(now) };
  const link = await OneTimeLinkModel.findOneAndUpdate(open, { $set: { spentAt: now } }).lean();
  if (!link) throw new Conflict("This link has expired or was used before.");
  return bearerOf(services, link);
}

/** Makes the open link of this purpose and bearer useless, if there is one. */
export async function revokeOneTimeLink(purpose: LinkPurpose, bearer: LinkBearer): Promise<void> {
  await OneTimeLinkModel.deleteOne({ _id: linkId(purpose, bearer), spentAt: absent });
}

/** By record or account, else by a hash of the address, so that no address is stored in the clear. */
function linkId(purpose: LinkPurpose, { recordId, accountId, address = "" }: LinkBearer): string {
  return `${purpose} ${recordId ?? accountId ?? hashOf(address)}`;
}

type NewLink = Pick<OneTimeLink, "purpose" | "tokenHash" | "expiresAt" | "address"> & { accountId?: string };

/** Of two at the same moment one may find that the other has just made the record; it then replaces that. */
async function replace(_id: string, link: NewLink): Promise<void> {
  const put = () =>
    OneTimeLinkModel.updateOne({ _id }, { $set: link, $unset: { spentAt: 1 } }, { upsert: true }).then(() => undefined);
  await put().catch((error: unknown) => {
    if (!isDuplicate(error)) throw error;
    return put();
  });
}

function bearerOf({ secrets }: Needs, link: OneTimeLink): LinkBearer {
  const { accountId, recordId, address } = link;
  return {
    ...(recordId && { recordId: recordId.toString() }),
    ...(accountId && { accountId: accountId.toString() }),
    ...(address && { address: secrets.open(address, linkPlace(link)).toString() }),
  };
}

const hashOf = (text: string): string => createHash("sha256").update(text).digest("base64url");
