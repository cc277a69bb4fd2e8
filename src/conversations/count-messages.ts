import type { Person } from "../access/permissions.js";
import { TooMany } from "../platform/errors.js";
import type { Services } from "../services.js";

/** Counts a message sent by a plain request against the limit that sockets share. Throws TooMany. */
export function countMessage({ allowances }: Services, { id }: Person): void {
  if (allowances.take(id, "message")) return;
  throw new TooMany("That was a lot of messages at once. Please wait a few seconds, then send this one again.");
}
