import { expect } from "chai";
import { once } from "node:events";
import { HEARTBEAT_MS } from "../../src/protocol/limits.js";
import { soon } from "../support/soon.js";
import { rawSocket, SocketEdge, watch } from "./socket-edge.js";
import { TestSocket } from "./test-socket.js";

describe("The limits of a socket", () => {
  const edge = SocketEdge.forEachTest();

  describe("with more messages than it can handle for the moment", () => {
    const MOST_WAITING = 64;
    let stuck: (() => void)[];
    let socket: TestSocket;

    /** Sends as many as may wait, behind one that is being handled, and comes back when all are read. */
    beforeEach(async () => {
      stuck = [];
      edge.run = async (connection) => {
        await new Promise<void>((goOn) => stuck.push(goOn));
        connection.send({ type: "room.elsewhere" });
      };
      socket = await edge.kim();
      for (let sent = 0; sent <= MOST_WAITING; sent += 1) socket.sendRaw('{"type":"room.signal"}');
      const other = await edge.kim();
      while (edge.signalsRead <= MOST_WAITING) await other.ping();
    });

    /** Handles this many of them, one after the other. */
    async function handle(count: number): Promise<void> {
      for (let done = 0; done < count; done += 1) {
        stuck.shift()!();
        await socket.next("room.elsewhere");
      }
    }

    it("reads no more until half of them are done, and then continues", async () => {
      let isRead = false;
      const read = socket.ping().then(() => (isRead = true));
      await handle(MOST_WAITING / 2 - 1);
      await (await edge.kim()).ping();
      expect(isRead).to.equal(false);
      await handle(1);
      await read;
      await handle(MOST_WAITING / 2 + 1);
    });

    it("is not taken for dead, and exchanges heartbeats again afterwards", async () => {
      for (let beats = 0; beats < 3; beats += 1) {
        edge.pass(HEARTBEAT_MS);
        await socket.next("alive");
      }
      await handle(MOST_WAITING + 1);
      edge.run = (connection) => connection.send({ type: "room.elsewhere" });
      await edge.answerBeat(socket);
      await edge.answerBeat(socket);
    });
  });

  it("is cut off after too much garbage", async () => {
    const socket = await edge.kim();
    const closed = socket.closed();
    for (let i = 0; i < 30; i += 1) socket.sendRaw("garbage");
    expect(await closed).to.equal(1008);
  });

  it("accepts thirty messages at once and ten more each second, and signals on top", async () => {
    const socket = await edge.kim();
    const answers = async (count: number): Promise<string[]> => {
      socket.received.length = 0;
      for (let i = 0; i < count; i += 1) watch(socket);
      socket.sendRaw('{"type":"room.signal"}');
      await socket.ping();
      return socket.received.map((answer) =>
        answer.type === "error" ? `${answer.code} ${answer.about}` : answer.type,
      );
    };
    const taken = (count: number) => Array<string>(count).fill("room.elsewhere");
    const refused = (count: number) => Array<string>(count).fill("rate-limited room.watch");
    expect(await answers(32)).to.deep.equal([...taken(30), ...refused(2), ...taken(1)]);
    edge.now += 1000;
    expect(await answers(11)).to.deep.equal([...taken(10), ...refused(1), ...taken(1)]);
    expect(edge.signalsRead).to.equal(2);
    expect(edge.allowances.size).to.equal(1);
    edge.pass(60_000);
    expect(edge.allowances.size, "forgotten once nothing is missing").to.equal(0);
  });

  it("is cut off when it floods, and others notice nothing", async () => {
    const [socket, other] = await Promise.all([edge.kim(), TestSocket.open(edge.url, { cookie: "lee" })]);
    const closed = socket.closed();
    for (let i = 0; i < 2000; i += 1) watch(socket);
    expect(await closed).to.equal(1008);
    watch(other);
    await other.next("room.elsewhere");
  });

  it("is closed when a frame is too large", async () => {
    const socket = await edge.kim();
    const closed = socket.closed();
    socket.sendRaw("x".repeat(65 * 1024));
    expect(await closed).to.equal(1009);
  });

  it("is closed when a frame is broken", async () => {
    const stream = await rawSocket(edge);
    stream.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
    stream.resume();
    await soon("the end of the stream", once(stream, "close"));
  });

  it("is ended when its reader leaves a megabyte unread", async () => {
    const socket = await edge.kim();
    watch(socket);
    await socket.next("room.elsewhere");
    const [connection] = edge.open;
    const gone = edge.ended();
    socket.pause();
    const long = "x".repeat(50_000);
    for (let i = 0; i < 400; i += 1) connection!.send({ type: "error", code: "server-error", message: long });
    await gone;
  });
});
