import { expect } from "chai";
import mongoose from "mongoose";
import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { openDatabase } from "../../src/platform/database.js";
import { readEnv } from "../../src/platform/env.js";
import { noteKeys } from "../../src/platform/known-keys.js";
import { createOutboxMailer } from "../../src/platform/mailer-outbox.js";
import { createSecrets, parseSealingKeys } from "../../src/platform/secrets.js";
import { OwnProcess } from "../support/own-process.js";

describe("The commands of a site", () => {
  let folder: string;
  let site: OwnProcess;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "healspace-commands-"));
    site = new OwnProcess({ PORT: "0", DATA_DIR: path.join(folder, "old") });
    await site.answers();
  });
  after(async () => {
    site.kill("SIGKILL");
    await site.exits();
    await rm(folder, { recursive: true, force: true });
  });

  /** With these as its SEALING_KEYS, where it is given some. */
  let sealingKeys = "";
  const run = (command: string, data: string, ...args: string[]): Promise<{ code: number; said: string }> =>
    new Promise((resolve) => {
      const { PATH = "", HOME = "" } = process.env;
      const keys = sealingKeys && { SEALING_KEYS: sealingKeys };
      const env = { PATH, HOME, DATA_DIR: path.join(folder, data), ...keys };
      const script = path.resolve(import.meta.dirname, `../../dist/${command}.js`);
      execFile(process.execPath, [script, ...args], { env }, (error, stdout, stderr) =>
        resolve({ code: error ? 1 : 0, said: stdout + stderr }),
      );
    });

  /** Changes a site that is not running. */
  async function change(data: string, work: (db: mongoose.mongo.Db) => Promise<unknown>): Promise<void> {
    const database = await openDatabase(readEnv({ DATA_DIR: path.join(folder, data) }));
    const client = await mongoose.mongo.MongoClient.connect(database.uri);
    try {
      await work(client.db());
    } finally {
      await client.close();
      await database.stop();
    }
  }

  it("copy a running site into another folder, where everything is found again", async () => {
    const file = path.join(folder, "site.backup");
    const copied = await run("backup", "old", file);
    expect(copied.code, copied.said).to.equal(0);
    expect(copied.said)
      .to.match(/Copying: [\d,]+ records, \d+ files/)
      .and.to.match(/\nTo restore it you need [^\n]+\n/)
      .and.not.to.match(/\n\n/);

    await mkdir(path.join(folder, "new"));
    await copyFile(path.join(folder, "old/secrets.json"), path.join(folder, "new/secrets.json"));
    const restored = await run("restore", "new", file);
    expect(restored.code, restored.said).to.equal(0);
    const checked = await run("check", "new");
    expect(checked.code, checked.said).to.equal(0);
    expect(checked.said).to.contain("Every reference points to an existing record or file").and.not.to.match(/\n\n/);

    await change("new", async (db) => {
      await db.collection("conversations").deleteMany({});
      await db.collection("notes").updateMany({}, { $set: { "text.box": Buffer.alloc(64) } });
    });
    const damaged = await run("check", "new");
    expect(damaged.code, damaged.said).to.equal(1);
    expect(damaged.said)
      .to.match(/^notes\.text: cannot be opened$/m)
      .and.to.match(/^messages\.conversationId -> conversations: \d+ point to nothing$/m)
      .and.not.to.contain("Every reference");
  }).timeout(90_000);

  it("print the mails that were kept, the newest last, and re-encrypt them with a new key", async () => {
    const [older, newer] = ["older", "newer"].map((id) => `${id}:${Buffer.alloc(32, id).toString("base64")}`);
    const secrets = createSecrets(parseSealingKeys([older!]));
    const mailer = createOutboxMailer(path.join(folder, "mails/outbox"), {
      ...{ from: { name: "", address: "" }, isShown: false },
      secrets,
    });
    sealingKeys = older!;
    expect((await run("outbox", "mails")).said).to.equal("The outbox is empty.\n");
    for (const id of ["b", "c", "a"]) {
      await mailer.send({ id, to: { name: "Kim", address: `${id}@example.org` }, subject: id, text: id, html: id });
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    sealingKeys = [newer, older].join(",");
    const rotated = await run("rotate-keys", "mails");
    const printed = await run("outbox", "mails");
    expect(rotated).to.include({ code: 0 });
    expect(rotated.said).to.match(/^3 values were re-encrypted with the key "newer"\.$/m);
    expect(printed.said.match(/\w@example.org/g)).to.deep.equal(["b", "c", "a"].map((id) => `${id}@example.org`));

    const id = new mongoose.Types.ObjectId();
    const lost = createSecrets(parseSealingKeys([`lost:${Buffer.alloc(32).toString("base64")}`]));
    await change("mails", async (db) => {
      await noteKeys(db, secrets);
      await db.collection("letters").insertOne({ mail: lost.seal("x", { collection: "letters", id, field: "mail" }) });
    });
    const again = await run("rotate-keys", "mails");
    sealingKeys = "";
    expect(again.code, again.said).to.equal(1);
    expect(again.said)
      .to.match(/^Everything else was sealed with the key "newer"\.$/m)
      .and.to.match(/^1 value was left untouched: no key can open them\.$/m);
    await change("mails", async (db) => {
      expect(await db.collection("sealingKeys").find().toArray(), "keys that are needed").to.deep.equal([]);
      const events = await db.collection("auditEvents").find().toArray();
      expect(events.map(({ what, detail }) => `${what}: ${detail}`)).to.deep.equal([
        'keys.rotated: 3 values were re-encrypted with the key "newer"',
        'keys.rotated: 0 values were re-encrypted with the key "newer"',
      ]);
    });
  }).timeout(90_000);

  it("say in a sentence what they need and what they refuse", async () => {
    for (const [command, data, args, words] of [
      ["backup", "old", [], "Say which file: npm run backup -- FILE"],
      ["restore", "old", [], "Say which file: npm run restore -- FILE"],
      ["restore", "old", [path.join(folder, "none")], "cannot be opened"],
      ["restore", "other", [path.join(folder, "site.backup")], "SEALING_KEYS lacks"],
      ["restore", "old", [path.join(folder, "site.backup")], "is not empty"],
    ] as const) {
      const { code, said } = await run(command, data, ...args);
      expect(code, said).to.equal(1);
      expect(said).to.contain(words).and.not.to.contain("    at ");
    }
    expect(await readdir(folder)).not.to.include("site.backup.part");
  }).timeout(90_000);
});
