import { expect } from "chai";
import mongoose from "mongoose";
import { pino } from "pino";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { MessageModel } from "../../src/conversations/message-model.js";
import { sendMessage } from "../../src/conversations/send-message.js";
import { beginIndexes } from "../../src/platform/index-build.js";
import { isDatabaseAway } from "../../src/platform/database-away.js";
import { writeMany } from "../../src/platform/write-many.js";
import { LoginSessionModel } from "../../src/web/login-session-model.js";
import { TestSocket } from "../realtime/test-socket.js";
import { actorOf, book } from "../support/booking.js";
import { freshDatabaseUri } from "../support/database.js";
import { failure } from "../support/failure.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Reader } from "../support/reader.js";
import { ReplicaSet } from "../support/replica-set.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const TICKS = "counsellorId_1_ticks_1";
/** What a server answers that steps down, shuts down, or cannot have a write confirmed. */
const CODES = [10107, 11602, 189, 91, 50, 13435, 13436, 64, 79];

describe("While the database changes its primary", () => {
  let set: ReplicaSet;
  let site: TestSite;
  let kim: TestPerson;
  let ana: TestPerson;
  let asKim: Reader;
  let asAna: Reader;
  let conversationId: string;

  before(async () => {
    set = await ReplicaSet.before(freshDatabaseUri());
    site = await startTestSite({ databaseUri: set.uri });
    [kim, ana] = [await makeClient(), await makeCounsellor()];
    await book(site, kim, ana, "2026-11-25T09:00:00.000Z");
    [asKim, asAna] = [await signedIn(site, kim), await signedIn(site, ana)];
    conversationId = String((await ConversationModel.findOne().orFail().lean())._id);
  });
  after(async () => {
    await site.stop();
    await set.stop();
  });

  it("writes wait for the majority, on disk, whatever the address says", () => {
    const { writeConcern, readPreference } = AppointmentModel.db.getClient().options;
    expect(writeConcern).to.include({ w: "majority", j: true });
    expect(readPreference.mode).to.equal("primary");
  });

  it("an action waits for the new one and is done once, while a page says after three seconds that it is away", async () => {
    const form = await asKim.get(`/conversations/${conversationId}/messages`);
    set.stepDown(6000);
    const began = performance.now();
    const sending = asKim
      .submit(form, "form[action$='/messages']", { text: "Hello" })
      .then(({ status }) => ({ status, ms: performance.now() - began }));
    const page = await asAna.get("/appointments");
    expect([page.status, page.headers.get("retry-after")]).to.deep.equal([503, "5"]);
    expect(performance.now() - began).to.be.within(2900, 5500);
    const sent = await sending;
    expect(sent.status).to.equal(200);
    expect(sent.ms).to.be.greaterThan(5500);
    expect(await MessageModel.countDocuments({ conversationId })).to.equal(1);
    expect((await asAna.get("/appointments")).status).to.equal(200);
  });

  for (const code of CODES) {
    it(`a page answers 503 to code ${code}, and the next one as ever`, async () => {
      set.fail("find", code, { times: 20 });
      const page = await asKim.get("/appointments");
      expect([page.status, page.headers.get("retry-after")]).to.deep.equal([503, "5"]);
      set.heal();
      expect((await asKim.get("/appointments")).status).to.equal(200);
    });

    it(`a socket says of code ${code} that a message can be sent later, and stores it once then`, async () => {
      await MessageModel.deleteMany({});
      const socket = await TestSocket.of(asKim);
      const send = (): void =>
        socket.send({ type: "conversation.send", conversationId, clientId: `id-of-${code}`, text: "Hello" });
      set.fail("insert", code, { times: 2 });
      send();
      expect(await socket.next("error")).to.deep.include({
        code: "unavailable",
        later: true,
        clientId: `id-of-${code}`,
      });
      set.heal();
      send();
      await socket.next("conversation.sent");
      expect(await MessageModel.countDocuments({ conversationId })).to.equal(1);
      socket.close();
    });
  }

  for (const label of ["RetryableWriteError", "RetryableError", "TransientTransactionError", "SystemOverloadedError"]) {
    it(`a code that nobody knows counts as that if it is labelled ${label}`, async () => {
      set.fail("find", 7654321, { labels: [label], times: 20 });
      expect((await asKim.get("/appointments")).status).to.equal(503);
      set.heal();
      set.fail("find", 7654321, { times: 20 });
      expect((await asKim.get("/appointments")).status).to.equal(500);
      set.heal();
    });
  }

  it("indexes go on being built, that of login sessions too, and the log says so", async () => {
    const lines: string[] = [];
    const log = pino({}, { write: (line: string) => void lines.push(line) });
    await AppointmentModel.collection.dropIndex(TICKS);
    await LoginSessionModel.collection.dropIndex("expires_1");
    for (const of of ["appointments", "loginSessions"]) set.fail("createIndexes", 11602, { of });
    const models = Object.values<mongoose.Model<unknown>>(mongoose.models);
    const { built } = await beginIndexes(mongoose.connection.db!, models, log);
    await built;
    expect(lines.filter((line) => line.includes("still building indexes"))).to.have.length(2);
    expect((await AppointmentModel.collection.indexes()).map(({ name }) => name)).to.include(TICKS);
    expect((await LoginSessionModel.collection.indexes()).map(({ name }) => name)).to.include("expires_1");
  });

  it("a message whose write was not confirmed is stored once when it is sent again", async () => {
    await MessageModel.deleteMany({});
    const message = { conversationId, clientMessageId: "not-confirmed", text: "Hello" };
    set.fail("insert", 64, { isCarriedOut: true });
    expect(isDatabaseAway(await failure(sendMessage(site.services, actorOf(kim), message)))).to.equal(true);
    await sendMessage(site.services, actorOf(kim), message);
    expect(await MessageModel.countDocuments({ conversationId })).to.equal(1);
  });

  it("a write to many records is sent once more, and no further", async () => {
    const write = () => writeMany(() => MessageModel.updateMany({ conversationId }, { $set: { unreadBy: ana.id } }));
    set.fail("update", 189);
    expect(await write()).to.include({ matchedCount: 1, isRepeated: true });
    set.fail("update", 189, { times: 2 });
    expect(isDatabaseAway(await failure(write()))).to.equal(true);
    expect(await write()).to.include({ isRepeated: false });
  });
});
