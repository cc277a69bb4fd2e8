import { withdrawLetter } from "../letters/withdraw-letters.js";
import { writeLetter } from "../letters/write-letter.js";
import { createOneTimeLink } from "../one-time-links/one-time-links.js";
import type { Counsellor } from "../profiles/counsellor-model.js";
import type { Services } from "../services.js";
import { InvitationModel, invitationPlace, type Invitation } from "./invitation-model.js";
import { invitationWords } from "./invitation-rules.js";

/** Mails an invitation with a new link. An earlier mail that still waits is withdrawn. */
export async function sendInvitation(services: Services, { name }: Counsellor, invitation: Invitation): Promise<void> {
  const { _id, counsellorId, address } = invitation;
  if (!address) return;
  await withdrawMail(services, invitation);
  const { token, expiresAt } = await createOneTimeLink(services, "invitation", { recordId: String(_id) });
  const { siteUrl, secrets, site } = services;
  const letterId = await writeLetter(services, {
    kind: "invitation",
    to: { name: "", address: secrets.open(address, invitationPlace(_id)).toString() },
    personId: counsellorId,
    words: invitationWords(name, site.current.name, `${siteUrl}/invitation/${token}`),
    expiresAt,
  });
  await InvitationModel.updateOne({ _id }, { $set: { letterId } });
}

/** Withdraws the latest mail of an invitation, if it still waits. */
export async function withdrawMail(services: Services, { letterId }: Invitation): Promise<void> {
  if (letterId) await withdrawLetter(services, letterId);
}
