import { isNumber, toDouble, type Doc } from "../values/documents.js";
import type { Variables } from "../expressions/expression.js";
import { CommandError } from "../errors.js";
import { compileFilter } from "../matching/filter.js";
import type { Fields } from "../values/fields.js";
import type { Collection } from "../collections/catalog.js";
import type { Records, StoredDocument } from "../collections/records.js";
import { sharedStart } from "../storage/keys.js";
import type { KeyRange, View } from "../storage/view.js";
import type { IndexPlan } from "./plan.js";
import { chooseStrategy, type Strategy } from "./strategy.js";
import { filterFlow, MAY_PAUSE, mapFlow, slice, withPauses, type Flow } from "../values/flow.js";
import { sortFlow } from "../values/sort-flow.js";
import { sortBy, sortKey, type SortField } from "../values/sort.js";

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
): Flow<StoredDocument> {
  const { filter, sort = [], skip = 0, limit = 0 } = query;
  const matches = compileFilter(filter, query.variables);
  const strategy = chooseStrategy(view, collection, query);
  const source = { records, view, collection, fields: query.fields, order: strategy.sorted ? sort : [] };
  const matching = filterFlow(candidates(source, strategy), ({ doc }) => matches(doc));
  const sorted = strategy.sorted ? matching : inOrder(source, matching, sort, limit > 0 ? skip + limit : Infinity);
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

function candidates(source: FindSource, { plans, reverse }: Strategy): Flow<StoredDocument> {
  const { records, view, collection, fields } = source;
  for (const { index } of plans) records.countUse(index);
  if (plans.length === 0) return withPauses(records.all(view, collection, { reverse, fields }));
  return distinct(lookUp(source, plans), plans.length > 1 || plans[0]!.multikey);
}

function* lookUp(source: FindSource, plans: IndexPlan[]): Flow<StoredDocument> {
  for (const range of plans.flatMap(({ ranges }) => ranges)) {
    const found = foundIn(source, range);
    if (source.order.length > 0) yield* reordered(found, source.order);
    else yield* mapFlow(found, ({ stored }) => stored);
  }
}

/** A document, and the key of the index entry that led to it. */
interface FoundDocument {
  key: Buffer;
  stored: StoredDocument;
}

function* foundIn({ records, view, collection, fields }: FindSource, range: KeyRange): Flow<FoundDocument> {
  for (const entry of withPauses(view.entries(range))) {
    if (entry === MAY_PAUSE) {
      yield entry;
      continue;
    }
    records.examined.keys++;
    const stored = records.read(view, collection, entry.value, fields);
    if (stored) yield { key: entry.key, stored };
  }
}

/** Sorts documents whose keys are too long to be stored whole: entries that begin alike are in no order. */
function* reordered(found: Flow<FoundDocument>, order: SortField[]): Flow<StoredDocument> {
  let alike: { start: Buffer; documents: StoredDocument[] } | undefined;
  for (const item of found) {
    if (item === MAY_PAUSE) {
      yield item;
      continue;
    }
    const { key, stored } = item;
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

function distinct(found: Flow<StoredDocument>, needed: boolean): Flow<StoredDocument> {
  if (!needed) return found;
  const seen = new Set<number>();
  return filterFlow(found, ({ record }) => {
    const before = seen.size;
    return seen.add(record.readUIntBE(0, 6)).size > before;
  });
}

/** How many documents a sort keeps; of further ones it keeps only the records and reads them again in their turn. */
const KEPT_WHOLE = 1000;

function* inOrder(
  { records, view, collection, fields }: FindSource,
  found: Flow<StoredDocument>,
  sort: SortField[],
  most: number,
): Flow<StoredDocument> {
  let count = 0;
  const keyed = mapFlow(found, (stored) => {
    const key = sortKey(stored.doc, sort);
    return { key, record: stored.record, stored: ++count > KEPT_WHOLE ? undefined : stored };
  });
  for (const item of sortFlow(keyed, most)) {
    if (item === MAY_PAUSE) yield item;
    else {
      const stored = item.stored ?? records.read(view, collection, item.record, fields);
      if (stored) yield stored;
    }
  }
}

/** Reads a count such as a limit. Throws BadValue for one below zero. */
export function readCount(value: unknown, name: string): number {
  if (value === undefined || value === null) return 0;
  const count = isNumber(value) ? Math.trunc(toDouble(value)) : NaN;
  if (count >= 0) return count;
  throw new CommandError("BadValue", `${name} value must be a number, zero or more`);
}
