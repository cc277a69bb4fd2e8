import { readableEmail } from "../accounts/readable-email.js";
import { authorize, type Person } from "../access/permissions.js";
import { absent } from "../platform/queries.js";
import type { Services } from "../services.js";
import { InvitationModel, invitationPlace } from "./invitation-model.js";
import { LISTED } from "./invitation-rules.js";

/** An invitation that nobody has accepted. */
export interface OpenInvitation {
  id: string;
  address: string;
  sentAt: Date;
  expiresAt: Date;
  isExpired: boolean;
}

/** The actor's open invitations, the latest 50, those that have expired among them. */
export async function findInvitations({ secrets, clock }: Services, actor: Person): Promise<OpenInvitation[]> {
  authorize(actor, "client.see", { counsellorId: actor.id });
  const now = clock.now();
  const open = await InvitationModel.find({ counsellorId: actor.id, acceptedBy: absent })
    .sort({ sentAt: -1 })
    .limit(LISTED)
    .lean();
  return open.flatMap(({ _id, address, sentAt, expiresAt }) =>
    address
      ? [
          {
            id: String(_id),
            address: readableEmail(secrets.open(address, invitationPlace(_id)).toString()),
            sentAt,
            expiresAt,
            isExpired: expiresAt <= now,
          },
        ]
      : [],
  );
}
