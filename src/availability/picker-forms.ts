import { z } from "zod";
import { zoneNamed } from "../web/zone-rules.js";
import { keysOf, SESSION_TYPES } from "../catalogue/catalogue-rules.js";

/** A moment of these centuries: years of other lengths have no date that a zone could be told of. */
const instant = z.iso
  .datetime()
  .regex(/^2[01]/)
  .transform((text) => new Date(text))
  .optional()
  .catch(undefined);

/** A zone under its proper name, whatever the case in which it was asked for. */
const zone = z
  .string()
  .max(60)
  .transform((name) => zoneNamed(name) ?? undefined)
  .optional()
  .catch(undefined);

/** What an address asks of a profile's slot picker. What cannot be understood is left out. */
export const pickerQuery = z.object({
  type: z.enum(keysOf(SESSION_TYPES)).optional().catch(undefined),
  from: z.iso.date().optional().catch(undefined),
  day: z.iso.date().optional().catch(undefined),
  at: instant,
  near: instant,
  zone,
  /** "zone" while one is being chosen, "kept" once it was. */
  choose: z.enum(["zone", "kept"]).optional().catch(undefined),
});

export type PickerQuery = z.infer<typeof pickerQuery>;
