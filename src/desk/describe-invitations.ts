import type { Person } from "../access/permissions.js";
import type { OpenInvitation } from "../invitations/find-invitations.js";
import type { Format } from "../web/format-rules.js";

/** An open invitation, in words. */
export interface InvitationWords {
  address: string;
  /** "Sent on 23 November 2026. Works until 30 November 2026." */
  state: string;
  isExpired: boolean;
  /** Where its buttons send to: with "/again" and "/withdraw". */
  sendTo: string;
}

/** Describes open invitations in the counsellor's zone. */
export function describeInvitations(open: OpenInvitation[], { zone }: Person, format: Format): InvitationWords[] {
  return open.map(({ id, address, sentAt, expiresAt, isExpired }) => ({
    address,
    state: `Sent on ${format.date(sentAt, zone)}. ${isExpired ? "Its link has expired." : `Works until ${format.date(expiresAt, zone)}.`}`,
    isExpired,
    sendTo: `/clients/invitations/${id}`,
  }));
}
