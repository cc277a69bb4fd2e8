import type { SafetyDetails } from "../protocol/messages.js";

export interface Fact {
  term: string;
  said: string;
}

/** What a client has given for their safety, in the order in which it is needed. */
export function describeSafety({ place, contact, phone, emergencyContact }: SafetyDetails): Fact[] {
  const facts: [string, string][] = [
    ["Where they are", place],
    ["Whom to call", contact],
    ["Their telephone number", phone],
    ["Emergency contact", emergencyContact],
  ];
  return facts.filter(([, said]) => said !== "").map(([term, said]) => ({ term, said }));
}
