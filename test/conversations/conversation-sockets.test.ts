import { expect } from "chai";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { closeConversation } from "../../src/conversations/close-conversation.js";
import { markRead } from "../../src/conversations/mark-read.js";
import { MessageModel } from "../../src/conversations/message-model.js";
import { sendMessage } from "../../src/conversations/send-message.js";
import { actorOf, book } from "../support/booking.js";
import { makeClient, signedIn } from "../support/people.js";
import { TwoTalking } from "./two-talking.js";

describe("A conversation over sockets", () => {
  const two = TwoTalking.here();

  it("goes both ways, each row drawn for its reader", async () => {
    const [client, counsellor] = [await two.connect(two.asKim), await two.connect(two.asAna)];
    for (const socket of [client, counsellor]) {
      two.openAt(socket, 0);
      await socket.next("conversation.messages");
    }
    two.send(client, "I am a little nervous.");
    expect((await client.next("conversation.sent")).seq).to.equal(1);
    expect((await client.next("conversation.message")).html)
      .to.contain("message-own")
      .and.contain("You");
    const seen = await counsellor.next("conversation.message");
    expect(seen.html).to.contain("Kim Weiss").and.contain("I am a little nervous.").and.not.contain("message-own");
    two.send(counsellor, "That is quite all right.");
    expect((await client.next("conversation.message")).seq).to.equal(2);
  });

  it("draws a row for each of the two even when they share a time zone", async () => {
    const client = await makeClient({ name: "Lee Park" });
    await book(two.site, client, two.ana, "2026-11-25T10:00:00Z");
    const { _id } = await ConversationModel.findOne({ clientId: client.id }).orFail().lean();
    const conversationId = String(_id);
    const sockets = [await two.connect(await signedIn(two.site, client)), await two.connect(two.asAna)];
    for (const socket of sockets) {
      socket.send({ type: "conversation.open", conversationId, after: 0 });
      await socket.next("conversation.messages");
    }
    sockets[0]?.send({ type: "conversation.send", conversationId, clientId: "own-id-1", text: "Hello" });
    const rows = await Promise.all(sockets.map((socket) => socket.next("conversation.message")));
    expect(rows.map(({ html }) => html.includes("message-own"))).to.deep.equal([true, false]);
    expect(rows[1]?.html).to.contain("Lee Park");
  });

  it("acknowledges a stored message even when the other person cannot be told, and delivers it on their next connection", async () => {
    const [client, counsellor] = [await two.connect(two.asKim), await two.connect(two.asAna)];
    two.openAt(counsellor, 0);
    await counsellor.next("conversation.messages");
    const { rooms } = two.site.services;
    two.site.services.rooms = { ...rooms, tellEachHere: () => Promise.reject(new Error("Nobody hears this")) };
    try {
      two.send(client, "Is anyone there?");
      expect((await client.next("conversation.sent")).seq).to.equal(1);
    } finally {
      two.site.services.rooms = rooms;
    }
    two.openAt(counsellor, 0);
    expect((await counsellor.next("conversation.messages")).rows[0]?.html).to.contain("Is anyone there?");
    expect(client.received).to.deep.equal([]);
  });

  it("shows what was written without JavaScript immediately", async () => {
    const counsellor = await two.connect(two.asAna);
    two.openAt(counsellor, 0);
    await counsellor.next("conversation.messages");
    await two.asKim.submit(await two.asKim.get(two.page), "form.composer", { text: "From an old phone" });
    expect((await counsellor.next("conversation.message")).html).to.contain("From an old phone");
  });

  it("loses nothing and doubles nothing over a reconnect", async () => {
    const first = await two.connect(two.asKim);
    two.openAt(first, 0);
    two.send(first, "Before");
    await first.next("conversation.sent");
    first.cut();
    await sendMessage(two.site.services, actorOf(two.ana, "counsellor"), {
      conversationId: two.conversationId,
      clientMessageId: "of-ana-1",
      text: "Meanwhile",
    });

    const second = await two.connect(two.asKim);
    two.openAt(second, 1);
    const { rows } = await second.next("conversation.messages");
    expect(rows.map(({ seq }) => seq)).to.deep.equal([2]);
    expect(rows[0]?.html).to.contain("Meanwhile");
    two.send(second, "Before");
    expect((await second.next("conversation.sent")).seq).to.equal(1);
    expect(await MessageModel.countDocuments()).to.equal(2);
  });

  it("catches up on more than a page's worth by asking again", async () => {
    for (let i = 1; i <= 130; i += 1) await two.write(`Message ${i}`, `own-id-${i}`);
    const socket = await two.connect(two.asAna);
    two.openAt(socket, 0);
    const first = await socket.next("conversation.messages");
    expect([first.rows.length, first.more]).to.deep.equal([100, true]);
    two.openAt(socket, 100);
    const rest = await socket.next("conversation.messages");
    expect([rest.rows[0]?.seq, rest.rows.length, rest.more]).to.deep.equal([101, 30, false]);
    two.openAt(socket, 30);
    const full = await socket.next("conversation.messages");
    expect([full.rows.length, full.more], "exactly as many as fit").to.deep.equal([100, true]);
    two.openAt(socket, 130);
    const none = await socket.next("conversation.messages");
    expect([none.rows.length, none.more]).to.deep.equal([0, false]);
  });

  it("tells the open pages of both immediately that the counsellor has closed it, and that it is open again", async () => {
    const [kim, ana] = [await two.connect(two.asKim), await two.connect(two.asAna)];
    for (const socket of [kim, ana]) {
      two.openAt(socket, 0);
      await socket.next("conversation.messages");
    }
    const counsellor = actorOf(two.ana, "counsellor");
    const conversation = await ConversationModel.findById(two.conversationId).orFail().lean();
    await closeConversation(two.site.services, counsellor, conversation, true);
    expect((await kim.next("conversation.closed")).html).to.contain("Your counsellor has closed this conversation");
    expect((await ana.next("conversation.closed")).html).to.contain("You have closed this conversation");
    await closeConversation(two.site.services, counsellor, conversation, false);
    for (const socket of [kim, ana]) expect((await socket.next("conversation.closed")).html).to.equal("");
  });

  it("refuses a message that is empty or too long, and a malformed id", async () => {
    const socket = await two.connect(two.asKim);
    for (const [text, clientId] of [
      [" ", "own-id-1"],
      ["x".repeat(4001), "own-id-2"],
      ["Hello", "short"],
    ] as const) {
      two.send(socket, text, clientId);
      expect((await socket.next("error")).clientId).to.equal(clientId);
    }
    expect(await MessageModel.countDocuments()).to.equal(0);
  });

  it("tells the sender once that their messages are read, and the reader's own pages what is left", async () => {
    for (const number of [1, 2, 3]) await two.write(`Message ${number}`, `own-id-${number}`);
    const [kim, ana] = [await two.connect(two.asKim), await two.connect(two.asAna)];
    for (const socket of [kim, ana]) {
      two.openAt(socket, 0);
      await socket.next("conversation.messages");
      socket.send({ type: "conversation.count" });
      await socket.next("conversation.unread");
    }
    for (const socket of [kim, ana]) socket.received.length = 0;
    const conversation = await ConversationModel.findById(two.conversationId).orFail().lean();
    const read = (upTo: number) => markRead(two.site.services, actorOf(two.ana, "counsellor"), conversation, upTo);
    for (const upTo of [2, 2, 1]) await read(upTo);
    for (const socket of [kim, ana]) await socket.ping();
    const { conversationId } = two;
    expect(kim.received).to.deep.equal([{ type: "conversation.read", conversationId, upTo: 2 }]);
    expect(ana.received).to.deep.equal([{ type: "conversation.unread", count: 1 }]);
  });

  it("is closed for someone who signs out, on all their sockets of that login", async () => {
    const reader = await signedIn(two.site, two.kim);
    const socket = await two.connect(reader);
    const closed = socket.closed();
    await reader.submit(await reader.get("/appointments"), "form[action='/sign-out']");
    expect(await closed).to.equal(4401);
  });
});
