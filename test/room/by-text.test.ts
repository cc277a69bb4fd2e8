import { expect } from "chai";
import type { TestSocket } from "../realtime/test-socket.js";
import { OFFER, OpenRoom, presenceOf } from "./open-room.js";

const TURN = { urls: ["turn:turn.example.org"], secret: "a secret of coturn" };
const SIGNAL = { type: "room.signal", call: "call-number-1", description: OFFER } as const;

describe("A session by text", () => {
  const room = OpenRoom.forEachTest();
  before(() => (room.site.services.ice = { servers: [], turn: TURN, relayOnly: false }));

  const names = (socket: TestSocket): string[] => socket.received.map(({ type }) => type);
  const by = (socket: TestSocket) => socket.received.filter(({ type }) => type === "room.meeting").length;

  it("is sent no servers or relay credentials, and its signals are refused", async () => {
    const { client, counsellor } = await room.meet({ kim: "text", ana: "text" });
    for (const socket of [client, counsellor]) {
      socket.send(SIGNAL);
      expect(await socket.next("error")).to.include({ code: "conflict", about: "room.signal" });
      socket.send({ type: "room.meeting" });
      expect(await socket.next("error")).to.include({ code: "conflict", about: "room.meeting" });
    }
    client.send({ type: "room.chat", clientId: "chat-number-1", text: "Hello" });
    await counsellor.next("room.chat");
    for (const socket of [client, counsellor]) {
      expect(names(socket)).to.not.include("room.meeting").and.not.include("room.signal");
      expect(JSON.stringify(socket.received)).to.not.contain("turn:").and.not.contain("credential");
    }
  });

  it("tells nothing of a call to the one of the two who is there by text, and drops signals to them", async () => {
    const { client, counsellor } = await room.meet({ kim: "text", ana: "video" });
    counsellor.send(SIGNAL);
    counsellor.send({ type: "room.chat", clientId: "chat-number-1", text: "Hello" });
    await client.next("room.chat");
    expect(names(client)).to.not.include("room.signal").and.not.include("room.meeting");
    expect(names(counsellor)).to.not.include("room.meeting");
    const again = await room.connect(room.asKim);
    room.enter(again, "visit-of-kim", "text");
    expect(await again.next("room.joined")).to.deep.equal({ type: "room.joined", party: "client" });
    await presenceOf(again, ["Kim Weiss", "Ana Moreno"]);
    expect(names(again)).to.not.include("room.meeting");
  });

  it("becomes a call once both have joined it, and only then sends both what it needs", async () => {
    const { client, counsellor } = await room.meet({ kim: "text", ana: "text" });
    counsellor.send({ type: "room.sending", microphone: true, camera: false });
    await presenceOf(client, ["Kim Weiss", "Ana Moreno"]);
    expect([by(client), by(counsellor)]).to.deep.equal([0, 0]);
    client.send({ type: "room.sending", microphone: false, camera: false });
    for (const socket of [client, counsellor]) {
      const { iceServers } = await socket.next("room.meeting");
      expect(iceServers[0]?.credential).to.be.a("string");
    }
    counsellor.send(SIGNAL);
    expect((await client.next("room.signal")).description).to.deep.equal(OFFER);
  });

  it("is what it stays with someone whose browser can make no calls", async () => {
    const client = await room.connect(room.asKim);
    const visit = { visit: "visit-of-kim", arrival: "one-arrival", microphone: false, camera: false };
    client.send({ type: "room.join", appointmentId: room.id, ...visit, textOnly: true });
    await client.next("room.joined");
    const counsellor = await room.joined(room.asAna, "visit-of-ana");
    expect((await counsellor.next("room.presence")).here.client?.textOnly).to.equal(true);
    client.send({ type: "room.sending", microphone: false, camera: false });
    await presenceOf(counsellor, ["Kim Weiss", "Ana Moreno"]);
    client.send(SIGNAL);
    expect((await client.next("error")).about).to.equal("room.signal");
    expect([by(client), by(counsellor)]).to.deep.equal([0, 0]);
  });
});
