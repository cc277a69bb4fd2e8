/** How many characters say what was verified on a profile. */
export const VERIFIED_LENGTH = 160;

/** The field of one profile on the verification page: only the one that was sent has an entry, an error and the summary's link. */
export function verifyField(
  { _id }: { _id: unknown },
  { entered, errors }: { entered: Record<string, unknown>; errors: Record<string, string> },
): { fieldId: string; entered: unknown; error: string | undefined } {
  const id = String(_id);
  if (entered.counsellorId !== id) return { fieldId: `what-${id}`, entered: "", error: undefined };
  return { fieldId: "field-what", entered: entered.what, error: errors.what };
}
