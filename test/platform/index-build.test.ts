import { expect } from "chai";
import mongoose from "mongoose";
import { AccountModel } from "../../src/accounts/account-model.js";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { beginIndexes } from "../../src/platform/index-build.js";
import { actorOf, wanted } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { makeClient, makeCounsellor, signedIn } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const TICKS = "counsellorId_1_ticks_1";
const AT = "2026-11-25T09:00:00.000Z";

describe("Indexes", () => {
  let site: TestSite;
  let db: mongoose.mongo.Db;
  before(async () => {
    site = await startTestSite();
    db = mongoose.connection.db!;
  });
  after(() => site.stop());

  const begin = () => beginIndexes(db, Object.values<mongoose.Model<unknown>>(mongoose.models), site.services.log);

  /** What a record that has just been written there is refused with, or undefined. */
  const codeOf = (write: Promise<unknown>): Promise<unknown> =>
    write.then(
      () => undefined,
      (error: { code?: unknown }) => error.code,
    );

  it("let pages be read while one that keeps bookings apart is built, and no booking be made until it stands", async () => {
    const [client, counsellor] = [await makeClient(), await makeCounsellor()];
    const reader = await signedIn(site, client);
    await AppointmentModel.collection.dropIndex(TICKS);
    const until = new Date(Date.now() + 60_000);
    await db.collection("leases").insertOne({ _id: "indexes", holder: "another process", until } as never);
    const { built } = await begin();
    const refused = await failure(placeHold(site.services, actorOf(client), wanted(counsellor, AT)));
    expect(refused).to.include({ status: 503 });
    expect(refused.message).to.contain("We are updating HealSpace");
    expect((await reader.get("/appointments")).status).to.equal(200);
    await db.collection("leases").deleteOne({ holder: "another process" });
    await built;
    await placeHold(site.services, actorOf(client), wanted(counsellor, AT));
    const { ticks, counsellorId } = await AppointmentModel.findOne().orFail().lean();
    expect(await codeOf(AppointmentModel.collection.insertOne({ counsellorId, ticks }))).to.equal(11000);
  });

  it("that cannot be built because of duplicates are named with their count, and without a value", async () => {
    const emails = db.collection("accounts");
    await emails.dropIndex("provenEmail_1");
    const twice = ["kim@example.org", "sam@example.org"].flatMap((provenEmail) => [{ provenEmail }, { provenEmail }]);
    await emails.insertMany(twice.map((account) => ({ ...account, email: account.provenEmail })));
    const { message } = await failure((await begin()).built);
    expect(message).to.contain('"provenEmail_1" of the collection "accounts" cannot be built: 2 values belong');
    expect(message).not.to.contain("example.org");
    await emails.deleteMany({ email: /example.org$/, name: { $exists: false } });
    await (
      await begin()
    ).built;
    expect((await emails.indexes()).map(({ name }) => name)).to.include("provenEmail_1");
  });

  it("of several values each count them all", async () => {
    await AppointmentModel.collection.dropIndex(TICKS);
    const counsellorId = new mongoose.Types.ObjectId();
    const claims = [
      [1, 2, 3],
      [2, 3, 4],
    ].map((ticks) => ({ counsellorId, ticks, clientId: new mongoose.Types.ObjectId() }));
    await db.collection("appointments").insertMany(claims);
    expect((await failure((await begin()).built)).message)
      .to.contain(`"${TICKS}" of the collection "appointments"`)
      .and.contain("2 values");
    await db.collection("appointments").deleteMany({ counsellorId });
    await (
      await begin()
    ).built;
  });

  it("that something else stands in the way of are named", async () => {
    await AccountModel.collection.dropIndex("email_1_createdAt_-1");
    await AccountModel.collection.createIndex({ name: 1 }, { name: "email_1_createdAt_-1" });
    const { message } = await failure((await begin()).built);
    expect(message).to.contain('1 index of the collection "accounts"').and.contain('"email_1_createdAt_-1"');
    await AccountModel.collection.dropIndex("email_1_createdAt_-1");
    await (
      await begin()
    ).built;
  });
});
