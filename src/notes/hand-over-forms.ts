import { z } from "zod";

const id = z.string().regex(/^[0-9a-f]{24}$/);

/** Which sessions' records to hand over, and whether with small copies of their pictures. */
export const handOverForm = z.object({
  session: z.preprocess(
    (sent) => (sent === undefined ? [] : [sent].flat()),
    z.array(id).min(1, "Please choose at least one session.").max(2000),
  ),
  pictures: z.preprocess((sent) => sent === "yes", z.boolean()),
});
