import { createHash } from "node:crypto";

/**
 * The SHA-256 digest, in hexadecimal, of a value's canonical form: its JSON in UTF-8 without white space, with members in the order
 * in which they are given and times in ISO 8601.
 */
export function digestOf(value: object): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
