import { Int32, Long } from "bson";
import { MAX_DOCUMENT_BYTES } from "../values/documents.js";
import { VERSION } from "./server-info.js";
import type { Command } from "./command.js";

const hello: Command = () => ({
  helloOk: true,
  ismaster: true,
  isWritablePrimary: true,
  maxBsonObjectSize: MAX_DOCUMENT_BYTES,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  localTime: new Date(),
  logicalSessionTimeoutMinutes: 30,
  connectionId: 1,
  minWireVersion: 0,
  // MongoDB 7: drivers expect more of newer servers than is supported here.
  maxWireVersion: 21,
  readOnly: false,
  ok: 1,
});

const buildInfo: Command = () => ({
  version: VERSION.join("."),
  versionArray: [...VERSION, 0].map((part) => new Int32(part)),
  modules: [],
  bits: 64,
  maxBsonObjectSize: MAX_DOCUMENT_BYTES,
  ok: 1,
});

/** Commands about the server and its sessions. */
export const serverCommands: Record<string, Command> = {
  hello,
  ismaster: hello,
  isMaster: hello,
  buildInfo,
  buildinfo: buildInfo,
  ping: () => ({ ok: 1 }),

  serverStatus: ({ records: { examined } }) => ({
    host: "embedded",
    version: VERSION.join("."),
    process: "embedded",
    pid: Long.fromNumber(process.pid),
    uptime: process.uptime(),
    localTime: new Date(),
    metrics: {
      queryExecutor: {
        scanned: Long.fromNumber(examined.keys),
        scannedObjects: Long.fromNumber(examined.documents),
        collectionScans: { total: Long.fromNumber(examined.collections) },
      },
    },
    ok: 1,
  }),

  endSessions: (engine, { body }) => {
    engine.transactions.endSessions(body.endSessions);
    return { ok: 1 };
  },

  commitTransaction: async (engine, { body }) => {
    await engine.transactions.commit(body);
    return { ok: 1 };
  },

  abortTransaction: (engine, { body }) => {
    engine.transactions.abort(body);
    return { ok: 1 };
  },
};
