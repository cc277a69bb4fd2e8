import type { Person } from "../access/permissions.js";
import type { OpenInvitation } from "../invitations/find-invitations.js";
import { counted } from "../platform/counted-rules.js";
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

/** The open invitations, in words. */
export interface OpenInvitations {
  /** "3 invitations not accepted yet" */
  counted: string;
  invitations: InvitationWords[];
}

/** Describes open invitations in the counsellor's zone; null where there are none. */
export function describeInvitations(open: OpenInvitation[], { zone }: Person, format: Format): OpenInvitations | null {
  if (open.length === 0) return null;
  const invitations = open.map(({ id, address, sentAt, expiresAt, isExpired }) => ({
    address,
    state: `Sent on ${format.date(sentAt, zone)}. ${isExpired ? "Its link has expired." : `Works until ${format.date(expiresAt, zone)}.`}`,
    isExpired,
    sendTo: `/clients/invitations/${id}`,
  }));
  return { counted: `${counted(open.length, "invitation")} not accepted yet`, invitations };
}
