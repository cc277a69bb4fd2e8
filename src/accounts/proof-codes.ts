import { timingSafeEqual } from "node:crypto";
import type { Secrets } from "../platform/secrets.js";
import type { EmailProof } from "./proof-model.js";
import { codeFrom } from "./proof-rules.js";

type Asked = Pick<EmailProof, "_id" | "nonce">;

/** The six digits that confirm this address. */
export function codeOf(secrets: Secrets, proof: Asked): string {
  return codesOf(secrets, proof)[0]!;
}

/** Whether these six digits are the code, made with any of the sealing keys. */
export function isCodeOf(secrets: Secrets, proof: Asked, digits: string): boolean {
  const entered = Buffer.from(digits.padEnd(6).slice(0, 6));
  return codesOf(secrets, proof).some((code) => timingSafeEqual(Buffer.from(code), entered));
}

const codesOf = (secrets: Secrets, { _id, nonce }: Asked): string[] =>
  secrets.derive("mailed codes", { collection: "emailProofs", id: _id, field: "code", bound: [nonce] }).map(codeFrom);
