import { isNumber, toDouble, type Doc } from "../values/documents.js";
import type { Variables } from "../expressions/expression.js";
import { CommandError } from "../errors.js";
import type { Filter } from "../matching/condition.js";
import { compileFilter } from "../matching/filter.js";
import type { Fields } from "../values/partial-documents.js";
import type { Collection } from "../collections/catalog.js";
import type { Records, StoredDocument } from "../collections/records.js";
import type { View } from "../storage/view.js";
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
  const matching = only(candidates({ records, view, collection, fields: query.fields }, strategy), matches);
  const sorted = strategy.sorted ? matching : sortBy(matching, sort, (each) => each.doc);
  return slice(sorted, skip, limit);
}

interface FindSource {
  records: Records;
  view: View;
  collection: Collection;
  fields: Fields | undefined;
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

function* lookUp({ records, view, collection, fields }: FindSource, plan: IndexPlan): Iterable<StoredDocument> {
  for (const range of plan.ranges) {
    for (const { value: record } of view.entries(range)) {
      records.examined.keys++;
      const found = records.read(view, collection, record, fields);
      if (found) yield found;
    }
  }
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
