import { expect } from "chai";
import { copyFile, open, readdir, rm, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { Engine } from "../../src/embedded-mongo/engine.js";
import { startEmbeddedMongo } from "../../src/embedded-mongo/start.js";
import { formatKey } from "../../src/embedded-mongo/storage/keys.js";
import type { Store } from "../../src/embedded-mongo/storage/store.js";
import type { Work } from "../../src/embedded-mongo/storage/work.js";
import { connected, newFolder, type Doc } from "./support.js";

describe("A damaged or later file of the embedded database", () => {
  let folder: string;
  let whole: string;
  const file = () => path.join(folder, "database", "mongo.mdb");

  before(async () => {
    folder = await newFolder();
    whole = path.join(folder, "whole.mdb");
    const mongo = await startEmbeddedMongo({ folder });
    await connected(mongo.uri, async (client) => {
      const docs = client.db("test").collection<Doc>("docs");
      await docs.createIndex({ n: 1 });
      await docs.insertMany(Array.from({ length: 2000 }, (_, n) => ({ n, text: "x".repeat(200) })));
    });
    await mongo.stop();
    await copyFile(file(), whole);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function refused(damage: () => Promise<unknown>): Promise<string> {
    await copyFile(whole, file());
    await damage();
    const message = await startEmbeddedMongo({ folder }).then(
      async (mongo) => {
        await mongo.stop();
        return "";
      },
      (error: Error) => error.message,
    );
    expect(await readdir(path.dirname(file())), "the folder is given back").not.to.include("lock");
    return message;
  }
  const overwrite = async (bytes: Buffer, at: number): Promise<void> => {
    const handle = await open(file(), "r+");
    await handle.write(bytes, 0, bytes.length, at);
    await handle.close();
  };

  /** Changes the stored pairs themselves. */
  async function change(how: (store: Store) => void): Promise<void> {
    const engine = new Engine(path.dirname(file()), true);
    // oxlint-disable-next-line require-yield -- there is nothing to wait for
    const work = function* (): Work<void> {
      how(engine.store);
    };
    await engine.store.write(work());
    await engine.close();
  }

  it("is refused with a sentence instead of a crash, wherever it was damaged", async () => {
    const damages: [string, () => Promise<unknown>][] = [
      ["other contents", () => writeFile(file(), "no database")],
      ["other contents of some length", () => writeFile(file(), Buffer.alloc(100_000, 7))],
      ["cut off after the beginning", () => truncate(file(), 8192)],
      ["cut off in the middle", () => truncate(file(), 200_000)],
      ["pages of another size", () => overwrite(Buffer.from([0, 32]), 48)],
      ["one beginning overwritten", () => overwrite(Buffer.alloc(100, 1), 4096)],
      ["all pages but the first overwritten", () => overwrite(Buffer.alloc(300_000, 1), 8192)],
    ];
    for (const [what, damage] of damages) {
      expect(await refused(damage), what).to.match(
        /^The database file \S+mongo\.mdb is damaged \([^/]+\)\. Restore it from a backup/,
      );
    }
  });

  it("is refused when a later version wrote it", async () => {
    const later = Buffer.alloc(4);
    later.writeUInt32LE(3);
    expect(await refused(() => overwrite(later, 28))).to.match(
      /has format 3, but this version reads only up to format 2/,
    );
    expect(await refused(() => change((store) => store.put(formatKey(), Buffer.from([0, 0, 0, 2]))))).to.match(
      /has format 2, but this version reads only up to format 1/,
    );
  });

  it("is opened when it is whole, or of before formats were noted", async () => {
    expect(await refused(() => Promise.resolve())).to.equal("");
    expect(await refused(() => change((store) => store.remove(formatKey())))).to.equal("");
    const mongo = await startEmbeddedMongo({ folder });
    await connected(mongo.uri, async (client) => {
      expect(
        await client
          .db("test")
          .collection("docs")
          .countDocuments({ n: { $gte: 0 } }),
      ).to.equal(2000);
    });
    await mongo.stop();
  });
});
