import { z } from "zod";
import { zoneNamed } from "../web/zone-rules.js";
import { keysOf, SESSION_TYPES } from "../catalogue/catalogue-rules.js";

/** An instant with a four-digit year: zones have no dates for others. */
const instant = z.iso
  .datetime()
  .regex(/^2[01]/)
  .transform((text) => new Date(text))
  .optional()
  .catch(undefined);

/** A zone under its present name, from any spelling in any case. */
const zone = z
  .string()
  .max(60)
  .transform((name) => zoneNamed(name) ?? undefined)
  .optional()
  .catch(undefined);

/** A slot picker's state in an address. Unreadable values are ignored. */
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
