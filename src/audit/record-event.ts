import type { Person } from "../access/permissions.js";
import { SECURITY } from "../platform/log.js";
import type { Services } from "../services.js";
import { AuditEventModel } from "./event-model.js";
import type { EventName } from "./event-rules.js";

/** What an event is about, besides who did it. */
export interface EventFacts {
  /** The account that it was done to. */
  accountId?: { toString(): string };
  detail?: string;
}

/** Appends to the audit log, and says so in the log where there is one. `by` is null where the site itself or a command acted. */
export async function recordEvent(
  { clock, log }: Pick<Services, "clock"> & Partial<Pick<Services, "log">>,
  by: Pick<Person, "id"> | null,
  what: EventName,
  { accountId, detail }: EventFacts = {},
): Promise<void> {
  const who = { ...(by && { by: by.id }), ...(accountId && { account: accountId.toString() }) };
  await AuditEventModel.create({ at: clock.now(), what, ...who, ...(detail && { detail }) });
  log?.info({ event: what, ...who }, SECURITY);
}
