import { expect } from "chai";
import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { PERSON_RATES, SOCKET_PATH } from "../../src/protocol/limits.js";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { MessageModel } from "../../src/conversations/message-model.js";
import { TestSocket } from "../realtime/test-socket.js";
import { book } from "../support/booking.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Reader } from "../support/reader.js";
import { soon, until } from "../support/soon.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const ARRIVAL = { visit: "this-visit", arrival: "this-arrival", microphone: true, camera: true };
const START = "2026-11-24T09:00:00Z";

/** OWASP ASVS 5.0: 1.4.3, 2.4.1, 15.2.2 and 17.3.1. */
describe("Sockets under attack", () => {
  let site: TestSite;
  let ana: TestPerson;
  let kim: TestPerson;
  let asKim: Reader;
  let asAna: Reader;
  let appointmentId: string;
  let conversationId: string;

  beforeEach(async () => {
    site = await startTestSite();
    [ana, kim] = [await makeCounsellor({ name: "Ana" }), await makeClient({ name: "Kim" })];
    appointmentId = String((await book(site, kim, ana, START))._id);
    conversationId = String((await ConversationModel.findOne().orFail().lean())._id);
    [asKim, asAna] = [await signedIn(site, kim), await signedIn(site, ana)];
  });
  afterEach(() => site.stop());

  it("close a refused upgrade although the client never closes its half", async () => {
    const { port } = new URL(site.url);
    const stubborn = await Promise.all(Array.from({ length: 20 }, () => refusedUpgrade(Number(port))));
    await Promise.all(stubborn.map((socket) => soon("the server to cut the connection", cutOff(socket))));
  });

  it("store no more of a person's messages over eight sockets than over one", async () => {
    const sockets = await Promise.all(Array.from({ length: 8 }, () => TestSocket.of(asKim)));
    const began = performance.now();
    for (const [index, socket] of sockets.entries()) {
      for (let i = 0; i < 15; i += 1)
        socket.send({ type: "conversation.send", conversationId, clientId: `message-${index}-${i}`, text: "Hello" });
    }
    await until("every message to be answered", () => sockets.every(({ received }) => received.length >= 15));
    const _csrf = await asKim.csrfToken(`/conversations/${conversationId}/messages`);
    const body = new URLSearchParams({ _csrf, text: "One more", clientId: "plain-request" });
    const path = `/conversations/${conversationId}/messages`;
    const plain = await asKim.request(path, { method: "POST", headers: { Accept: "application/json" }, body });

    const { burst, perSecond } = PERSON_RATES.message;
    const most = burst + (perSecond * (performance.now() - began)) / 1000;
    expect(await MessageModel.countDocuments()).to.be.within(burst, Math.ceil(most));
    if (performance.now() - began < 1000 / perSecond) expect(plain.status).to.equal(429);
  });

  it("slow down someone who floods the other person with large signals, and keep the receiver connected", async () => {
    site.clock.advance({ hours: 24 });
    const [sender, receiver] = [await TestSocket.of(asKim), await TestSocket.of(asAna)];
    for (const socket of [sender, receiver]) {
      socket.send({ type: "room.join", appointmentId, ...ARRIVAL });
      await socket.next("room.joined");
    }
    receiver.pause();
    const description = { type: "offer", sdp: "v".repeat(40_000) } as const;
    for (let i = 0; i < 60; i += 1) sender.send({ type: "room.signal", call: "the-only-call", description });
    const refused = await sender.next("error");
    expect(refused.code).to.equal("rate-limited");
    receiver.resume();
    await receiver.ping();
  });
});

/** A connection whose upgrade was refused, and that stays open on this side. */
async function refusedUpgrade(port: number): Promise<Socket> {
  const socket = connect({ port, host: "localhost", allowHalfOpen: true });
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.write(
    `GET ${SOCKET_PATH} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
  );
  socket.resume();
  await once(socket, "end");
  return socket;
}

/** Writes until the other side answers that nobody is there. */
async function cutOff(socket: Socket): Promise<void> {
  while (!socket.destroyed) {
    socket.write("x");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
