import type { Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import { AccountModel } from "./account-model.js";
import { codeOf } from "./proof-codes.js";
import { EmailProofModel, proofId, proofPlace } from "./proof-model.js";
import type { ProofPurpose } from "./proof-rules.js";
import { readableEmail } from "./readable-email.js";

/** An address that waits to be confirmed. */
export interface OwnProof {
  address: string;
  /** The code itself, where no mail is sent: in a trial its reader could not get it in any other way. */
  code: string | null;
}

/** The address that the actor has yet to confirm, or null. */
export async function findOwnProof(
  { secrets, mailer }: Services,
  { id }: Person,
  purpose: ProofPurpose,
): Promise<OwnProof | null> {
  const proof = await EmailProofModel.findById(proofId(purpose, id)).lean();
  if (proof) {
    const address = readableEmail(secrets.open(proof.address, proofPlace(proof._id)).toString());
    return { address, code: mailer.via === "outbox" ? codeOf(secrets, proof) : null };
  }
  if (purpose === "change") return null;
  const account = await AccountModel.findById(id, { email: 1, unprovenSince: 1 }).lean();
  return account?.unprovenSince ? { address: readableEmail(account.email), code: null } : null;
}
