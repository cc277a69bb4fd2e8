import { AccountModel } from "../accounts/account-model.js";
import { formerName } from "../accounts/names-of.js";
import { authorize, type Person } from "../access/permissions.js";
import { AuditEventModel, type AuditEvent } from "../audit/event-model.js";
import { EVENTS, type EventName } from "../audit/event-rules.js";
import { pageOf, pageStart, type Paged } from "../platform/paging.js";
import { among } from "../platform/queries.js";

/** Which events to show: of one kind, done by or to one person, or all. */
export interface EventFilter {
  what?: EventName | undefined;
  personId?: string | undefined;
}

/** One entry of the audit log, as its page shows it. */
export interface EventView {
  what: string;
  detail: string;
  at: Date;
  /** Who did it; null where the site itself did. */
  by: PersonView | null;
  /** To whose account; null where it concerns none, or that of the person who did it. */
  to: PersonView | null;
}

export interface PersonView {
  id: string;
  name: string;
}

interface FoundEvents extends Omit<Paged<AuditEvent>, "shown"> {
  events: EventView[];
  person: PersonView | null;
}

/** A page of the audit log, the latest first, and the person that it was filtered by. */
export async function findEvents(actor: Person, filter: EventFilter, asked: number): Promise<FoundEvents> {
  authorize(actor, "audit.read", {});
  const { what, personId } = filter;
  const which = { ...(what && { what }), ...(personId && { $or: [{ by: personId }, { account: personId }] }) };
  const list = AuditEventModel.find(which).sort({ at: -1, _id: -1 }).lean<AuditEvent[]>();
  const find = ({ skip, limit }: { skip: number; limit: number }) => list.clone().skip(skip).limit(limit);
  const count = () => AuditEventModel.countDocuments(which);
  const { shown: events, ...place } = await pageOf(asked, await find(pageStart(asked)), { count, find });
  const personOf = await peopleIn(events, personId);
  return { ...place, events: events.map((event) => describeEvent(event, personOf)), person: personOf(personId) };
}

type PersonOf = (id: { toString(): string } | undefined) => PersonView | null;

async function peopleIn(events: AuditEvent[], personId: string | undefined): Promise<PersonOf> {
  const ids = [...events.flatMap(({ by, account }) => [by, account]), personId].filter((id) => id !== undefined);
  const accounts = ids.length === 0 ? [] : await AccountModel.find({ _id: among(ids) }, { name: 1 }).lean();
  const names = new Map(accounts.map(({ _id, name }) => [String(_id), name]));
  return (id) => (id === undefined ? null : { id: id.toString(), name: names.get(id.toString()) ?? formerName() });
}

function describeEvent({ what, detail = "", at, by, account }: AuditEvent, personOf: PersonOf): EventView {
  const isOwn = by !== undefined && String(by) === String(account);
  return { what: EVENTS[what], detail, at, by: personOf(by), to: isOwn ? null : personOf(account) };
}
