import { expect } from "chai";
import mongoose from "mongoose";
import { migrate } from "../../src/migrations/migrate.js";
import type { Step } from "../../src/migrations/step.js";
import { steps } from "../../src/migrations/steps.js";
import { withLease } from "../../src/platform/lease.js";
import { failure } from "../support/failure.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

type Db = mongoose.mongo.Db;
type Format = { _id: string; number: number; done: { number: number; what: string }[] };

const step = (number: number, run: () => void): Step => ({ number, what: "", run: () => Promise.resolve().then(run) });

describe("Migrations", () => {
  let site: TestSite;
  let db: Db;
  before(async () => {
    site = await startTestSite();
    db = mongoose.connection.db!;
  });
  after(() => site.stop());

  const setFormat = (number: number): Promise<unknown> =>
    db.collection<Format>("format").updateOne({ _id: "healspace" }, { $set: { number, done: [] } });
  const format = (): Promise<Format | null> => db.collection<Format>("format").findOne({ _id: "healspace" });

  it("are numbered without a gap", () => {
    expect(steps.map(({ number }) => number)).to.deep.equal(steps.map((_, index) => index + 1));
  });

  it("begin an empty database with the newest format", async () => {
    expect(await format()).to.deep.include({ number: steps.length });
  });

  it("run each step that is missing once, in order, whichever of several processes comes first", async () => {
    await setFormat(1);
    const ran: number[] = [];
    const own = [1, 2, 3].map((number) => step(number, () => ran.push(number)));
    await Promise.all([1, 2, 3].map(() => migrate(db, site.services, own)));
    await migrate(db, site.services, own);
    expect(ran).to.deep.equal([2, 3]);
    expect((await format())?.done.map(({ number }) => number)).to.deep.equal([2, 3]);
  });

  it("run an interrupted step again, and none before it", async () => {
    await setFormat(0);
    const ran: string[] = [];
    const fails = step(2, () => {
      ran.push("half of 2");
      throw new Error("killed");
    });
    const [first, second] = [step(1, () => ran.push("1")), step(2, () => ran.push("2"))];
    expect(await failure(migrate(db, site.services, [first, fails]))).to.have.property("message", "killed");
    expect(await format()).to.include({ number: 1 });
    await migrate(db, site.services, [first, second]);
    expect(ran).to.deep.equal(["1", "half of 2", "2"]);
  });

  it("take over from a process that was killed, once its lease has ended", async () => {
    await setFormat(0);
    const until = new Date(Date.now() + 1000);
    await db.collection<{ _id: string }>("leases").insertOne({ _id: "migrations", holder: "killed", until } as never);
    let ranAt = new Date(0);
    await migrate(db, site.services, [step(1, () => (ranAt = new Date()))]);
    expect(ranAt.getTime()).to.be.at.least(until.getTime());
    expect(await db.collection("leases").countDocuments()).to.equal(0);
  });

  it("keep out a second process while the first is at it", async () => {
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 50));
      order.push(`${name} ends`);
    };
    const run = (name: string): Promise<void> => withLease(db, "a-trial", () => order.push("waits"), work(name));
    await Promise.all([run("a"), run("a")]);
    expect(order.filter((line) => line !== "waits")).to.deep.equal(["a begins", "a ends", "a begins", "a ends"]);
    expect(order.filter((line) => line === "waits")).to.have.length(1);
  });

  it("refuse a database of a newer version", async () => {
    await setFormat(steps.length + 1);
    const error = await failure(migrate(db, site.services));
    expect(error).to.have.property("message").that.contains("A newer version of HealSpace has written this database");
  });

  it("drop indexes that no model has, and keep the others", async () => {
    const accounts = db.collection("accounts");
    const before = await accounts.indexes();
    await accounts.createIndex({ email: 1 }, { unique: true });
    await db.collection<{ _id: string }>("adoptions").insertOne({ _id: "terms" });
    await setFormat(5);
    await migrate(db, site.services);
    expect(await accounts.indexes()).to.deep.equal(before);
    expect(await db.listCollections({ name: "adoptions" }).toArray()).to.deep.equal([]);
  });
});
