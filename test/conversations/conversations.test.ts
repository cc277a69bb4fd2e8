import { expect } from "chai";
import mongoose from "mongoose";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { MessageModel } from "../../src/conversations/message-model.js";
import { openConversation } from "../../src/conversations/open-conversation.js";
import { TestSocket } from "../realtime/test-socket.js";
import { failure } from "../support/failure.js";
import { makeAccount, makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import { TwoTalking } from "./two-talking.js";

describe("A conversation", () => {
  const two = TwoTalking.here();

  it("exists once for a client and a counsellor, however often it is opened at once", async () => {
    const ids = [new mongoose.Types.ObjectId(two.kim.id), new mongoose.Types.ObjectId(two.ana.id)] as const;
    const opened = await Promise.all(Array.from({ length: 20 }, () => openConversation(...ids, two.site.clock.now())));
    expect(new Set(opened.map(({ _id }) => String(_id)))).to.deep.equal(new Set([two.conversationId]));
  });

  it("numbers messages without a gap when many are sent in the same moment", async () => {
    const sent = Array.from({ length: 30 }, (_, i) => two.write(`Message ${i}`, `own-id-${i}`));
    expect((await Promise.all(sent)).sort((a, b) => a - b)).to.deep.equal(Array.from({ length: 30 }, (_, i) => i + 1));
    // As another process leaves it that stored messages and has not yet said so.
    await ConversationModel.updateOne({ _id: two.conversationId }, { lastSeq: 20 });
    expect(await two.write("One more", "own-id-31")).to.equal(31);
  });

  it("stores one message for the same id sent many times at once", async () => {
    const seqs = await Promise.all(Array.from({ length: 20 }, () => two.write("Once", "the-same-id")));
    expect(new Set(seqs)).to.deep.equal(new Set([1]));
    expect(await MessageModel.countDocuments()).to.equal(1);
  });

  it("refuses other content under an id that was used, and stores nothing", async () => {
    await two.write("Once", "the-same-id");
    expect((await failure(two.write("Twice", "the-same-id"))).name).to.equal("Conflict");
    expect(await MessageModel.countDocuments()).to.equal(1);
  });

  it("keeps its latest number and time when an earlier message is sent once more", async () => {
    await two.write("Earlier", "own-id-1");
    two.site.clock.advance({ minutes: 5 });
    await two.write("Later", "own-id-2");
    const conversation = () => ConversationModel.findById(two.conversationId).orFail().lean();
    const { lastSeq, lastAt, noticeDueAt } = await conversation();
    expect(await two.write("Earlier", "own-id-1")).to.equal(1);
    expect(await conversation()).to.deep.include({ lastSeq, lastAt, noticeDueAt });
    expect(lastSeq).to.equal(2);
  });

  it("takes no new message once it is closed, and still answers to one that was sent before", async () => {
    await two.write("Before", "own-id-1");
    await ConversationModel.updateOne({ _id: two.conversationId }, { closedAt: two.site.clock.now() });
    expect((await failure(two.write("After", "own-id-2"))).name).to.equal("Conflict");
    expect(await two.write("Before", "own-id-1")).to.equal(1);
    await ConversationModel.updateOne({ _id: two.conversationId }, { $unset: { closedAt: 1 } });
  });

  it("is sealed in the database, each message for its own place", async () => {
    await two.write("Nobody else reads this", "own-id-1");
    await two.write("Nor this", "own-id-2");
    const raw = await mongoose.connection.collection("messages").find().toArray();
    expect(JSON.stringify(raw)).to.not.contain("Nobody").and.not.contain(Buffer.from("Nobody").toString("base64"));
    const [first, second] = raw;
    await mongoose.connection
      .collection("messages")
      .updateOne({ _id: first!._id }, { $set: { text: second!.text as object } });
    const shown = (await two.asKim.get(two.page)).document.querySelectorAll(".messages .message-body");
    expect(shown.map(({ text }) => text)).to.deep.equal(["This message cannot be read.", "Nor this"]);
  });

  describe("is not there", () => {
    const strangers: Record<string, () => Promise<TestPerson>> = {
      "another client": () => makeClient(),
      "another counsellor": () => makeCounsellor(),
      "an admin": () => makeAccount("admin"),
    };
    for (const [who, make] of Object.entries(strangers)) {
      it(`for ${who}: the answer is that to one that does not exist`, async () => {
        await two.write("Only for two", "own-id-1");
        const stranger = await signedIn(two.site, await make());
        const absent = "0".repeat(24);
        const [forbidden, unknown] = [two.conversationId, absent].map((id) =>
          stranger.get(`/conversations/${id}/messages`),
        );
        const withoutToken = (html: string): string => html.replaceAll(/hx-headers[^>]*|value="[^"]*"/g, "");
        expect((await forbidden)?.status).to.equal(404);
        expect(withoutToken((await forbidden)!.html)).to.equal(withoutToken((await unknown)!.html));

        const socket = await TestSocket.of(stranger);
        const answers = [];
        for (const id of [two.conversationId, absent]) {
          socket.send({ type: "conversation.open", conversationId: id, after: 0 });
          socket.send({ type: "conversation.send", conversationId: id, clientId: "stranger-1", text: "Hello" });
          answers.push([(await socket.next("error")).message, (await socket.next("error")).message].join());
        }
        expect(answers[0]).to.equal(answers[1]);
        expect(await MessageModel.countDocuments()).to.equal(1);
        await two.write("Still only for two", "own-id-2");
        expect(socket.received).to.deep.equal([]);
        socket.close();
      });
    }
  });
});
