import { recordEvent } from "../audit/record-event.js";
import { writeLetter } from "../letters/write-letter.js";
import type { Services } from "../services.js";
import type { Account } from "./account-model.js";

/** Records that signing in to an account is slowed after many tries, and tells its owner by mail. Without one, only records it. */
export async function tellSlowed(services: Services, account: Account | null): Promise<void> {
  await recordEvent(services, null, "signIn.slowed", { ...(account && { accountId: account._id }) });
  if (!account?.provenEmail) return;
  await writeLetter(services, {
    kind: "sign-in-slowed",
    to: { name: account.name, address: account.provenEmail },
    personId: account._id,
    words: {
      subject: "Repeated attempts to sign in to your account",
      sentences: [
        "Someone has tried many times to sign in to your account with a wrong password. None of these attempts succeeded.",
        "From a new device, signing in may ask you to wait for up to 15 minutes. Devices where you have signed in before are not affected.",
      ],
      closing: [
        "If it was you, you don't need to do anything. If not, and your password is short or used elsewhere, please choose another one on your account page.",
      ],
    },
  });
}
