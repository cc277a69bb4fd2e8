import { expect } from "chai";
import mongoose from "mongoose";
import { mock } from "node:test";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { MessageModel } from "../../src/conversations/message-model.js";
import { book } from "../support/booking.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";
import { TestSocket } from "../realtime/test-socket.js";

const PDF = "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
const away = (): Error => new mongoose.mongo.MongoNetworkError("gone");

describe("A message whose storing was interrupted", () => {
  let site: TestSite;
  let asKim: Reader;
  let asAna: Reader;
  let conversationId: string;
  const sockets: TestSocket[] = [];

  before(async () => {
    site = await startTestSite();
    const people: TestPerson[] = [await makeClient({ name: "Kim Weiss" }), await makeCounsellor()];
    await book(site, people[0]!, people[1]!, "2026-11-24T10:00:00Z");
    conversationId = String((await ConversationModel.findOne().orFail().lean())._id);
    [asKim, asAna] = [await signedIn(site, people[0]!), await signedIn(site, people[1]!)];
  });
  after(() => site.stop());
  beforeEach(async () => {
    await MessageModel.deleteMany({});
    await mongoose.connection.collection("files.files").deleteMany({});
    await ConversationModel.updateMany({}, { $unset: { lastSeq: 1 } });
  });
  afterEach(() => {
    mock.restoreAll();
    sockets.splice(0).forEach((socket) => socket.close());
  });

  async function live(reader: Reader): Promise<TestSocket> {
    const socket = await TestSocket.of(reader);
    sockets.push(socket);
    socket.send({ type: "conversation.count" });
    await socket.next("conversation.unread");
    socket.send({ type: "conversation.open", conversationId, after: 0 });
    await socket.next("conversation.messages");
    return socket;
  }

  const interruptions: Record<string, () => void> = {
    "before the conversation knew of it": () => {
      mock.method(ConversationModel, "updateOne", () => Promise.reject(away()), { times: 1 });
    },
    "after it was stored and before the database said so": () => {
      const { collection } = MessageModel;
      const insertOne = collection.insertOne.bind(collection);
      const insertAndFail = async (message: never): Promise<never> => {
        await insertOne(message);
        throw away();
      };
      mock.method(collection, "insertOne", insertAndFail, { times: 1 });
    },
  };
  for (const [when, interrupt] of Object.entries(interruptions)) {
    it(`${when} is shown to open pages, counted and the latest once it is sent again`, async () => {
      const [client, counsellor] = [await live(asKim), await live(asAna)];
      interrupt();
      const again = {
        type: "conversation.send",
        conversationId,
        clientId: "own-id-1",
        text: "Are you there?",
      } as const;
      client.send(again);
      expect((await client.next("error")).later).to.equal(true);
      expect(await MessageModel.countDocuments()).to.equal(1);

      client.send(again);
      expect((await client.next("conversation.sent")).seq).to.equal(1);
      expect((await counsellor.next("conversation.message")).html).to.contain("Are you there?");
      expect((await counsellor.next("conversation.unread")).count).to.equal(1);
      const { at } = await MessageModel.findOne().orFail().lean();
      const { lastSeq, lastAt } = await ConversationModel.findOne().orFail().lean();
      expect([lastSeq, lastAt]).to.deep.equal([1, at]);
      expect(await MessageModel.countDocuments()).to.equal(1);
    });

    it(`${when} keeps the file that it consists of`, async () => {
      const send = async (): Promise<number> => {
        const body = new FormData();
        body.set("_csrf", await asKim.csrfToken("/appointments"));
        body.set("clientId", "own-file-id");
        body.set("file", new Blob([PDF]), "plan.pdf");
        return (await asKim.request(`/conversations/${conversationId}/files`, { method: "POST", body })).status;
      };
      interrupt();
      expect(await send()).to.equal(503);
      expect(await send()).to.equal(200);
      expect((await asAna.get(`/conversations/${conversationId}/files/1`)).html).to.equal(PDF);
      expect(await mongoose.connection.collection("files.files").countDocuments()).to.equal(1);
    });
  }
});
