import { z } from "zod";
import { NAME_LENGTHS } from "../accounts/account-rules.js";

const pageNumber = z.coerce.number().int().min(1).max(100_000).catch(1);

/** Which clients to show: those whose names fit these words. */
export const clientSearch = z.object({
  words: z.string().trim().normalize("NFC").max(NAME_LENGTHS.most).catch(""),
  page: pageNumber,
});

/** Which part of a client's upcoming and past sessions to show. */
export const clientPageQuery = z.object({ page: pageNumber, ahead: pageNumber });
