/** How many characters say what was verified on a profile. */
export const VERIFIED_LENGTH = 160;
