import type { Doc } from "../values/documents.js";
import type { Variables } from "../expressions/expression.js";
import { compileFilter } from "../matching/filter.js";
import type { Filter } from "../matching/condition.js";
import type { StoredDocument } from "../collections/records.js";
import { patiently, type Work } from "../storage/work.js";
import { compileUpdate, type Update } from "../update/update.js";
import { upsertedDocument, withId } from "../update/upsert.js";
import { collectionOf, eachMatch, givingWay, withOne, type Target } from "./matches.js";

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
export function* insertDocument({ engine, request, writer, name, turn }: Target, doc: Doc): Work<void> {
  const whole = withId(doc);
  yield* patiently(() => engine.records.insert(writer, engine.demand(request, name), whole));
  yield* givingWay(turn);
}

/** Updates one or all matching documents, each completely or not at all. With `upsert`, inserts one if none matches. */
export function* updateDocuments(target: Target, statement: UpdateStatement): Work<UpdateResult> {
  const { engine, request, writer, turn } = target;
  const update = compileUpdate(statement.update, statement.arrayFilters, engine.source(request, writer));
  const matches = compileFilter(statement.filter, statement.variables);
  const all = statement.multi ? yield* updateAll(target, statement, update, matches) : undefined;
  if (all && (all.matched > 0 || !statement.upsert)) return all;
  const one = yield* withOne(target, statement, matches, (stored) => updateOne(target, statement, update, stored));
  yield* givingWay(turn);
  return one;
}

/** Deletes one or all matching documents. Returns how many, and the one if it was one. */
export function* deleteDocuments(target: Target, statement: DeleteStatement): Work<{ deleted: number; last?: Doc }> {
  const { engine, writer, turn } = target;
  const matches = compileFilter(statement.filter, statement.variables);
  const remove = (stored: StoredDocument) => engine.records.remove(writer, collectionOf(target)!, stored);
  if (statement.multi) return { deleted: yield* eachMatch(target, statement, matches, remove) };
  const last = yield* withOne(target, statement, matches, (stored) => {
    if (stored) remove(stored);
    return stored?.doc;
  });
  yield* givingWay(turn);
  return last ? { deleted: 1, last } : { deleted: 0 };
}

function* updateAll(target: Target, statement: UpdateStatement, update: Update, matches: Filter): Work<UpdateResult> {
  const { engine, writer } = target;
  let modified = 0;
  const matched = yield* eachMatch(target, statement, matches, (stored) => {
    const after = update.apply(stored.doc, statement.filter);
    if (engine.records.replace(writer, collectionOf(target)!, stored, after)) modified++;
  });
  return { matched, modified, upserted: false };
}

function updateOne(
  target: Target,
  statement: UpdateStatement,
  update: Update,
  stored: StoredDocument | undefined,
): UpdateResult {
  const { engine, request, writer, name } = target;
  if (stored) {
    const after = update.apply(stored.doc, statement.filter);
    const modified = engine.records.replace(writer, collectionOf(target)!, stored, after);
    return { matched: 1, modified: modified ? 1 : 0, before: stored.doc, after, upserted: false };
  }
  if (!statement.upsert) return { matched: 0, modified: 0, upserted: false };
  const after = upsertedDocument(statement.filter, update);
  engine.records.insert(writer, engine.demand(request, name), after);
  return { matched: 0, modified: 0, after, upserted: true };
}
