import { Long } from "bson";
import { MAX_DOCUMENT_BYTES, isTruthy, writeComputedDocument, type Doc } from "../values/documents.js";
import { mapFlow, type Flow } from "../values/flow.js";
import { MemoryLimit } from "../values/memory-limit.js";
import { identityOf } from "../values/order.js";
import { anyValueAt } from "../values/paths.js";
import { CommandError } from "../errors.js";
import { nameIn, type Engine, type Request } from "../engine.js";
import { aggregate } from "../aggregate/pipeline.js";
import { findDocuments, readCount, type Query } from "../query/find.js";
import { compileProjection } from "../query/projection.js";
import type { CursorOptions } from "../sessions/cursors.js";
import type { Reading } from "../sessions/reading.js";
import { spaceKey } from "../storage/keys.js";
import type { StoredDocument } from "../collections/records.js";
import { prefixRange } from "../storage/view.js";
import { arrayField, docField, letVariables, required, type Command } from "./command.js";
import { explainCommand } from "./explain.js";
import { aggregatedName, countQuery, distinctQuery, findQuery, isFastCount } from "./queries.js";

/** Commands that read. */
export const readCommands: Record<string, Command> = {
  find: (engine, request) => {
    const { body } = request;
    refuseOptions(body);
    const size = body.batchSize === undefined ? undefined : readCount(body.batchSize, "batchSize");
    const query = findQuery(body);
    return openCursor(engine, request, (reading) => ({
      namespace: namespace(request, "find"),
      documents: projected(findIn({ engine, request, reading }, "find", query), body),
      size,
      single: body.singleBatch === true,
    }));
  },

  aggregate: (engine, request) => {
    const { body } = request;
    if (isTruthy(body.explain)) return explainCommand(engine, request, "queryPlanner");
    const options = docField(body, "cursor");
    const size = options.batchSize === undefined ? undefined : readCount(options.batchSize, "batchSize");
    const name = aggregatedName(body);
    const variables = letVariables(body);
    const pipeline = required(body, "pipeline");
    return openCursor(engine, request, (reading) => {
      const docs = aggregate(engine.source(request, reading, reading), name, pipeline, body.hint, variables);
      return { namespace: `${request.database}.${name}`, documents: mapFlow(docs, writeComputedDocument), size };
    });
  },

  getMore: async (engine, { body }) => {
    const size = body.batchSize === undefined ? undefined : readCount(body.batchSize, "batchSize") || undefined;
    const { id, documents, namespace: ns } = await engine.cursors.more(cursorId(body.getMore), size);
    return { cursor: { nextBatch: documents, id, ns }, ok: 1 };
  },

  killCursors: (engine, { body }) => {
    const ids = arrayField(body, "cursors").map(cursorId);
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

  count: (engine, request) =>
    engine.read(request, async (reading) => {
      const query = countQuery(request.body);
      const collection = engine.find(request, nameIn(request.body.count), reading);
      if (!collection) return { n: 0, ok: 1 };
      if (isFastCount(query)) return { n: engine.store.count(prefixRange(spaceKey(collection.space))), ok: 1 };
      let n = 0;
      await reading.each(findIn({ engine, request, reading }, "count", query), () => n++);
      return { n, ok: 1 };
    }),

  distinct: (engine, request) =>
    engine.read(request, async (reading) => {
      const { body } = request;
      const values = new Map<string, unknown>();
      const limit = new MemoryLimit("distinct", "Location17217", MAX_DOCUMENT_BYTES);
      const path = distinctKey(body).split(".");
      const found = findIn({ engine, request, reading }, "distinct", distinctQuery(body));
      await reading.each(found, ({ doc }) => collectDistinct(doc, path, values, limit));
      return { values: [...values.values()], ok: 1 };
    }),
};

/** Opens a cursor over what a request reads, and returns its first batch. */
async function openCursor(
  engine: Engine,
  request: Request,
  options: (reading: Reading) => CursorOptions,
): Promise<Doc> {
  const reading = engine.beginReading(request);
  try {
    const given = options(reading);
    const { id, documents } = await engine.cursors.open(reading, given);
    return { cursor: { firstBatch: documents, id, ns: given.namespace }, ok: 1 };
  } catch (error) {
    reading.end();
    throw error;
  }
}

const refusedOptions = ["tailable", "awaitData", "min", "max", "returnKey", "showRecordId", "explain"];

function refuseOptions(body: Doc): void {
  const option = refusedOptions.find((name) => body[name] !== undefined && body[name] !== false);
  if (option) throw new CommandError("CommandNotSupported", `the option '${option}' of find is not supported`);
}

function namespace({ database, body }: Request, command: string): string {
  return `${database}.${nameIn(body[command])}`;
}

interface ReadingRequest {
  engine: Engine;
  request: Request;
  reading: Reading;
}

function findIn({ engine, request, reading }: ReadingRequest, command: string, query: Query): Flow<StoredDocument> {
  const collection = engine.find(request, nameIn(request.body[command]), reading);
  return collection ? findDocuments(engine.records, reading, collection, query) : [];
}

function projected(found: Flow<StoredDocument>, body: Doc): Flow<Buffer> {
  const spec = docField(body, "projection");
  if (Object.keys(spec).length === 0) return mapFlow(found, ({ bytes }) => bytes);
  const projection = compileProjection(spec, docField(body, "filter"), letVariables(body));
  return mapFlow(found, ({ doc }) => writeComputedDocument(projection(doc)));
}

function distinctKey(body: Doc): string {
  const key = required(body, "key");
  if (typeof key === "string") return key;
  throw new CommandError("TypeMismatch", "BSON field 'distinct.key' is the wrong type, expected type 'string'");
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

function collectDistinct(doc: Doc, path: string[], values: Map<string, unknown>, limit: MemoryLimit): void {
  const collect = (value: unknown) => {
    if (value !== undefined && !values.has(identityOf(value))) values.set(identityOf(value), limit.keep(value));
  };
  anyValueAt(doc, path, true, (value) => {
    if (Array.isArray(value)) value.forEach(collect);
    else collect(value);
    return false;
  });
}
