import { isNumber, toDouble, type Doc } from "../values/documents.js";
import type { Variables } from "../expressions/expression.js";
import { CommandError } from "../errors.js";
import type { Filter } from "../matching/condition.js";
import { compileFilter } from "../matching/filter.js";
import type { Fields } from "../values/partial-documents.js";
import type { Collection } from "../collections/catalog.js";
import type { Records, StoredDocument } from "../collections/records.js";
import { sharedStart } from "../storage/keys.js";
import type { KeyRange, View } from "../storage/view.js";
import type { IndexPlan } from "./plan.js";
import { chooseStrategy, type Strategy } from "./strategy.js";
import { sortBy, type SortField } from "../values/sort.js";

/** A query. */
export interface Query {
  filter: Doc;
  sort?: SortField[];
  skip?: number;
  /** Zero means no limit. */
  limit?: number;
  hint?: unknown;
  variables?: Variables;
  /** The fields of the documents that are needed; all of them where this is left out. */
  fields?: Fields;
}

/** The documents of a query, read lazily when an index gives their order. */
export function findDocuments(
  records: Records,
  view: View,
  collection: Collection,
  query: Query,
): Iterable<StoredDocument> {
  const { filter, sort = [], skip = 0, limit = 0 } = query;
  const matches = compileFilter(filter, query.variables);
  const strategy = chooseStrategy(view, collection, query);
  const source = { records, view, collection, fields: query.fields, order: strategy.sorted ? sort : [] };
  const matching = only(candidates(source, strategy), matches);
  const sorted = strategy.sorted ? matching : sortBy(matching, sort, (each) => each.doc);
  return slice(sorted, skip, limit);
}

interface FindSource {
  records: Records;
  view: View;
  collection: Collection;
  fields: Fields | undefined;
  /** The order that the candidates must have. */
  order: SortField[];
}

function candidates(source: FindSource, { plans, reverse }: Strategy): Iterable<StoredDocument> {
  const { records, view, collection, fields } = source;
  for (const { index } of plans) records.countUse(index);
  if (plans.length === 0) return records.all(view, collection, { reverse, fields });
  if (plans.length === 1) return distinct(lookUp(source, plans[0]!), plans[0]!.multikey);
  return distinct(
    plans.flatMap((plan) => [...lookUp(source, plan)]),
    true,
  );
}

function* lookUp(source: FindSource, { ranges }: IndexPlan): Iterable<StoredDocument> {
  for (const range of ranges) {
    const found = foundIn(source, range);
    if (source.order.length > 0) yield* reordered(found, source.order);
    else for (const { stored } of found) yield stored;
  }
}

/** A document, and the key of the index entry that led to it. */
interface FoundDocument {
  key: Buffer;
  stored: StoredDocument;
}

function* foundIn({ records, view, collection, fields }: FindSource, range: KeyRange): Iterable<FoundDocument> {
  for (const { key, value: record } of view.entries(range)) {
    records.examined.keys++;
    const stored = records.read(view, collection, record, fields);
    if (stored) yield { key, stored };
  }
}

/** Sorts documents whose keys are too long to be stored whole: entries that begin alike are in no order. */
function* reordered(found: Iterable<FoundDocument>, order: SortField[]): Iterable<StoredDocument> {
  let alike: { start: Buffer; documents: StoredDocument[] } | undefined;
  for (const { key, stored } of found) {
    const start = sharedStart(key);
    if (alike && start?.equals(alike.start)) {
      alike.documents.push(stored);
      continue;
    }
    if (alike) yield* sortBy(alike.documents, order, ({ doc }) => doc);
    alike = start && { start, documents: [stored] };
    if (!start) yield stored;
  }
  if (alike) yield* sortBy(alike.documents, order, ({ doc }) => doc);
}

function* distinct(found: Iterable<StoredDocument>, needed: boolean): Iterable<StoredDocument> {
  if (!needed) {
    yield* found;
    return;
  }
  const seen = new Set<string>();
  for (const each of found) {
    const name = each.record.toString("latin1");
    if (!seen.has(name)) yield each;
    seen.add(name);
  }
}

function* only(found: Iterable<StoredDocument>, matches: Filter): Iterable<StoredDocument> {
  for (const each of found) if (matches(each.doc)) yield each;
}

/** Skips the first `skip` items and stops after `limit`, unless that is zero. */
export function* slice<T>(items: Iterable<T>, skip: number, limit: number): Iterable<T> {
  let position = 0;
  for (const item of items) {
    position++;
    if (position > skip) yield item;
    if (limit > 0 && position >= skip + limit) return;
  }
}

/** Reads a count such as a limit. Throws BadValue for one below zero. */
export function readCount(value: unknown, name: string): number {
  if (value === undefined || value === null) return 0;
  const count = isNumber(value) ? Math.trunc(toDouble(value)) : NaN;
  if (count >= 0) return count;
  throw new CommandError("BadValue", `${name} value must be a number, zero or more`);
}
