import { Long } from "bson";
import { isNumber, isTruthy, writeDocument, type Doc } from "../values/documents.js";
import { identityOf } from "../values/order.js";
import { anyValueAt } from "../values/paths.js";
import { CommandError } from "../errors.js";
import { nameIn, type Engine, type Request } from "../engine.js";
import { aggregate } from "../aggregate/pipeline.js";
import { findDocuments, readCount, type Query } from "../query/find.js";
import { compileProjection } from "../query/projection.js";
import type { Batch } from "../sessions/cursors.js";
import { spaceKey } from "../storage/keys.js";
import type { StoredDocument } from "../collections/records.js";
import { prefixRange } from "../storage/view.js";
import { docField, letVariables, type Command } from "./command.js";
import { explainCommand } from "./explain.js";
import { countQuery, distinctQuery, findQuery, isFastCount } from "./queries.js";

/** Commands that read. */
export const readCommands: Record<string, Command> = {
  find: (engine, request) => {
    const { body } = request;
    refuseOptions(body);
    const batchSize = body.batchSize === undefined ? undefined : readCount(body.batchSize, "batchSize");
    const documents = projected(findIn(engine, request, "find", findQuery(body)), body);
    return firstBatch(
      engine.cursors.open(namespace(request, "find"), documents, batchSize, body.singleBatch === true),
      namespace(request, "find"),
    );
  },

  aggregate: (engine, request) => {
    const { body } = request;
    if (isTruthy(body.explain ?? false)) return explainCommand(engine, request, "queryPlanner");
    const options = docField(body, "cursor");
    const batchSize = options.batchSize === undefined ? undefined : readCount(options.batchSize, "batchSize");
    const name = isNumber(body.aggregate) ? "$cmd.aggregate" : nameIn(body.aggregate);
    const docs = aggregate(engine.source(request), name, body.pipeline, body.hint, letVariables(body));
    const full = `${request.database}.${name}`;
    return firstBatch(engine.cursors.open(full, mapped(docs, writeDocument), batchSize), full);
  },

  getMore: (engine, { body }) => {
    const size = body.batchSize === undefined ? undefined : readCount(body.batchSize, "batchSize") || undefined;
    const { id, documents, namespace: ns } = engine.cursors.more(cursorId(body.getMore), size);
    return { cursor: { nextBatch: documents, id, ns }, ok: 1 };
  },

  killCursors: (engine, { body }) => {
    const ids = Array.isArray(body.cursors) ? body.cursors.map(cursorId) : [];
    const [killed, missing] = partition(ids, (id) => engine.cursors.close(id));
    const asLongs = (list: bigint[]) => list.map((id) => Long.fromBigInt(id));
    return {
      cursorsKilled: asLongs(killed),
      cursorsNotFound: asLongs(missing),
      cursorsAlive: [],
      cursorsUnknown: [],
      ok: 1,
    };
  },

  count: (engine, request) => {
    const query = countQuery(request.body);
    const collection = engine.find(request, nameIn(request.body.count));
    if (!collection) return { n: 0, ok: 1 };
    if (isFastCount(query)) return { n: engine.store.count(prefixRange(spaceKey(collection.space))), ok: 1 };
    return { n: [...findIn(engine, request, "count", query)].length, ok: 1 };
  },

  distinct: (engine, request) => {
    const { body } = request;
    const query = distinctQuery(body);
    const values = new Map<string, unknown>();
    for (const { doc } of findIn(engine, request, "distinct", query))
      collectDistinct(doc, String(body.key).split("."), values);
    return { values: [...values.values()], ok: 1 };
  },
};

const refusedOptions = ["tailable", "awaitData", "min", "max", "returnKey", "showRecordId", "explain"];

function refuseOptions(body: Doc): void {
  const option = refusedOptions.find((name) => body[name] !== undefined && body[name] !== false);
  if (option) throw new CommandError("CommandNotSupported", `the option '${option}' of find is not supported`);
}

function namespace({ database, body }: Request, command: string): string {
  return `${database}.${nameIn(body[command])}`;
}

function findIn(engine: Engine, request: Request, command: string, query: Query): Iterable<StoredDocument> {
  const collection = engine.find(request, nameIn(request.body[command]));
  return collection ? findDocuments(engine.records, engine.view(request), collection, query) : [];
}

function projected(found: Iterable<StoredDocument>, body: Doc): Iterable<Buffer> {
  const spec = docField(body, "projection");
  if (Object.keys(spec).length === 0) return mapped(found, ({ bytes }) => bytes);
  const projection = compileProjection(spec, docField(body, "filter"), letVariables(body));
  return mapped(found, ({ doc }) => writeDocument(projection(doc)));
}

function* mapped<T, U>(items: Iterable<T>, change: (item: T) => U): Iterable<U> {
  for (const item of items) yield change(item);
}

function firstBatch({ id, documents }: Batch, ns: string): Doc {
  return { cursor: { firstBatch: documents, id, ns }, ok: 1 };
}

function cursorId(value: unknown): bigint {
  if (value instanceof Long) return value.toBigInt();
  throw new CommandError("TypeMismatch", "a cursor id must be a long");
}

function partition<T>(items: T[], test: (item: T) => boolean): [T[], T[]] {
  const [yes, no]: [T[], T[]] = [[], []];
  for (const item of items) (test(item) ? yes : no).push(item);
  return [yes, no];
}

function collectDistinct(doc: Doc, path: string[], values: Map<string, unknown>): void {
  const collect = (value: unknown) => {
    if (value !== undefined && !values.has(identityOf(value))) values.set(identityOf(value), value);
  };
  anyValueAt(doc, path, true, (value) => {
    if (Array.isArray(value)) value.forEach(collect);
    else collect(value);
    return false;
  });
}
