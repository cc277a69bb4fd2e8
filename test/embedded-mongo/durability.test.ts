import { expect } from "chai";
import { open } from "lmdb";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { startEmbeddedMongo } from "../../src/embedded-mongo/start.js";
import { until } from "../support/soon.js";
import { TRIAL_MS, TRIALS } from "../support/trials.js";
import { exited, startProcess, type DatabaseProcess } from "./own-process.js";
import { connected, type Client, type Doc } from "./support.js";

describe("Acknowledged writes to the embedded database", () => {
  let folder: string;
  const processes: DatabaseProcess[] = [];

  beforeEach(async () => {
    // Not the system's temporary folder, which may be memory.
    folder = await mkdtemp(path.resolve("node_modules/.durability-"));
  });
  afterEach(async () => {
    for (const { child } of processes.splice(0)) child.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });

  async function start(): Promise<DatabaseProcess> {
    const started = await startProcess(folder);
    processes.push(started);
    return started;
  }

  it(`survive, whole, when the process is killed ${TRIALS.databaseKills} times`, async () => {
    const acknowledged = new Set<number>();
    let next = 0;
    for (let round = 0; round < TRIALS.databaseKills; round++) {
      const running = await start();
      const writeAndKill = async (client: Client): Promise<void> => {
        const docs = client.db().collection<Doc>("docs");
        await docs.createIndex({ key: 1 }, { unique: true });
        await docs.createIndex({ parts: 1 });
        const writers = Array.from({ length: 8 }, () => writeUntilKilled(client, () => next++, acknowledged));
        const enough = acknowledged.size + 60;
        await until(`${enough} acknowledged writes`, () => acknowledged.size >= enough);
        running.child.kill("SIGKILL");
        await exited(running);
        await Promise.all(writers);
      };
      await connected(running.uri, writeAndKill, 300);
    }
    const { uri } = await start();
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
  }).timeout(TRIAL_MS);

  it("are on the disk, not only in the system's memory", async function () {
    if (!showsUnwrittenPages(folder)) {
      // Only Linux tells which pages of a file still wait for the disk.
      this.skip();
    }
    const mongo = await startEmbeddedMongo({ folder });
    await connected(mongo.uri, async (client) => {
      const docs = client.db().collection("docs");
      for (let i = 0; i < 5; i++) {
        await docs.insertOne({ i });
        expect(unwrittenKilobytes(folder)).to.equal(0);
      }
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

/** Whether pages that were written without waiting for the disk show as such here. */
function showsUnwrittenPages(folder: string): boolean {
  if (process.platform !== "linux") return false;
  const file = path.join(folder, "control.mdb");
  const control = open<Buffer, string>({ path: file, noSubdir: true, encoding: "binary", noSync: true });
  control.putSync("key", Buffer.alloc(100));
  control.get("key");
  const shown = unwrittenKilobytes(folder) > 0;
  void control.close();
  return shown;
}

/** How much of the folder's database files, as this process sees them, has not reached the disk. */
function unwrittenKilobytes(folder: string): number {
  let total = 0;
  let isOurs = false;
  for (const line of readFileSync("/proc/self/smaps", "utf8").split("\n")) {
    if (/^[0-9a-f]+-[0-9a-f]+ /.test(line)) isOurs = line.includes(folder) && line.endsWith(".mdb");
    else if (isOurs) total += Number(/^(?:Shared|Private)_Dirty:\s+(\d+) kB/.exec(line)?.[1] ?? 0);
  }
  return total;
}
