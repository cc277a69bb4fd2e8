import { AccountModel } from "../accounts/account-model.js";
import type { LetterWords } from "../letters/letter-rules.js";
import { writeLetter } from "../letters/write-letter.js";
import type { Services } from "../services.js";

type Told = "verified" | "returned" | "ending" | "ended";

/** What counsellors are told; never what was checked, or why something was returned. */
const LETTERS: Record<Told, Pick<LetterWords, "subject" | "sentences">> = {
  verified: {
    subject: "You are verified",
    sentences: ["Your credentials are verified. Your profile is in the search once it is complete."],
  },
  returned: {
    subject: "Your verification needs a correction",
    sentences: ["We could not verify you yet. Sign in to read why, and what to correct."],
  },
  ending: {
    subject: "Your verification ends soon",
    sentences: [
      "Your verification ends within 30 days. Hand in new documents and ask for verification again, so that clients can keep booking.",
    ],
  },
  ended: {
    subject: "Your verification has ended",
    sentences: [
      "Your verification has ended, so clients can't find or book you. Booked sessions stay booked. Hand in new documents to be verified again.",
    ],
  },
};

/** Tells a counsellor by mail how their verification stands. */
export function tellOfDecision(services: Services, counsellorId: { toString(): string }, told: Told): Promise<void> {
  return writeTo(services, counsellorId.toString(), { ...LETTERS[told], path: "/profile/verification" });
}

/** Tells every admin by mail that a counsellor's verification ends soon. */
export async function tellAdmins(services: Services): Promise<void> {
  const admins = await AccountModel.find({ $or: [{ role: "admin" }, { isAdmin: true }] }, { _id: 1 }).lean();
  const subject = "A verification ends soon";
  const sentences = ["A counsellor's verification ends within 30 days. We have told them too."];
  for (const { _id } of admins)
    await writeTo(services, String(_id), { subject, sentences, path: "/admin/counsellors" });
}

async function writeTo(
  services: Services,
  personId: string,
  { subject, sentences, path }: Pick<LetterWords, "subject" | "sentences"> & { path: string },
): Promise<void> {
  const account = await AccountModel.findById(personId, { name: 1, provenEmail: 1 }).lean();
  if (!account?.provenEmail) return;
  await writeLetter(services, {
    kind: "verification",
    to: { name: account.name, address: account.provenEmail },
    personId,
    words: { subject, sentences, link: { href: `${services.siteUrl}${path}`, words: "Open the page" } },
  });
}
