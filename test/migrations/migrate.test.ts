import { expect } from "chai";
import mongoose from "mongoose";
import { pino } from "pino";
import { DeviceCheckModel } from "../../src/checks/check-model.js";
import { countWholeYen } from "../../src/migrations/count-whole-yen.js";
import { makeNotesRecords } from "../../src/migrations/make-notes-records.js";
import { ensureNewest, migrate } from "../../src/migrations/migrate.js";
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
    db.collection<Format>("format").updateOne({ _id: "healspace" }, { $set: { number, done: [] } }, { upsert: true });
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

  it("run every step on records that have no format yet, though some collections are missing", async () => {
    await db.collection<Format>("format").deleteMany({});
    await DeviceCheckModel.collection.drop();
    const ran: number[] = [];
    await migrate(db, site.services, [step(1, () => ran.push(1))]);
    expect(ran).to.deep.equal([1]);
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

  it("bring a database from the first format to the newest", async () => {
    await setFormat(0);
    await migrate(db, site.services);
    expect((await format())?.done.map(({ number }) => number)).to.deep.equal(steps.map(({ number }) => number));
  });

  it("refuse a database of a newer version", async () => {
    await setFormat(steps.length + 1);
    const error = await failure(migrate(db, site.services));
    expect(error)
      .to.have.property("message")
      .that.contains("This database was written by a newer version of HealSpace");
  });

  it("are for the site alone to run: a command refuses a database of another version", async () => {
    await setFormat(steps.length - 1);
    expect((await failure(ensureNewest(db, site.services))).message).to.contain("Start the site once to update it");
    await setFormat(steps.length + 1);
    expect((await failure(ensureNewest(db, site.services))).message).to.contain("by a newer version of HealSpace");
    await db.collection<Format>("format").deleteMany({});
    expect((await failure(ensureNewest(db, site.services))).message).to.contain("by an earlier version of HealSpace");
    await setFormat(steps.length);
    await ensureNewest(db, site.services);
  });

  it("list and drop indexes that no model has, and keep the others", async () => {
    const lines: string[] = [];
    const log = pino({}, { write: (line: string) => void lines.push(line) });
    const accounts = db.collection("accounts");
    const before = await accounts.indexes();
    await accounts.createIndex({ email: 1 }, { unique: true });
    await db.collection<{ _id: string }>("adoptions").insertOne({ _id: "terms" });
    await setFormat(5);
    await migrate(db, { ...site.services, log });
    expect(lines.join("")).to.contain(
      '"collection":"accounts","name":"email_1","msg":"dropping an index that no model has"',
    );
    expect(await accounts.indexes()).to.deep.equal(before);
    expect(await db.listCollections({ name: "adoptions" }).toArray()).to.deep.equal([]);
  });

  it("have sums that were stored by day built again, by month", async () => {
    const practices = db.collection("summedPractices");
    await practices.insertOne({ zone: "Europe/Berlin", build: new mongoose.Types.ObjectId() });
    await db.collection("daySums").insertOne({ zone: "Europe/Berlin" });
    await setFormat(11);
    await migrate(db, site.services);
    expect(await practices.countDocuments()).to.equal(0);
    expect(await db.listCollections({ name: "daySums" }).toArray()).to.deep.equal([]);
    expect((await format())?.done.map(({ number }) => number)).to.deep.equal([12]);
  });

  it("list earlier notes on sessions that took place as unsigned, since their end or else since they were saved", async () => {
    const [endedAt, savedAt] = [new Date(Date.UTC(2026, 9, 1)), new Date(Date.UTC(2026, 9, 3))];
    const appointments = db.collection("appointments");
    const due = async (session: object | null): Promise<unknown> => {
      const [_id, authorId] = [new mongoose.Types.ObjectId(), new mongoose.Types.ObjectId()];
      if (session) await appointments.insertOne({ _id, ...session });
      const place = { collection: "notes", id: _id, field: "text", bound: [_id, authorId] };
      const text = site.services.secrets.seal("Slept well", place);
      await db.collection("notes").insertOne({ _id, appointmentId: _id, authorId, text, version: 1, savedAt });
      await makeNotesRecords(db, site.services);
      await db.collection("notes").deleteMany({});
      return (await appointments.findOneAndDelete({ _id }))?.recordDueSince as unknown;
    };
    expect(await due({ status: "completed", endedAt })).to.deep.equal(endedAt);
    expect(await due({ status: "completed" })).to.deep.equal(savedAt);
    expect(await due({ status: "cancelled", endedAt })).to.equal(undefined);
    expect(await due(null), "of a session that is gone").to.equal(undefined);
  });

  it("give files beside notes the places in which they came, between those that have one", async () => {
    const attachments = db.collection("attachments");
    const [appointmentId, other] = [new mongoose.Types.ObjectId(), new mongoose.Types.ObjectId()];
    const at = (day: number): Date => new Date(Date.UTC(2026, 10, day));
    await attachments.insertMany([
      { appointmentId, name: "third", at: at(3) },
      { appointmentId, name: "placed", at: at(2), place: 2, order: 7, noteKind: "record" },
      { appointmentId, name: "private", at: at(2), place: 1, order: 8, noteKind: "private" },
      { appointmentId, name: "first", at: at(1) },
      { appointmentId: other, name: "alone", at: at(4) },
    ]);
    for (let i = 0; i < 2; i += 1) await makeNotesRecords(db, site.services);
    const found = await attachments
      .find({ appointmentId: { $in: [appointmentId, other] } })
      .sort({ name: 1 })
      .toArray();
    expect(found.map(({ name, noteKind, place, order }) => [name, noteKind, place, order] as unknown[])).to.deep.equal([
      ["alone", "record", 1, Number(at(4))],
      ["first", "record", 1, Number(at(1))],
      ["placed", "record", 2, 7],
      ["private", "private", 1, 8],
      ["third", "record", 3, Number(at(3))],
    ]);
    await attachments.deleteMany({});
  });

  it("count yen in whole ones, once however often it is interrupted, and leave euros alone", async () => {
    const _id = new mongoose.Types.ObjectId();
    const records: [collection: string, before: object, after: object][] = [
      [
        "appointments",
        { priceCents: 600_000, cancellation: { by: "client", refundCents: 300_000 }, windowHours: 24 },
        { priceCents: 6000, cancellation: { by: "client", refundCents: 3000 }, windowHours: 24 },
      ],
      [
        "payments",
        {
          amountCents: 600_000,
          refund: { cents: 300_000, status: "pending" },
          hold: { priceCents: 600_000, ticks: [500] },
        },
        { amountCents: 6000, refund: { cents: 3000, status: "pending" }, hold: { priceCents: 6000, ticks: [500] } },
      ],
      [
        "testGatewayCharges",
        { amountCents: 600_000, refundedCents: 300_000, refunds: [{ key: "refund", amountCents: 300_000 }] },
        { amountCents: 6000, refundedCents: 3000, refunds: [{ key: "refund", amountCents: 3000 }] },
      ],
      [
        "agreedPrices",
        { prices: [{ type: "couple", priceCents: 100 }] },
        { prices: [{ type: "couple", priceCents: 1 }] },
      ],
      ["counsellors", { offers: [{ minutes: 50, priceCents: 100 }] }, { offers: [{ minutes: 50, priceCents: 1 }] }],
      ["invoices", { totalCents: -600_000, currency: "JPY" }, { totalCents: -6000, currency: "JPY" }],
    ];
    const stored = (): Promise<unknown[]> => Promise.all(records.map(([name]) => db.collection(name).findOne({ _id })));
    const store = async (currency: string): Promise<void> => {
      await db
        .collection<{ _id: string }>("siteSettings")
        .updateOne({ _id: "site" }, { $set: { currency } }, { upsert: true });
      for (const [name, before] of records) {
        const record = "currency" in before ? { ...before, currency } : before;
        await db.collection(name).replaceOne({ _id }, record, { upsert: true });
      }
      await setFormat(8);
    };

    await store("EUR");
    const euros = await stored();
    await migrate(db, site.services);
    expect(await stored()).to.deep.equal(euros);

    await store("JPY");
    await countWholeYen();
    await migrate(db, site.services);
    expect(await stored()).to.deep.equal(records.map(([, , after]) => ({ _id, ...after })));
  });
});
