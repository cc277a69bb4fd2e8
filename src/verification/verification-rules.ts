/** What documents prove. */
export const PURPOSES = {
  licence: "Licence or registration",
  identity: "Identity (passport or identity card)",
  insurance: "Professional insurance",
} as const;
export type Purpose = keyof typeof PURPOSES;

export const VERIFICATION_STATES = ["draft", "waiting", "returned", "approved"] as const;
export type VerificationState = (typeof VERIFICATION_STATES)[number];

export const MOST_DOCUMENTS = 8;
export const LICENCE_LENGTHS = { body: 120, number: 60 };
/** How many characters say what was verified; clients read them. */
export const VERIFIED_LENGTH = 160;
export const RETURN_LENGTH = 1000;
/** For how many days from now a verification may hold at most: about five years. */
export const MOST_DAYS = 5 * 366;
/** Without an end of the licence, a verification holds for a year unless the admin says otherwise. */
export const USUAL_DAYS = 365;
/** How many days before a verification ends the counsellor and the admins are reminded. */
export const REMIND_DAYS = 30;

/** What a counsellor names of their licence. */
export interface Licence {
  body: string;
  number: string;
  /** ISO 3166-1 alpha-2 code. */
  country: string;
  /** Its last day, such as "2027-05-31"; absent where it does not end. */
  expiresOn?: string;
}

interface Parts {
  licence?: Licence | undefined;
  documents?: Record<string, { purpose: Purpose }> | undefined;
}

/** What has to be there before an admin can check a counsellor, in the order of its page; empty when all of it is. */
export function missingFor({ licence, documents = {} }: Parts): string[] {
  const purposes = Object.values(documents).map(({ purpose }) => purpose);
  const parts: [boolean, string][] = [
    [licence !== undefined, "the details of the licence"],
    [purposes.includes("licence"), "a document that shows the licence"],
    [purposes.includes("identity"), "a document that proves identity"],
  ];
  return parts.filter(([isThere]) => !isThere).map(([, what]) => what);
}
