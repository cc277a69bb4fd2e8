import { writeLetter } from "../letters/write-letter.js";
import { createOneTimeLink } from "../one-time-links/one-time-links.js";
import { databaseAnswers } from "../platform/database.js";
import { Unavailable } from "../platform/errors.js";
import type { Services } from "../services.js";
import { AccountModel, type Account } from "./account-model.js";
import { normalEmail } from "./account-rules.js";

/**
 * Mails a link to choose a new password to the account with this e-mail address, if there is one. Nothing is looked up before
 * the answer, so it takes equally long for every address. Throws TooMany after sixty requests from one network in an hour.
 */
export async function askForResetLink(
  services: Services,
  { email, address }: { email: string; address: string },
): Promise<void> {
  await services.tries.countResetRequest(address);
  if (!(await databaseAnswers())) throw new Unavailable();
  services.wakeUps.soon(() => sendResetLink(services, email));
}

/** At most three an hour go to one address; the latest keeps working. */
async function sendResetLink(services: Services, typed: string): Promise<void> {
  const email = normalEmail(typed);
  const account = await AccountModel.findOne({ provenEmail: email }).lean();
  if (!account || !(await services.tries.mayMailResetLink(email))) return;
  if (account.suspendedAt) return tellSuspended(services, account);
  const { _id, name } = account;
  const { token, expiresAt } = await createOneTimeLink(services, "password", {
    accountId: String(_id),
    address: email,
  });
  await writeLetter(services, {
    kind: "reset-link",
    to: { name, address: email },
    personId: _id,
    expiresAt,
    words: {
      subject: "Choose a new password",
      sentences: ["Someone, probably you, asked for a link to choose a new password."],
      link: { href: `${services.siteUrl}/reset-password/${token}`, words: "Choose a new password" },
      closing: [
        "The link works once, for 60 minutes. A newer one replaces it.",
        "If you did not ask for it, you don't need to do anything: your password stays the same.",
      ],
    },
  });
}

async function tellSuspended(services: Services, { _id, name, email }: Account): Promise<void> {
  await writeLetter(services, {
    kind: "reset-link",
    to: { name, address: email },
    personId: _id,
    words: {
      subject: "Your account is suspended",
      sentences: [
        "Someone, probably you, asked for a link to choose a new password.",
        "Your account is suspended, so a new password would not help. Nothing is lost.",
        "Please write to the people who run the site: they can tell you why and lift the suspension.",
      ],
    },
  });
}
