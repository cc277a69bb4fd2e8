import { z } from "zod";
import { NOTICE_KINDS, type NoticeKind } from "./notice-rules.js";
import { pageNumber } from "../web/field-forms.js";

const areKinds = (ticked: unknown): boolean =>
  Array.isArray(ticked) && ticked.every((kind) => typeof kind === "string" && Object.hasOwn(NOTICE_KINDS, kind));

/** The notices that someone wants: any number of ticked boxes, and whether mails are discreet. */
export const choiceForm = z.object({
  isDiscreet: z.preprocess((sent) => sent === "yes", z.boolean()),
  wanted: z.preprocess(
    (ticked) => (ticked === undefined ? [] : [ticked].flat()),
    z.custom<NoticeKind[]>(areKinds, "Please choose from these notices."),
  ),
});

/** The requested page of the list. */
export const pageQuery = z.object({ page: pageNumber });
