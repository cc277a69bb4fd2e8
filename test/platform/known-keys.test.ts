import { expect } from "chai";
import mongoose from "mongoose";
import { randomBytes } from "node:crypto";
import { createGridfsFileStore } from "../../src/platform/gridfs-file-store.js";
import { forgetOlderKeys, noteKeys, refuseWrongKeys } from "../../src/platform/known-keys.js";
import { rotateKeys } from "../../src/platform/rotate-keys.js";
import { createSecrets, type Secrets, type SealingKey } from "../../src/platform/secrets.js";
import { freshDatabaseUri } from "../support/database.js";
import { failure } from "../support/failure.js";

const key = (id: string): SealingKey => ({ id, key: randomBytes(32) });
const [first, second] = [key("first"), key("second")];
const places = { reports: (record: { _id: mongoose.Types.ObjectId }, field: string) => placeOf(record._id, field) };
const placeOf = (id: mongoose.Types.ObjectId, field: string) => ({ collection: "reports", id, field });

describe("The keys of a database", () => {
  let db: mongoose.mongo.Db;

  before(async () => {
    await mongoose.connect(freshDatabaseUri(), { promoteBuffers: true });
    db = mongoose.connection.db!;
  });
  beforeEach(() => db.dropDatabase());
  after(async () => {
    await db.dropDatabase();
    await mongoose.disconnect();
  });

  async function start(...keys: [SealingKey, ...SealingKey[]]): Promise<Secrets> {
    const secrets = createSecrets(keys);
    await refuseWrongKeys(db, secrets, places);
    await noteKeys(db, secrets);
    return secrets;
  }
  async function rotate(...keys: [SealingKey, ...SealingKey[]]): Promise<void> {
    const secrets = createSecrets(keys);
    await refuseWrongKeys(db, secrets, places);
    const { changed } = await rotateKeys(db, secrets, createGridfsFileStore(), places);
    if (changed === 0) await forgetOlderKeys(db, secrets);
  }
  async function write(secrets: Secrets): Promise<void> {
    const _id = new mongoose.Types.ObjectId();
    await db.collection("reports").insertOne({ _id, text: secrets.seal("Words", placeOf(_id, "text")) });
  }

  it("refuse another key, also one of the same name, in a sentence that tells which is missing", async () => {
    const [known] = (await start(first)).fingerprints();
    for (const wrong of [second, key("first")]) {
      const { message } = await failure(start(wrong));
      expect(message).to.contain(`"first" (fingerprint ${known!.fingerprint})`);
      expect(message).not.to.contain(first.key.toString("base64"));
    }
    await start(first);
  });

  it("need the old key until a rotation finds nothing to do, and not after", async () => {
    await write(await start(first));
    await start(second, first);
    expect((await failure(start(second))).message).to.contain('"first"');
    await rotate(second, first);
    expect((await failure(start(second))).message).to.contain('"first"');
    await rotate(second, first);
    await start(second);
    expect((await failure(start(first))).message).to.contain('"second"');
  });

  it("are not needed where they came as older ones and have sealed nothing", async () => {
    await start(first);
    await start(first, key("never used"));
    await start(first);
  });

  it("are tried on what an earlier version wrote, which noted none", async () => {
    await write(createSecrets([first]));
    expect((await failure(start(second))).message).to.contain("does not hold the keys");
    await start(second, first);
    expect((await failure(start(second))).message).to.contain('"first"');
  });

  it("are not noted by a start that is refused", async () => {
    await start(first);
    await failure(start(second));
    await start(first);
  });
});
