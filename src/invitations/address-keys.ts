import { isDuplicate } from "../platform/database.js";
import { present } from "../platform/queries.js";
import type { Secrets } from "../platform/secrets.js";
import { InvitationModel, invitationPlace, type Invitation } from "./invitation-model.js";

type Id = { toString(): string };

/** What tells an address from others that a counsellor invited, without telling it: by each sealing key, the newest first. */
export function addressKeys(secrets: Secrets, counsellorId: Id, address: string): [string, ...string[]] {
  const place = { collection: "invitations", id: counsellorId, field: "address", bound: [address] };
  const [newest, ...older] = secrets.derive("invited addresses", place).map((key) => key.toString("base64url"));
  return [newest!, ...older];
}

/** Makes every open invitation's address key by the newest sealing key, so that it is found without the older ones. Idempotent. */
export async function rekeyAddresses(secrets: Secrets): Promise<void> {
  for await (const invitation of InvitationModel.find({ addressKey: present, address: present }).lean<Invitation>()) {
    await rekey(secrets, invitation);
  }
}

async function rekey(secrets: Secrets, { _id, counsellorId, address, addressKey }: Invitation): Promise<void> {
  const opened = secrets.open(address!, invitationPlace(_id)).toString();
  const [newest] = addressKeys(secrets, counsellorId, opened);
  if (newest === addressKey) return;
  // Sent again at this moment, it has its key already.
  await InvitationModel.updateOne({ _id, addressKey: addressKey! }, { $set: { addressKey: newest } }).catch(
    (error: unknown) => {
      if (!isDuplicate(error)) throw error;
    },
  );
}
