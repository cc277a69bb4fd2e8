import { expect } from "chai";
import mongoose from "mongoose";
import { Conflict, TooMany } from "../../src/platform/errors.js";
import { Random } from "../support/random.js";
import { SocketEdge, watch } from "./socket-edge.js";
import { TestSocket } from "./test-socket.js";

describe("The messages of a socket", () => {
  const edge = SocketEdge.forEachTest();

  it("answers messages in the order in which they came, however long each takes", async () => {
    const socket = await edge.kim();
    let took = 30;
    edge.run = async (connection, { appointmentId }) => {
      await new Promise((resolve) => setTimeout(resolve, (took -= 10)));
      connection.send({ type: "error", code: "server-error", message: appointmentId });
    };
    const ids = ["a", "b", "c"].map((letter) => letter.repeat(24));
    for (const appointmentId of ids) socket.send({ type: "room.watch", appointmentId });
    const answers = [];
    for (let i = 0; i < 3; i += 1) answers.push((await socket.next("error")).message);
    expect(answers).to.deep.equal(ids);
  });

  it("answers nonsense politely, and continues", async () => {
    const socket = await edge.kim();
    const garbage = [
      "",
      "{",
      "null",
      "[]",
      '"x"',
      "{}",
      '{"type":"toString"}',
      '{"type":"__proto__"}',
      '{"type":"room.watch"}',
      `{"type":["room.watch"],"appointmentId":"${"a".repeat(24)}"}`,
    ];
    const bytes = [Buffer.from([1, 2, 3]), Buffer.from(`{"type":"room.watch","appointmentId":"${"a".repeat(24)}"}`)];
    for (const data of [...garbage, '{"type":"room.watch","appointmentId":{"$ne":null}}', ...bytes]) {
      socket.sendRaw(data);
      expect(await socket.next("error")).to.include({
        code: "bad-request",
        message: "We could not read that message.",
      });
    }
    watch(socket);
    await socket.next("room.elsewhere");
    expect(edge.logged).to.equal("");
  });

  it("says which message an error is about", async () => {
    const socket = await edge.kim();
    socket.sendRaw(JSON.stringify({ type: "conversation.send", clientId: "my-own-id", text: 7 }));
    const { about, clientId } = await socket.next("error");
    expect([about, clientId]).to.deep.equal(["conversation.send", "my-own-id"]);
    socket.sendRaw(JSON.stringify({ type: "conversation.send", clientId: "x".repeat(64), text: 7 }));
    expect((await socket.next("error")).clientId).to.have.length(64);
    socket.sendRaw(JSON.stringify({ type: "conversation.send", clientId: "x".repeat(65), text: 7 }));
    expect(await socket.next("error"), "nothing longer comes back").to.not.have.property("clientId");
  });

  it("passes on a safe error, and reveals nothing of any other", async () => {
    const socket = await edge.kim();
    edge.run = () => Promise.reject(new Conflict("This session is over."));
    watch(socket);
    expect(await socket.next("error")).to.include({ code: "conflict", message: "This session is over." });
    edge.run = () => {
      throw new Error("password of the database: hunter2");
    };
    watch(socket);
    expect(await socket.next("error")).to.include({
      code: "server-error",
      message: "Something went wrong. Please try again.",
    });
    expect(edge.logged).to.contain("a socket message failed").and.not.contain("hunter2");
  });

  it("says what may be sent again later: what came while the database was away, or too fast", async () => {
    const socket = await edge.kim();
    edge.run = () => Promise.reject(new mongoose.mongo.MongoNetworkError("connection refused"));
    watch(socket);
    expect(await socket.next("error")).to.include({ code: "unavailable", later: true });
    expect(edge.logged).to.equal("");
    edge.run = () => Promise.reject(new TooMany());
    watch(socket);
    expect(await socket.next("error")).to.include({ code: "rate-limited", later: true });
    edge.run = () => Promise.reject(new Conflict());
    watch(socket);
    expect(await socket.next("error")).to.not.have.property("later");
  });

  it("refuses what the sender's role may not do", async () => {
    const socket = await TestSocket.open(edge.url, { cookie: "admin" });
    watch(socket);
    expect(await socket.next("error")).to.include({ code: "not-found", message: "We could not find that page." });
  });

  it("takes 50,000 frames of garbage without a crash, a leak or a word in the log", async () => {
    const random = new Random(7);
    const frames = 50_000;
    let sent = 0;
    while (sent < frames) {
      const socket = await edge.kim();
      const closed = socket.closed();
      for (let i = 0; i < 500; i += 1) socket.sendRaw(garbageOf(random));
      sent += 500;
      expect(await closed).to.equal(1008);
      for (const answer of socket.received)
        expect(JSON.stringify(answer)).not.to.match(/node_modules|\.[jt]s:\d|\\n {4}at /);
    }
    edge.now += 60_000;
    const calm = await edge.kim();
    watch(calm);
    await calm.next("room.elsewhere");
    expect(edge.logged).to.equal("");
    expect(edge.sockets.count()).to.equal(1);
  }).timeout(150_000);
});

/** A frame that is no message: bytes, broken or strange JSON, or a message with a field gone wrong. */
function garbageOf(random: Random): string | Buffer {
  const bytes = Buffer.from(Array.from({ length: random.whole(0, 200) }, () => random.whole(0, 255)));
  const strange = [null, [], {}, -1, "x", { $gt: "" }, "__proto__", "\u0000", [[[[]]]]];
  const type = random.pick(["room.watch", "room.join", "conversation.send", "constructor", "", "toString"]);
  const field = random.pick(["appointmentId", "clientId", "text", "__proto__", "type"]);
  const message = JSON.stringify({ type, [field]: random.pick(strange) });
  return random.pick([bytes, bytes.toString("latin1"), message, message.slice(1), "[".repeat(5000), `${message}}`]);
}
