import type { Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import { AuditEventModel } from "./event-model.js";
import type { EventName } from "./event-rules.js";

/** What an event is about, besides who did it. */
export interface EventFacts {
  /** The account that it was done to. */
  accountId?: { toString(): string };
  detail?: string;
}

/** Appends to the audit log. `by` is null where the site itself or a command acted. */
export async function recordEvent(
  { clock }: Pick<Services, "clock">,
  by: Pick<Person, "id"> | null,
  what: EventName,
  { accountId, detail }: EventFacts = {},
): Promise<void> {
  await AuditEventModel.create({
    at: clock.now(),
    what,
    ...(by && { by: by.id }),
    ...(accountId && { account: accountId.toString() }),
    ...(detail && { detail }),
  });
}
