import { domainToUnicode } from "node:url";

/** A stored address as its owner writes it: "kim@müller.example" for "kim@xn--mller-kva.example". */
export function readableEmail(email: string): string {
  const at = email.lastIndexOf("@") + 1;
  const domain = domainToUnicode(email.slice(at));
  return domain === "" ? email : email.slice(0, at) + domain;
}
