import { expect } from "chai";
import { once } from "node:events";
import type { Duplex } from "node:stream";
import { mock } from "node:test";
import { setImmediate as endOfTurn } from "node:timers/promises";
import { HEARTBEAT_MS } from "../../src/protocol/limits.js";
import { soon, until } from "../support/soon.js";
import { rawSocket, SocketEdge, watch } from "./socket-edge.js";
import { TestSocket } from "./test-socket.js";

describe("The life of a socket", () => {
  const edge = SocketEdge.forEachTest();

  it("leaves its rooms when it closes, also one that a message joins whose handling takes longer", async () => {
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    const upgraded = once(edge.server, "upgrade") as Promise<[unknown, Duplex]>;
    const socket = await edge.kim();
    const [, stream] = await upgraded;
    edge.run = (connection) => {
      edge.rooms.join(connection, "some-room");
      connection.send({ type: "room.elsewhere" });
    };
    watch(socket);
    await socket.next("room.elsewhere");
    edge.run = async (connection) => {
      await held;
      edge.rooms.join(connection, "some-room");
    };
    watch(socket);
    await until("the second to be handled", () => edge.open.length > 1);
    const [gone, closed] = [edge.ended(), once(stream, "close")];
    socket.cut();
    await soon("the end of the connection", closed);
    await endOfTurn();
    goOn();
    await gone;
    expect(edge.rooms.membersHere("some-room")).to.have.length(0);
  });

  it("is closed with 4401 when its login session ends, and others stay", async () => {
    const [first, second, other] = await Promise.all([
      edge.kim(),
      edge.kim(),
      TestSocket.open(edge.url, { cookie: "ana" }),
    ]);
    const closed = [first.closed(), second.closed()];
    edge.sockets.closeLogins(["login-of-kim"], "signedOut");
    expect(await Promise.all(closed)).to.deep.equal([4401, 4401]);
    watch(other);
    await other.next("room.elsewhere");
  });

  it("drops what still waits when it is closed", async () => {
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    edge.run = () => held;
    const socket = await edge.kim();
    for (let sent = 0; sent < 3; sent += 1) watch(socket);
    await until("the first to be handled", () => edge.open.length > 0);
    await socket.ping();
    edge.sockets.closeLogins(["login-of-kim"], "signedOut");
    const gone = edge.ended();
    goOn();
    await gone;
    expect(edge.open).to.have.length(1);
  });

  it("is cut half a second after it was closed, whatever its browser answers", async () => {
    const stream = await rawSocket(edge);
    const timers = mock.method(globalThis, "setTimeout");
    edge.sockets.closeAll();
    timers.mock.restore();
    expect(timers.mock.calls.map(({ arguments: [, ms] }) => ms)).to.include(500);
    stream.resume();
    await soon("the end of the stream", once(stream, "end"), 3000);
  });

  it("does once what is asked twice for its end, though something else for it fails", async () => {
    const socket = await edge.kim();
    watch(socket);
    await socket.next("room.elsewhere");
    let done = 0;
    const job = (): void => void (done += 1);
    edge.open[0]?.whenClosed(() => Promise.reject(new RangeError("password of the database: hunter2")));
    for (let asked = 0; asked < 2; asked += 1) edge.open[0]?.whenClosed(job);
    const gone = edge.ended();
    socket.close();
    await gone;
    expect(done).to.equal(1);
    expect(edge.logged).to.contain('"what":"close","name":"RangeError"').and.not.contain("hunter2");
  });

  it("keeps its login session from expiring, every five minutes", async () => {
    const socket = await edge.kim();
    for (let beats = 0; beats < 25; beats += 1) await edge.answerBeat(socket);
    await until("it to be renewed twice", () => edge.renewed === 2);
  });

  it("gets regular heartbeats, and is ended when it does not answer one", async () => {
    const socket = await edge.kim();
    edge.pass(HEARTBEAT_MS - 1);
    await socket.ping();
    expect(socket.received).to.deep.equal([]);
    for (let beats = 0; beats < 3; beats += 1) await edge.answerBeat(socket);
    const gone = edge.ended();
    socket.pause();
    edge.pass(HEARTBEAT_MS);
    edge.pass(HEARTBEAT_MS);
    await gone;
  });

  it("continues as before when the server's clock is set back", async () => {
    const socket = await edge.kim();
    watch(socket);
    await socket.next("room.elsewhere");
    const hourAgo = Date.now() - 3_600_000;
    mock.method(Date, "now", () => hourAgo);
    await edge.answerBeat(socket);
    await edge.answerBeat(socket);
  });

  it("is closed with 4401 within minutes of the end of its login session, if nobody says so", async () => {
    const socket = await edge.kim();
    const closed = socket.closed();
    edge.isSignedOut = true;
    for (let beats = 0; beats < 11; beats += 1) await edge.answerBeat(socket);
    edge.pass(HEARTBEAT_MS);
    expect(await closed).to.equal(4401);
  });

  it("stays while nobody can say whether its login session has ended", async () => {
    const socket = await edge.kim();
    edge.loginRead = Promise.reject(new Error("the database is away"));
    edge.loginRead.catch(() => undefined);
    for (let beats = 0; beats < 13; beats += 1) await edge.answerBeat(socket);
    expect([edge.sockets.count(), edge.renewed]).to.deep.equal([1, 0]);
  });

  it("is told to come back when the server restarts", async () => {
    const socket = await edge.kim();
    const closed = socket.closed();
    edge.sockets.closeAll();
    expect(await closed).to.equal(1012);
  });
});
