/** What a client keeps for emergencies: whom to call, and where they live. Either may be left out. */
export interface EmergencyContact {
  /** Empty where they named nobody. */
  name: string;
  /** Who that is to them, such as "my sister"; may be empty. */
  relation: string;
  phone: string;
  /** Filled in for them where they are asked where they are; may be empty. */
  homeAddress: string;
}

/** In characters as people see them. */
export const CONTACT_LENGTHS = { name: 80, relation: 60, homeAddress: 200 };

/** "Lou Berg (my sister), +49 30 123456"; empty where they named nobody. */
export function contactWords({ name, relation, phone }: EmergencyContact): string {
  if (!name) return "";
  return `${name}${relation ? ` (${relation})` : ""}, ${phone}`;
}

/** A part of a contact, and what is saved of it. */
export interface ChangedContact {
  label: string;
  saved: string;
}

/** The saved parts of a contact that differ from the edited ones; each is "Nothing" once it was erased. */
export function contactChanged(saved: EmergencyContact | null, edited: EmergencyContact): ChangedContact[] {
  const parts: [string, string | undefined, string][] = [
    ["Name", saved?.name, edited.name],
    ["Who they are to you", saved?.relation, edited.relation],
    ["Telephone number", saved?.phone, edited.phone],
    ["Home address", saved?.homeAddress, edited.homeAddress],
  ];
  return parts
    .filter(([, before, after]) => (before ?? "") !== after)
    .map(([label, before]) => ({ label, saved: before || "Nothing" }));
}
