import { authorize, type Actor, type Person } from "../access/permissions.js";
import { ClientModel } from "../clients/client-model.js";
import { ConversationModel } from "../conversations/conversation-model.js";
import { findOneTimeLink } from "../one-time-links/one-time-links.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";
import type { Services } from "../services.js";
import { InvitationModel, invitationPlace } from "./invitation-model.js";
import type { EndedState } from "./invitation-rules.js";

/** An invitation as its link shows it. */
export type FoundInvitation =
  | { state: "open"; invitationId: string; counsellorId: string; counsellorName: string; address: string }
  | { state: EndedState };

/** Looks at an invitation by its link, without accepting it. */
export async function findInvitation(services: Services, { id }: Actor, token: string): Promise<FoundInvitation> {
  const link = await findOneTimeLink(services, "invitation", token);
  if (link.state !== "open") return { state: link.state };
  const invitation = await InvitationModel.findById(link.recordId).lean();
  if (!invitation) return { state: "unknown" };
  const { _id, counsellorId, address, acceptedBy } = invitation;
  if (acceptedBy && String(acceptedBy) !== id) return { state: "spent" };
  const counsellor = await CounsellorModel.findById(counsellorId, { name: 1, suspended: 1 }).lean();
  if (!counsellor || counsellor.suspended) return { state: "unknown" };
  return {
    state: "open",
    invitationId: String(_id),
    counsellorId: String(counsellorId),
    counsellorName: counsellor.name,
    address: address ? services.secrets.open(address, invitationPlace(_id)).toString() : "",
  };
}

/** A counsellor whose client the actor is, and where to go on. Throws NotFound for any other. */
export async function findInviter(
  actor: Person,
  counsellorId: string,
): Promise<{ name: string; href: string; conversationId: string | null }> {
  const pair = { counsellorId, clientId: actor.id };
  const [client, counsellor, conversation] = await Promise.all([
    ClientModel.findOne(pair, { remark: 0 }).lean(),
    CounsellorModel.findById(counsellorId, { name: 1, slug: 1 }).lean(),
    ConversationModel.findOne(pair, { _id: 1 }).lean(),
  ]);
  authorize(actor, "invitation.accept", counsellor && client);
  return {
    name: counsellor!.name,
    href: `/counsellors/${counsellor!.slug}`,
    conversationId: conversation && String(conversation._id),
  };
}
