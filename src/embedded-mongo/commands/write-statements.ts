import type { Doc } from "../values/documents.js";
import type { Engine, Request } from "../engine.js";
import type { Variables } from "../expressions/expression.js";
import { compileFilter } from "../matching/filter.js";
import { findDocuments, type Query } from "../query/find.js";
import { readSort } from "../values/sort.js";
import type { Collection } from "../collections/catalog.js";
import type { StoredDocument } from "../collections/records.js";
import type { Writer } from "../storage/view.js";
import { patiently, type Work } from "../storage/work.js";
import { compileUpdate, type Update } from "../update/update.js";
import { upsertedDocument, withId } from "../update/upsert.js";

/** Where a statement writes, and for whom. */
export interface Target {
  engine: Engine;
  request: Request;
  writer: Writer;
  name: string;
}

/** An update statement. */
export interface UpdateStatement {
  filter: Doc;
  update: unknown;
  multi: boolean;
  upsert: boolean;
  arrayFilters?: unknown;
  sort?: unknown;
  hint?: unknown;
  variables: Variables;
}

/** A delete statement. */
export interface DeleteStatement {
  filter: Doc;
  multi: boolean;
  sort?: unknown;
  hint?: unknown;
  variables: Variables;
}

/** The result of an update. */
export interface UpdateResult {
  matched: number;
  modified: number;
  /** A single document as it was and as it has become. */
  before?: Doc;
  after?: Doc;
  /** Whether `after` was inserted. */
  upserted: boolean;
}

/** Inserts a document. */
export function* insertDocument({ engine, request, writer, name }: Target, doc: Doc): Work<void> {
  const collection = engine.demand(request, name);
  yield* patiently(() => engine.records.insert(writer, collection, withId(doc)));
}

/** Updates one or all matching documents, each completely or not at all. With `upsert`, inserts one if none matches. */
export function* updateDocuments(target: Target, statement: UpdateStatement): Work<UpdateResult> {
  const { engine, request } = target;
  const collection = statement.upsert ? engine.demand(request, target.name) : engine.find(request, target.name);
  const update = compileUpdate(statement.update, statement.arrayFilters, engine.source(request, target.writer));
  compileFilter(statement.filter, statement.variables);
  if (!collection) return { matched: 0, modified: 0, upserted: false };
  const all = statement.multi ? yield* updateAll(target, collection, statement, update) : undefined;
  if (all && (all.matched > 0 || !statement.upsert)) return all;
  return yield* patiently(() => updateOne(target, collection, statement, update));
}

/** Deletes one or all matching documents. Returns how many, and the one if it was one. */
export function* deleteDocuments(target: Target, statement: DeleteStatement): Work<{ deleted: number; last?: Doc }> {
  const { engine, request, writer } = target;
  const matches = compileFilter(statement.filter, statement.variables);
  const collection = engine.find(request, target.name);
  if (!collection) return { deleted: 0 };
  const remove = (stored: StoredDocument | undefined) => {
    if (stored) engine.records.remove(writer, collection, stored);
    return stored;
  };
  if (!statement.multi) {
    const removed = yield* patiently(() => remove(findOne(target, collection, statement)));
    return removed ? { deleted: 1, last: removed.doc } : { deleted: 0 };
  }
  let deleted = 0;
  for (const { record } of findAll(target, collection, statement)) {
    const removed = yield* patiently(() => remove(stillMatching(target, collection, record, matches)));
    if (removed) deleted++;
  }
  return { deleted };
}

function* updateAll(
  target: Target,
  collection: Collection,
  statement: UpdateStatement,
  update: Update,
): Work<UpdateResult> {
  const { engine, writer } = target;
  const matches = compileFilter(statement.filter, statement.variables);
  const result = { matched: 0, modified: 0, upserted: false };
  for (const { record } of findAll(target, collection, statement)) {
    const modified = yield* patiently(() => {
      const stored = stillMatching(target, collection, record, matches);
      return stored && engine.records.replace(writer, collection, stored, update.apply(stored.doc, statement.filter));
    });
    if (modified !== undefined) result.matched++;
    if (modified) result.modified++;
  }
  return result;
}

function updateOne(target: Target, collection: Collection, statement: UpdateStatement, update: Update): UpdateResult {
  const { engine, writer } = target;
  const stored = findOne(target, collection, statement);
  if (stored) {
    const after = update.apply(stored.doc, statement.filter);
    const modified = engine.records.replace(writer, collection, stored, after);
    return { matched: 1, modified: modified ? 1 : 0, before: stored.doc, after, upserted: false };
  }
  if (!statement.upsert) return { matched: 0, modified: 0, upserted: false };
  const after = upsertedDocument(statement.filter, update);
  engine.records.insert(writer, collection, after);
  return { matched: 0, modified: 0, after, upserted: true };
}

type Choice = UpdateStatement | DeleteStatement;

function findOne(target: Target, collection: Collection, statement: Choice): StoredDocument | undefined {
  const [found] = search(target, collection, statement, 1);
  return found;
}

/** All matches before the first change, so that no document changes twice. */
function findAll(target: Target, collection: Collection, statement: Choice): StoredDocument[] {
  return [...search(target, collection, statement, 0)];
}

function search(
  { engine, writer }: Target,
  collection: Collection,
  statement: Choice,
  limit: number,
): Iterable<StoredDocument> {
  const { filter, hint, variables } = statement;
  const query: Query = { filter, hint, variables, sort: readSort(statement.sort), limit };
  return findDocuments(engine.records, writer, collection, query);
}

/** A document found earlier, if it still matches after the wait. */
function stillMatching(
  target: Target,
  collection: Collection,
  record: Buffer,
  matches: (doc: Doc) => boolean,
): StoredDocument | undefined {
  const stored = target.engine.records.read(target.writer, collection, record);
  return stored && matches(stored.doc) ? stored : undefined;
}
