import { z } from "zod";
import { KINDS, type Kind } from "./notice-rules.js";

const areKinds = (ticked: unknown): boolean =>
  Array.isArray(ticked) && ticked.every((kind) => typeof kind === "string" && Object.hasOwn(KINDS, kind));

/** Which notices someone wants: no box ticked, one or several. */
export const choiceForm = z.object({
  wanted: z.preprocess(
    (ticked) => (ticked === undefined ? [] : [ticked].flat()),
    z.custom<Kind[]>(areKinds, "Please choose from these notices."),
  ),
});

/** Which page of the list is asked for. */
export const pageQuery = z.object({ page: z.coerce.number().int().min(1).max(10_000).catch(1) });
