import { z } from "zod";
import { REMARK_LENGTH } from "../clients/client-rules.js";
import { longText, pageNumber } from "../web/field-forms.js";
import { NAME_LENGTHS } from "../accounts/account-rules.js";

/** Which clients to show: those whose names fit these words. */
export const clientSearch = z.object({
  words: z.string().trim().normalize("NFC").max(NAME_LENGTHS.most).catch(""),
  page: pageNumber,
});

/** Which part of a client's upcoming and past sessions to show. */
export const clientPageQuery = z.object({ page: pageNumber, ahead: pageNumber });

/** A remark, and the version that it was edited from. */
export const remarkForm = z.object({
  text: longText(REMARK_LENGTH).transform((text) => text.trim()),
  version: z.string().max(24),
});
