import mongoose from "mongoose";
import { normalEmail } from "../accounts/account-rules.js";
import { authorize, type Person } from "../access/permissions.js";
import { LINK_MINUTES } from "../one-time-links/link-rules.js";
import { revokeOneTimeLink } from "../one-time-links/one-time-links.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict } from "../platform/errors.js";
import { addMinutes } from "../platform/minutes-rules.js";
import { absent, among } from "../platform/queries.js";
import { CounsellorModel, type Counsellor } from "../profiles/counsellor-model.js";
import type { Services } from "../services.js";
import { addressKeys } from "./address-keys.js";
import { InvitationModel, invitationPlace, type Invitation } from "./invitation-model.js";
import { sendInvitation, withdrawMail } from "./send-invitation.js";

const NOT_PUBLIC = "You can invite clients once your profile is published.";
const ACCEPTED = "This invitation has been accepted, so it can no longer be changed.";

/**
 * Invites someone by mail to be the actor's client; again, if they are invited already. All the same happens whether or not the
 * address has an account. Throws TooMany as `countInvitation`, and Conflict unless the actor's profile is published.
 */
export async function inviteClient(services: Services, actor: Person, email: string): Promise<void> {
  const counsellor = await ownPublicProfile(actor);
  const address = normalEmail(email);
  await services.tries.countInvitation(actor.id, address);
  await sendInvitation(services, counsellor, await store(services, actor, address));
}

/** Sends an open invitation once more, with a new link; the old one no longer works. Throws like `inviteClient`. */
export async function inviteAgain(services: Services, actor: Person, id: string): Promise<void> {
  const invitation = await InvitationModel.findById(id).lean();
  authorize(actor, "client.invite", invitation);
  const counsellor = await ownPublicProfile(actor);
  if (!invitation.address) throw new Conflict(ACCEPTED);
  const address = services.secrets.open(invitation.address, invitationPlace(invitation._id)).toString();
  await services.tries.countInvitation(actor.id, address);
  const open = { _id: invitation._id, acceptedBy: absent };
  const again = await InvitationModel.findOneAndUpdate(
    open,
    { $set: termsOf(services) },
    { returnDocument: "after" },
  ).lean();
  if (!again) throw new Conflict(ACCEPTED);
  await sendInvitation(services, counsellor, again);
}

/** Withdraws an invitation: its link no longer works. Does nothing to one that is gone. Throws Conflict once it is accepted. */
export async function withdrawInvitation(services: Services, actor: Person, id: string): Promise<void> {
  const invitation = await InvitationModel.findById(id).lean();
  authorize(actor, "client.invite", invitation ?? { counsellorId: actor.id });
  if (!invitation) return;
  const { deletedCount } = await InvitationModel.deleteOne({ _id: id, acceptedBy: absent });
  if (deletedCount === 0 && (await InvitationModel.exists({ _id: id }))) throw new Conflict(ACCEPTED);
  await revokeOneTimeLink("invitation", { recordId: id });
  await withdrawMail(services, invitation);
}

async function ownPublicProfile(actor: Person): Promise<Counsellor> {
  authorize(actor, "client.invite", { counsellorId: actor.id });
  const counsellor = await CounsellorModel.findById(actor.id).lean();
  if (!counsellor?.published || counsellor.suspended) throw new Conflict(NOT_PUBLIC);
  return counsellor;
}

/** The open invitation of this address, which is made if there is none. */
async function store(services: Services, { id: counsellorId }: Person, address: string): Promise<Invitation> {
  const { secrets } = services;
  const keys = addressKeys(secrets, counsellorId, address);
  const which = { counsellorId, addressKey: among(keys) };
  const _id = new mongoose.Types.ObjectId();
  const change = {
    $setOnInsert: { _id, address: secrets.seal(address, invitationPlace(_id)) },
    // An older key's becomes the newest one's, so that the index sees one address as one.
    $set: { ...termsOf(services), addressKey: keys[0] },
  };
  const put = () => InvitationModel.findOneAndUpdate(which, change, { upsert: true, returnDocument: "after" }).lean();
  // Of two first ones at the same moment, the second sends the first again.
  return put().catch((error: unknown) => (isDuplicate(error) ? put() : Promise.reject(error as Error)));
}

function termsOf({ clock }: Services): Pick<Invitation, "sentAt" | "expiresAt"> {
  const sentAt = clock.now();
  return { sentAt, expiresAt: addMinutes(sentAt, LINK_MINUTES.invitation) };
}
