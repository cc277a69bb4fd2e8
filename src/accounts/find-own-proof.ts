import type { Person } from "../access/permissions.js";
import { wasRefused } from "../letters/was-refused.js";
import { addMinutes } from "../platform/minutes-rules.js";
import type { Services } from "../services.js";
import { AccountModel } from "./account-model.js";
import { codeOf } from "./proof-codes.js";
import { EmailProofModel, proofId, proofPlace } from "./proof-model.js";
import { CODE_MINUTES, type ProofPurpose } from "./proof-rules.js";
import { readableEmail } from "./readable-email.js";

/** An address that waits to be confirmed. */
export interface OwnProof {
  address: string;
  /** The code itself, where no mail is sent: in a trial its reader could not get it in any other way. */
  code: string | null;
  /** Whether the newest mail with a code could not be delivered there. */
  isRefused: boolean;
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
    const isRefused = await wasRefused(id, "confirm-email", addMinutes(proof.expiresAt, -CODE_MINUTES));
    return { address, code: mailer.via === "outbox" ? codeOf(secrets, proof) : null, isRefused };
  }
  if (purpose === "change") return null;
  const account = await AccountModel.findById(id, { email: 1, unprovenSince: 1 }).lean();
  return account?.unprovenSince ? { address: readableEmail(account.email), code: null, isRefused: false } : null;
}
