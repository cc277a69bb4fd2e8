import { z } from "zod";
import { readWhole } from "../protocol/numbers.js";
import { singleLine } from "../web/field-forms.js";
import { GUARDIAN_LENGTHS, TEEN_AGES } from "./teen-rules.js";

const AGE = `Please enter an age from ${TEEN_AGES.least} to ${TEEN_AGES.most}. For anyone older, book an individual session.`;

/** For whom a teen session is. Whether a guardian has to agree depends on the age. */
export const teenForm = z.object({
  age: z
    .string(AGE)
    .transform((text) => readWhole(text) ?? NaN)
    .pipe(z.number(AGE).min(TEEN_AGES.least, AGE).max(TEEN_AGES.most, AGE)),
  guardianName: singleLine(GUARDIAN_LENGTHS.name),
  guardianContact: singleLine(GUARDIAN_LENGTHS.contact),
  guardianAgrees: z.preprocess((sent) => sent === "yes", z.boolean()),
});
