import { AccountModel } from "../accounts/account-model.js";
import { confirmRegistration } from "../accounts/prove-email.js";
import { authorize, type Person } from "../access/permissions.js";
import { becomeClient } from "../clients/become-client.js";
import { openConversation } from "../conversations/open-conversation.js";
import { tellWriting } from "../conversations/tell-writing.js";
import { spendOneTimeLink } from "../one-time-links/one-time-links.js";
import { Conflict } from "../platform/errors.js";
import type { Services } from "../services.js";
import { findInvitation } from "./find-invitation.js";
import { InvitationModel, type Invitation } from "./invitation-model.js";

const ENDED = "This invitation no longer works. Please ask the person who invited you for a new one.";

/**
 * Makes the actor a client of the counsellor who invited them, and opens their conversation. An unconfirmed account whose address the
 * mail went to is confirmed by that. Someone who is interrupted can accept again. Returns the counsellor's id; null, with nothing done,
 * where the actor has to confirm another address first. Throws Conflict for a link that does not work.
 */
export async function acceptInvitation(services: Services, actor: Person, token: string): Promise<string | null> {
  authorize(actor, "invitation.accept", { clientId: actor.id });
  const found = await findInvitation(services, actor, token);
  if (found.state !== "open") throw new Conflict(ENDED);
  if (actor.isUnproven && !(await prove(services, actor, found.address))) return null;
  const { counsellorId, clientId } = await claim(found.invitationId, actor);
  const now = services.clock.now();
  await becomeClient({ counsellorId, clientId }, now, "invitation");
  await tellWriting(services, await openConversation(clientId, counsellorId, now));
  await spendOneTimeLink(services, "invitation", token).catch(ignoreSpent);
  return String(counsellorId);
}

/** False when the mail went to another address than the actor's. */
async function prove(services: Services, { id }: Person, address: string): Promise<boolean> {
  const isOwn = await AccountModel.exists({ _id: id, email: address });
  if (isOwn) services.loginsEnded(await confirmRegistration(services, id, address), "restarting");
  return isOwn !== null;
}

/** One account accepts an invitation, however many hold its link. */
async function claim(
  invitationId: string,
  { id }: Person,
): Promise<Pick<Invitation, "counsellorId"> & { clientId: Invitation["counsellorId"] }> {
  const mine = { _id: invitationId, $or: [{ acceptedBy: null }, { acceptedBy: id }] };
  const accepted = { $set: { acceptedBy: id }, $unset: { address: 1, addressKey: 1 } } as const;
  const invitation = await InvitationModel.findOneAndUpdate(mine, accepted, { returnDocument: "after" }).lean();
  if (!invitation?.acceptedBy) throw new Conflict(ENDED);
  return { counsellorId: invitation.counsellorId, clientId: invitation.acceptedBy };
}

/** Another of the actor's windows may have been faster. */
function ignoreSpent(error: unknown): void {
  if (!(error instanceof Conflict)) throw error;
}
