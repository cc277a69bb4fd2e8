import { z } from "zod";
import { CHOOSABLE, type ChoosableKind } from "./notice-rules.js";

const areChoosable = (kinds: unknown): boolean =>
  Array.isArray(kinds) && kinds.every((kind) => CHOOSABLE.includes(kind as ChoosableKind));

/** Which notices someone wants: no box ticked, one or several. */
export const choiceForm = z.object({
  wanted: z.preprocess(
    (ticked) => (ticked === undefined ? [] : [ticked].flat()),
    z.custom<ChoosableKind[]>(areChoosable, "Please choose from these notices."),
  ),
});

/** Which page of the list is asked for. */
export const pageQuery = z.object({ page: z.coerce.number().int().min(1).max(10_000).catch(1) });
