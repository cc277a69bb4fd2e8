import { expect } from "chai";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { databaseUri, startEmbeddedMongo } from "../../src/embedded-mongo/start.js";
import { TRIALS } from "../support/trials.js";
import { soon, until } from "../support/soon.js";
import { MongoClient, type Client, type Doc } from "./support.js";

const program = path.resolve("dist/embedded-mongo/main.js");

describe("The embedded database's data folder", () => {
  let folder: string;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "embedded-mongo-"));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });

  /** The database in a process of its own, by the command that the project offers. */
  async function startProcess(
    env: NodeJS.ProcessEnv = {},
  ): Promise<{ child: ChildProcess; uri: string; complaint: string }> {
    const child = spawn(process.execPath, [program], {
      env: { ...process.env, NODE_ENV: "test", DATA_DIR: folder, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    children.push(child);
    const [uri, complaint] = await soon(
      "the database to say something",
      Promise.race([
        once(child.stdout, "data").then(([line]) => [String(line).trim(), ""] as const),
        once(child.stderr, "data").then(([line]) => ["", String(line).trim()] as const),
      ]),
    );
    return { child, uri, complaint };
  }

  async function connected<T>(uri: string, use: (client: Client) => Promise<T>): Promise<T> {
    const client = await new MongoClient(uri, { serverSelectionTimeoutMS: 1000 }).connect();
    try {
      return await use(client);
    } finally {
      await client.close();
    }
  }

  it(`loses no acknowledged write and keeps none by half when the process is killed ${TRIALS.databaseKills} times`, async () => {
    const acknowledged = new Set<number>();
    let next = 0;
    for (let round = 0; round < TRIALS.databaseKills; round++) {
      const { child, uri } = await startProcess();
      await connected(uri, async (client) => {
        const docs = client.db().collection<Doc>("docs");
        await docs.createIndex({ key: 1 }, { unique: true });
        await docs.createIndex({ parts: 1 });
        const writers = Array.from({ length: 8 }, () => writeUntilKilled(client, () => next++, acknowledged));
        const enough = acknowledged.size + 150;
        await until(`${enough} acknowledged writes`, () => acknowledged.size >= enough);
        child.kill("SIGKILL");
        await Promise.all(writers);
      });
    }
    const { uri } = await startProcess();
    await connected(uri, async (client) => {
      const docs = client.db().collection<Doc>("docs");
      const all = await docs.find().hint({ $natural: 1 }).toArray();
      const keys = new Set(all.filter((doc) => doc.half === 1).map((doc) => doc.key as number));
      expect([...acknowledged].filter((key) => !keys.has(key))).to.deep.equal([]);
      for (const key of keys) {
        // Both halves of a transaction, found by each index, or neither.
        expect(await docs.countDocuments({ key: { $in: [key, -key] } })).to.equal(2);
        expect(await docs.countDocuments({ parts: `${key}-a` })).to.equal(2);
      }
      expect(await docs.find().sort({ key: 1 }).toArray()).to.have.lengthOf(all.length);
    });
  });

  it("is refused to a second process, which names the first", async () => {
    const mongo = await startEmbeddedMongo({ folder });
    const { complaint, child } = await startProcess();
    expect(complaint).to.equal(
      `The data folder ${folder} is in use by another HealSpace (process ${process.pid}). Stop it first, or set DATA_DIR to another folder.`,
    );
    const [code] = child.exitCode === null ? ((await once(child, "exit")) as [number]) : [child.exitCode];
    expect(code).to.equal(1);
    await mongo.stop();
    expect((await startProcess()).uri).to.match(/^mongodb:/);
  });

  it("stops cleanly when its process is told to", async () => {
    const { child, uri } = await startProcess();
    await connected(uri, (client) => client.db().collection("docs").insertOne({ a: 1 }));
    child.kill("SIGTERM");
    const [code] = (await soon("the database to exit", once(child, "exit"))) as [number | null];
    expect(code).to.equal(0);
  });

  it("is not opened in production", async () => {
    const { complaint } = await startProcess({ NODE_ENV: "production" });
    expect(complaint).to.equal("The embedded database is not for production. Set MONGODB_URI to a MongoDB server.");
  });

  it("serves connected drivers again when it is stopped and started, at the same address", async () => {
    const first = await startEmbeddedMongo({ folder });
    await connected(databaseUri(first, "test"), async (client) => {
      await client.db().collection("docs").insertOne({ a: 1 });
      await first.stop();
      const second = await startEmbeddedMongo({ folder });
      expect(second.uri).to.equal(first.uri);
      expect(await client.db().collection("docs").countDocuments()).to.equal(1);
      await second.stop();
    });
  });

  it("may have a path that is too long for a socket", async () => {
    const deep = path.join(folder, "a".repeat(60), "b".repeat(60));
    const mongo = await startEmbeddedMongo({ folder: deep });
    await connected(databaseUri(mongo, "test"), async (client) => {
      expect(await client.db().command({ ping: 1 })).to.include({ ok: 1 });
    });
    await mongo.stop();
  });
});

/** Writes pairs of documents in transactions, one after the other, and notes what was acknowledged. */
async function writeUntilKilled(client: Client, nextKey: () => number, acknowledged: Set<number>): Promise<void> {
  const docs = client.db().collection<Doc>("docs");
  for (;;) {
    const key = nextKey() + 1;
    const session = client.startSession();
    try {
      session.startTransaction();
      await docs.insertOne({ key, half: 1, parts: [`${key}-a`, `${key}-b`] }, { session });
      await docs.insertOne({ key: -key, half: 2, parts: [`${key}-a`] }, { session });
      await session.commitTransaction();
      acknowledged.add(key);
    } catch {
      return;
    } finally {
      await session.endSession().catch(() => undefined);
    }
  }
}
