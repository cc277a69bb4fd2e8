import { z } from "zod";

const pageNumber = z.coerce.number().int().min(1).max(100_000).catch(1);

/** Which part of a client's upcoming and past sessions to show. */
export const clientPageQuery = z.object({ page: pageNumber, ahead: pageNumber });
