import { randomBytes } from "node:crypto";
import { writeLetter } from "../letters/write-letter.js";
import { createOneTimeLink } from "../one-time-links/one-time-links.js";
import { addMinutes } from "../platform/minutes-rules.js";
import type { Services } from "../services.js";
import { AccountModel, type Account } from "./account-model.js";
import { codeOf } from "./proof-codes.js";
import { EmailProofModel, proofId, proofPlace } from "./proof-model.js";
import { CODE_MINUTES, CODE_TRIES, PROOFS, type ProofPurpose } from "./proof-rules.js";
import { confirmWords, takenWords } from "./proof-words.js";

type Asked = Pick<Account, "_id" | "name" | "email">;

/**
 * Sends a code and a link to an address, which its owner confirms with either. An address that has an account gets a mail that
 * says so instead; nothing else differs. Earlier codes and links of this account stop working.
 */
export async function askForProof(
  services: Services,
  account: Asked,
  address: string,
  purpose: ProofPurpose = "register",
): Promise<void> {
  const { clock, secrets } = services;
  const _id = proofId(purpose, account._id);
  const proof = {
    accountId: account._id,
    address: secrets.seal(address, proofPlace(_id)),
    ...(purpose === "change" && { replaces: secrets.seal(account.email, proofPlace(_id, "replaces")) }),
    nonce: randomBytes(16).toString("base64url"),
    triesLeft: CODE_TRIES,
    expiresAt: addMinutes(clock.now(), CODE_MINUTES),
  };
  await EmailProofModel.updateOne({ _id }, { $set: proof }, { upsert: true });
  const owner = await AccountModel.findOne({ provenEmail: address }, { name: 1 }).lean();
  const { token, expiresAt } = await createOneTimeLink(services, PROOFS[purpose].link, {
    accountId: account._id.toString(),
    address,
  });
  const { siteUrl } = services;
  if (owner) {
    const to = { name: owner.name, address };
    await writeLetter(services, { kind: "email-taken", to, personId: owner._id, words: takenWords(siteUrl) });
    return;
  }
  const words = confirmWords(
    codeOf(secrets, { _id, nonce: proof.nonce }),
    `${siteUrl}${PROOFS[purpose].page}/${token}`,
  );
  const to = { name: account.name, address };
  await writeLetter(services, { kind: "confirm-email", to, personId: account._id, words, expiresAt });
}
