import { Double, Int32, Long } from "bson";
import { readDocument, writeDocument, type Doc } from "../../../src/embedded-mongo/values/documents.js";
import { indexNamed, isCollision, mendWriteError, mongoCode, Refused, stateOf } from "./refusals.js";

/** Asks PostgreSQL and gives the first row. */
export type Ask = (sql: string, values: unknown[]) => Promise<Record<string, Buffer | string | null>>;

type Command = (ask: Ask, body: Doc, database: string) => Promise<Doc> | Doc;

const API = "documentdb_api";
const BSON = "::bytea::documentdb_core.bson";
const OK = { ok: new Double(1) };
/** Everything in the first batch: cursors would have to keep a connection. */
const ALL = new Int32(1_000_000);
/** Fields of the protocol that the extension does not know. */
const NOT_FOR_IT =
  /^(\$.*|lsid|txnNumber|readConcern|writeConcern|apiVersion|maxTimeMS|startTransaction|autocommit|noCursorTimeout|allowDiskUse)$/;

const hello: Command = () => ({
  helloOk: true,
  ismaster: true,
  isWritablePrimary: true,
  maxBsonObjectSize: new Int32(16_777_216),
  maxMessageSizeBytes: new Int32(48_000_000),
  maxWriteBatchSize: new Int32(100_000),
  localTime: new Date(),
  logicalSessionTimeoutMinutes: new Int32(30),
  connectionId: new Int32(1),
  minWireVersion: new Int32(0),
  maxWireVersion: new Int32(21),
  readOnly: false,
  ...OK,
});

const nothing: Command = () => OK;

/** How each command is answered, by its name in lower case. */
export const commands: Record<string, Command> = {
  hello,
  ismaster: hello,
  ping: nothing,
  endsessions: nothing,
  killcursors: nothing,
  killsessions: nothing,
  buildinfo: () => ({ version: "7.0.0", versionArray: [7, 0, 0, 0].map((part) => new Int32(part)), ...OK }),

  find(ask, body, database) {
    const { singleBatch, limit, ...query } = body;
    const most = limit === undefined ? {} : { limit: new Long(Math.abs(Number(limit))) };
    return firstPage(ask, "find_cursor_first_page", database, {
      ...query,
      ...most,
      ...(!singleBatch && { batchSize: ALL }),
    });
  },
  aggregate: (ask, body, database) =>
    firstPage(ask, "aggregate_cursor_first_page", database, { ...body, cursor: { batchSize: ALL } }),
  listindexes: (ask, body, database) =>
    firstPage(ask, "list_indexes_cursor_first_page", database, { ...body, cursor: { batchSize: new Int32(10_000) } }),
  listcollections: (ask, body, database) =>
    firstPage(ask, "list_collections_cursor_first_page", database, {
      ...body,
      cursor: { batchSize: new Int32(10_000) },
    }),

  count: (ask, body, database) =>
    call(ask, `SELECT document::bytea r FROM ${API}.count_query($1,$2${BSON})`, database, body),
  distinct: (ask, body, database) =>
    call(ask, `SELECT document::bytea r FROM ${API}.distinct_query($1,$2${BSON})`, database, body),
  insert: write,
  update: write,
  delete: write,
  findandmodify(ask, body, database) {
    const [name = "", ...rest] = Object.keys(body);
    const spec = { findAndModify: body[name], ...Object.fromEntries(rest.map((key) => [key, body[key]])) };
    return call(ask, `SELECT p_result::bytea r FROM ${API}.find_and_modify($1,$2${BSON})`, database, spec);
  },

  async createindexes(ask, body, database) {
    const sql = `SELECT ${API}_internal.create_indexes_non_concurrently($1,$2${BSON},true)::bytea r`;
    const reply = await call(ask, sql, database, body);
    const raw = ((reply.raw as Doc | undefined)?.defaultShard as Doc | undefined) ?? reply;
    if (raw.ok === undefined || Number(raw.ok) === 1) return { ...raw, ...OK };
    throw new Refused({ ...raw, ok: new Double(0), code: new Int32(mongoCode(Number(raw.code))) });
  },
  async dropindexes(ask, body, database) {
    await ask(`CALL ${API}.drop_indexes($1,$2${BSON},null)`, [database, writeDocument(spec(body))]);
    return OK;
  },
  async create(ask, body, database) {
    await ask(`SELECT ${API}.create_collection_view($1,$2${BSON})`, [database, writeDocument(spec(body))]);
    return OK;
  },
  async drop(ask, body, database) {
    await ask(`SELECT ${API}.drop_collection($1,$2)`, [database, String(body.drop)]);
    return OK;
  },
  async dropdatabase(ask, _body, database) {
    await ask(`SELECT ${API}.drop_database($1)`, [database]);
    return { dropped: database, ...OK };
  },
  listdatabases: async (ask, body) =>
    read(await ask(`SELECT ${API}.list_databases($1${BSON})::bytea r`, [writeDocument(spec(body))])),
  dbstats: async (ask, _body, database) => read(await ask(`SELECT ${API}.db_stats($1)::bytea r`, [database])),
  collstats: async (ask, body, database) =>
    read(await ask(`SELECT ${API}.coll_stats($1,$2)::bytea r`, [database, String(body.collStats)])),
};

/** The key of an index with this name; undefined for one that is not there. */
export async function keyOf(ask: Ask, database: string, collection: string, name: string): Promise<unknown> {
  const page = await firstPage(ask, "list_indexes_cursor_first_page", database, {
    listIndexes: collection,
    cursor: { batchSize: new Int32(10_000) },
  });
  const batch = ((page.cursor as Doc).firstBatch as Buffer[]).map((bytes) => readDocument(bytes));
  return batch.find((index) => String(index.name) === name)?.key;
}

async function write(ask: Ask, body: Doc, database: string): Promise<Doc> {
  const [command = ""] = Object.keys(body);
  const sql = `SELECT p_result::bytea r FROM ${API}.${command}($1,$2${BSON})`;
  const reply = await call(ask, sql, database, body);
  const errors = (reply.writeErrors as Doc[] | undefined) ?? [];
  for (const error of errors) {
    const state = stateOf(Number(error.code));
    if (errors.length === 1 && isCollision(state)) throw Object.assign(new Error("collision"), { code: state });
    const index = indexNamed(String(error.errmsg));
    mendWriteError(error, index && (await keyOf(ask, database, String(body[command]), index)));
  }
  return reply;
}

/** The documents of the first batch stay as bytes, as the embedded database's replies have them. */
async function firstPage(ask: Ask, name: string, database: string, body: Doc): Promise<Doc> {
  const sql = `SELECT cursorpage::bytea r FROM ${API}.${name}($1,$2${BSON})`;
  const { cursor, ...reply } = await call(ask, sql, database, body);
  const { firstBatch, ...rest } = cursor as Doc;
  return { ...reply, cursor: { ...rest, id: Long.ZERO, firstBatch: (firstBatch as Doc[]).map(writeDocument) } };
}

async function call(ask: Ask, sql: string, database: string, body: Doc): Promise<Doc> {
  return read(await ask(sql, [database, writeDocument(spec(body))]));
}

const read = ({ r }: Record<string, unknown>): Doc => readDocument(r as Buffer);

const spec = (body: Doc): Doc => Object.fromEntries(Object.entries(body).filter(([key]) => !NOT_FOR_IT.test(key)));
