import { once } from "node:events";
import { createRequire } from "node:module";
import net, { type AddressInfo, type Socket } from "node:net";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Double, Int32 } from "bson";
import { Frames } from "../../../src/embedded-mongo/server/frames.js";
import { readMessage } from "../../../src/embedded-mongo/server/wire.js";
import { readDocument, type Doc } from "../../../src/embedded-mongo/values/documents.js";
import { commands, keyOf, type Ask } from "./commands.js";
import { indexNamed, isCollision, refusal, Refused, type PostgresError } from "./refusals.js";

interface Pool {
  query(query: { text: string; values: unknown[] }): Promise<{ rows: Record<string, Buffer | string | null>[] }>;
  end(): Promise<void>;
  on(event: "error", listener: () => void): void;
}

const MOST_TRIES = 8;

/** Listens in front of the PostgreSQL at this port, with the package `pg` of this folder. */
export async function startGateway(folder: string, port: number): Promise<{ uri: string; stop(): Promise<void> }> {
  const { Pool } = createRequire(path.join(folder, "package.json"))("pg") as { Pool: new (options: object) => Pool };
  const pool = new Pool({ host: "127.0.0.1", port, user: "postgres", database: "postgres", max: 60 });
  pool.on("error", () => undefined);
  const ask: Ask = async (text, values) => (await pool.query({ text, values })).rows[0] ?? {};
  const sockets = new Set<Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    serve(ask, socket);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    uri: `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await pool.end();
    },
  };
}

/** Answers one message after the other. */
function serve(ask: Ask, socket: Socket): void {
  const frames = new Frames();
  let last = Promise.resolve();
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    for (const frame of frames.push(chunk)) {
      const message = readMessage(Buffer.from(frame));
      last = last.then(async () => {
        const bytes = message.answer(await reply(ask, message.body).catch(unanswerable));
        if (bytes) socket.write(bytes);
      });
    }
  });
}

/** Where the question which index refused is not answered either, as while PostgreSQL stops. */
const unanswerable = (error: PostgresError): Doc => refusal(error);

async function reply(ask: Ask, body: Doc): Promise<Doc> {
  const [name = ""] = Object.keys(body);
  const command = commands[name.toLowerCase()];
  const database = typeof body.$db === "string" ? body.$db : "admin";
  const refused = refuseTransaction(body);
  if (refused) return refused;
  if (!command) return refusalOf(59, `no such command: '${name}'`);
  for (let tries = 0; ; tries += 1) {
    try {
      return await command(ask, body, database);
    } catch (thrown) {
      if (thrown instanceof Refused) return thrown.reply;
      const error = thrown as PostgresError;
      if (!isCollision(error.code ?? "") || tries === MOST_TRIES)
        return refusal(error, await keyPattern(ask, database, String(body[name]), error));
      await wait(5 * 2 ** tries * Math.random());
    }
  }
}

/** As a MongoDB that stands alone does: the extension would take each command of a transaction, and keep none of what it promises. */
function refuseTransaction({ autocommit, readConcern }: Doc): Doc | null {
  if (autocommit !== undefined)
    return refusalOf(20, "Transaction numbers are only allowed on a replica set member or mongos");
  if ((readConcern as Doc | undefined)?.level === "snapshot")
    return refusalOf(123, "node needs to be a replica set member to use readConcern: snapshot");
  return null;
}

const refusalOf = (code: number, errmsg: string): Doc => ({ ok: new Double(0), errmsg, code: new Int32(code) });

/** The key of the unique index that refused, where the error names it. */
async function keyPattern(
  ask: Ask,
  database: string,
  collection: string,
  { message }: PostgresError,
): Promise<unknown> {
  const id = /documents_rum_index_(\d+)/.exec(message)?.[1];
  if (id) {
    const sql =
      "SELECT (index_spec).index_key::bytea r FROM documentdb_api_catalog.collection_indexes WHERE index_id=$1";
    const { r } = await ask(sql, [id]);
    return r ? readDocument(r as Buffer) : undefined;
  }
  const index = indexNamed(message);
  return index && keyOf(ask, database, collection, index).catch(() => undefined);
}
