import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import path from "node:path";
import { mock } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { takeFolder } from "../../src/embedded-mongo/data-folder/folder-lock.js";
import { LockFiles, type FolderHolder } from "../../src/embedded-mongo/data-folder/lock-files.js";
import { listeningPlace, type ListeningPlace } from "../../src/embedded-mongo/data-folder/listening-place.js";
import { databaseUri, findRunningMongo, startEmbeddedMongo } from "../../src/embedded-mongo/start.js";
import { soon } from "../support/soon.js";
import { exited, startProcess, type DatabaseProcess } from "./own-process.js";
import { connected, newFolder } from "./support.js";

const nothing = (): Promise<void> => Promise.resolve();

/** Lock files of a process that others get ahead of: something happens before it begins, then before each time it looks. */
class LateFiles extends LockFiles {
  #hasBegun = false;

  constructor(
    folder: string,
    private readonly between: (() => Promise<unknown>)[],
  ) {
    super(folder);
  }

  override async begin(own: FolderHolder): Promise<boolean> {
    this.#hasBegun = true;
    await this.between.shift()?.();
    return super.begin(own);
  }

  override async holders(): Promise<FolderHolder[]> {
    if (this.#hasBegun) await this.between.shift()?.();
    return super.holders();
  }
}

/** Has so many milliseconds go by after the clock is read for the first time. */
function letPass(ms: number): void {
  const start = Date.now();
  let passed = 0;
  mock.method(Date, "now", () => {
    const now = start + passed;
    passed = ms;
    return now;
  });
}

describe("The embedded database's data folder", () => {
  let folder: string;
  let lock: string;
  const processes: DatabaseProcess[] = [];

  beforeEach(async () => {
    folder = await newFolder();
    lock = path.join(folder, "database", "lock");
    await mkdir(path.dirname(lock));
  });
  afterEach(async () => {
    mock.restoreAll();
    for (const { child } of processes.splice(0)) child.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });

  async function start(env?: NodeJS.ProcessEnv): Promise<DatabaseProcess> {
    const started = await startProcess(folder, env);
    processes.push(started);
    return started;
  }

  const inUseBy = (pid: number | undefined): string =>
    `The data folder ${folder} is in use by another process (${pid}). Stop it first, or choose another data folder.`;

  it("is refused to a second process, which names the first", async () => {
    expect(await findRunningMongo(folder)).to.equal(null);
    const mongo = await startEmbeddedMongo({ folder });
    const second = await start();
    expect(second.complaint).to.equal(inUseBy(process.pid));
    expect(await exited(second)).to.equal(1);
    expect(await findRunningMongo(folder)).to.deep.equal({ uri: mongo.uri });
    await mongo.stop();
    expect(await readdir(path.dirname(lock)), "a clean stop gives the folder back").not.to.include("lock");
  });

  it("goes to exactly one of many that find the lock of a dead process at once", async () => {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    for (let round = 0; round < 5; round++) {
      await writeFile(lock, JSON.stringify({ pid, token: "dead" }));
      const attempts = await Promise.allSettled(
        Array.from({ length: 8 }, () => takeFolder(folder, listeningPlace(path.dirname(lock)))),
      );
      const winners = attempts.filter((attempt) => attempt.status === "fulfilled");
      expect(winners).to.have.lengthOf(1);
      const losers = attempts.filter((attempt) => attempt.status === "rejected");
      expect(new Set(losers.map(({ reason }) => (reason as Error).message))).to.deep.equal(
        new Set([inUseBy(process.pid)]),
      );
      await winners[0]!.value.release();
    }
  });

  it("is refused to a second part of its own process at once, and has another name each time it is taken", async () => {
    const place = listeningPlace(path.dirname(lock));
    const files = new LockFiles(path.dirname(lock));
    const tokens = new Set<unknown>();
    for (let round = 1; round <= 2; round++) {
      const taken = await takeFolder(folder, place);
      expect(await takeFolder(folder, place).catch((error: Error) => error.message)).to.equal(inUseBy(process.pid));
      expect(tokens.add((await files.holders())[0]?.token)).to.have.lengthOf(round);
      await taken.release();
    }
  });

  it("is tried again where a lock that came in between proves to be of a dead process or is given back", async () => {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    const place = listeningPlace(path.dirname(lock));
    const own = () => takeFolder(folder, place, new LateFiles(path.dirname(lock), between));
    let between: (() => Promise<unknown>)[] = [() => writeFile(lock, JSON.stringify({ pid, token: "dead" }))];
    await (await own()).release();
    between = [() => writeFile(lock, ""), nothing, nothing, () => rm(lock)];
    const taken = await own();
    expect(await readdir(path.dirname(lock))).to.deep.equal(["lock"]);
    await taken.release();
    between = [() => takeFolder(folder, place)];
    expect(await own().catch((error: Error) => error.message)).to.equal(inUseBy(process.pid));
  });

  it("has one successor to a dead process, however long another one paused before it tried", async () => {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    const files = new LockFiles(path.dirname(lock));
    const own = (token: string) => ({ pid: process.pid, token });
    const tokens = async (): Promise<string[]> => (await files.holders()).map(({ token }) => token);
    const between: [string, () => Promise<unknown>, string[]][] = [
      ["another took over", () => files.succeed([{ pid, token: "dead" }], own("other")), ["dead", "other"]],
      [
        "another took over and died",
        () => files.succeed([{ pid, token: "dead" }], { pid, token: "other" }),
        ["dead", "other"],
      ],
      ["another took over and tidied up", () => takeFolder(folder, listeningPlace(path.dirname(lock))), ["*"]],
      [
        "another took over and gave the folder back",
        () => takeFolder(folder, listeningPlace(path.dirname(lock))).then((taken) => taken.release()),
        [],
      ],
    ];
    for (const [what, happens, left] of between) {
      await rm(path.dirname(lock), { recursive: true });
      await mkdir(path.dirname(lock));
      await writeFile(lock, JSON.stringify({ pid, token: "dead" }));
      const seen = await files.holders();
      await happens();
      expect(await files.succeed(seen, own("late")), what).to.equal(false);
      expect(
        (await tokens()).map((token) => (left[0] === "*" ? "*" : token)),
        what,
      ).to.deep.equal(left);
    }
  });

  it("is taken over from a process that died while it took over", async () => {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    const files = new LockFiles(path.dirname(lock));
    await files.begin({ pid, token: "first" });
    await files.succeed(await files.holders(), { pid, token: "second" });
    const taken = await takeFolder(folder, listeningPlace(path.dirname(lock)));
    expect(await readdir(path.dirname(lock))).to.deep.equal(["lock"]);
    expect((await files.holders()).map((holder) => holder.pid)).to.deep.equal([process.pid]);
    await taken.release();
  });

  it("is taken over where the lock cannot be read, once nobody can be writing it any more", async () => {
    await writeFile(lock, "{");
    letPass(2001);
    const taken = await takeFolder(folder, listeningPlace(path.dirname(lock)));
    expect(JSON.parse(await readFile(lock, "utf8"))).to.include({ pid: process.pid });
    await taken.release();
  });

  it("has a holder that never runs where its lock makes no sense", async () => {
    for (const holder of [
      { pid: "5", token: "a" },
      { pid: 5, token: "../a" },
      { pid: 5.5, token: "a" },
      { token: "a" },
    ]) {
      await writeFile(lock, JSON.stringify(holder));
      expect(await new LockFiles(path.dirname(lock)).holders()).to.deep.equal([{ pid: 0, token: "unreadable" }]);
    }
  });

  it("is taken over from a process that was killed, and kept from others afterwards", async () => {
    const first = await start();
    await connected(first.uri, (client) => client.db().collection("docs").insertOne({ a: 1 }));
    first.child.kill("SIGKILL");
    await exited(first);
    const second = await startEmbeddedMongo({ folder });
    const third = await start();
    expect(third.complaint).to.equal(inUseBy(process.pid));
    await connected(second.uri, async (client) => {
      expect(await client.db().collection("docs").countDocuments()).to.equal(1);
    });
    await second.stop();
  });

  it("waits for a holder that is still starting, and is refused once that one answers", async () => {
    const place = listeningPlace(path.dirname(lock));
    await writeFile(lock, JSON.stringify({ pid: process.ppid, token: "starting" }));
    letPass(2000);
    const attempt = takeFolder(folder, place).then(
      () => "taken",
      (error: Error) => error.message,
    );
    const server: Server = createServer((socket) => socket.destroy());
    await wait(100);
    await new Promise<void>((resolve) => server.listen(place.options, resolve));
    expect(await attempt).to.equal(inUseBy(process.ppid));
    await new Promise((resolve) => server.close(resolve));
  });

  it("is refused while its server answers, though its process runs in another container", async () => {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    const place = listeningPlace(path.dirname(lock));
    await writeFile(lock, JSON.stringify({ pid, token: "elsewhere" }));
    const server: Server = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => server.listen(place.options, resolve));
    const refused = await takeFolder(folder, place).catch((error: Error) => error);
    await soon("the end of its connections", new Promise((resolve) => server.close(resolve)));
    expect(refused).to.have.property("message", inUseBy(pid));
  });

  it("is taken over where the lock's process number now belongs to a program that does not answer", async () => {
    await writeFile(lock, JSON.stringify({ pid: process.ppid, token: "dead" }));
    letPass(2001);
    const taken = await takeFolder(folder, listeningPlace(path.dirname(lock)));
    await taken.release();
    expect(await readdir(path.dirname(lock))).to.deep.equal([]);
  });

  it("is ./data unless DATA_DIR names one, and its process stops cleanly when told to", async () => {
    const started = await startProcess(folder, { DATA_DIR: undefined }, folder);
    processes.push(started);
    expect(await readdir(path.join(folder, "data", "database"))).to.include("mongo.mdb");
    await connected(started.uri, (client) => client.db().collection("docs").insertOne({ a: 1 }));
    started.child.kill("SIGTERM");
    expect(await exited(started)).to.equal(0);
  });

  it("is not opened in production", async () => {
    const { complaint } = await start({ NODE_ENV: "production" });
    expect(complaint).to.equal("The embedded database is not for production. Set MONGODB_URI to a MongoDB server.");
  });

  it("serves connected drivers again when it is stopped and started, at the same address", async () => {
    const first = await startEmbeddedMongo({ folder });
    const second = await connected(databaseUri(first, "test"), async (client) => {
      await client.db().collection("docs").insertOne({ a: 1 });
      await first.stop();
      const again = await startEmbeddedMongo({ folder });
      expect(again.uri).to.equal(first.uri);
      expect(await client.db().collection("docs").countDocuments()).to.equal(1);
      return again;
    });
    // The driver may wait for ever to close while its server goes away.
    await second.stop();
  });

  it("has a free port in place of a socket on Windows alone", () => {
    const actual = Object.getOwnPropertyDescriptor(process, "platform")!;
    const placeOn = (platform: string): ListeningPlace => {
      Object.defineProperty(process, "platform", { ...actual, value: platform });
      try {
        return listeningPlace("/somewhere");
      } finally {
        Object.defineProperty(process, "platform", actual);
      }
    };
    expect(placeOn("win32").options).to.deep.equal({ host: "127.0.0.1", port: 0 });
    expect(placeOn("win32").address(27_017)).to.equal("127.0.0.1:27017");
    for (const platform of ["darwin", "linux"]) {
      expect(placeOn(platform).options).to.deep.equal({ path: "/somewhere/mongo.sock" });
      expect(placeOn(platform).address(undefined)).to.equal("%2Fsomewhere%2Fmongo.sock");
    }
  });

  it("may have a path that is too long for a socket", async () => {
    const [longest, longer] = [88, 89].map((length) => `/${"a".repeat(length)}`) as [string, string];
    expect(listeningPlace(longest).options).to.deep.equal({ path: `${longest}/mongo.sock` });
    expect(listeningPlace(longer).options).to.have.property("path").that.does.not.include(longer);
    const deep = path.join(folder, "a".repeat(60), "b".repeat(60));
    const mongo = await startEmbeddedMongo({ folder: deep });
    await connected(databaseUri(mongo, "test"), async (client) => {
      expect(await client.db().command({ ping: 1 })).to.include({ ok: 1 });
    });
    await rm(deep, { recursive: true });
    await mongo.stop();
  });
});
