import { expect } from "chai";
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { once } from "node:events";
import { mock } from "node:test";
import type { Request } from "express";
import { pino } from "pino";
import { z } from "zod";
import type { Person } from "../../src/access/permissions.js";
import { Conflict } from "../../src/platform/errors.js";
import { HEARTBEAT_MS, SOCKETS_EACH } from "../../src/protocol/limits.js";
import type { Connection } from "../../src/realtime/handlers.js";
import type { Handler, Handlers } from "../../src/realtime/handlers.js";
import { createPersonAllowances } from "../../src/realtime/person-allowances.js";
import { createRooms } from "../../src/realtime/rooms.js";
import { attachSockets, type Sockets } from "../../src/realtime/upgrade.js";
import { failure } from "../support/failure.js";
import { Random } from "../support/random.js";
import { TestSocket } from "./test-socket.js";

type Run = Handler<"room.watch">["run"];

const APPOINTMENT = "0123456789abcdef01234567";

describe("A socket", () => {
  let server: Server;
  let sockets: Sockets;
  let url: string;
  let run: Run;
  let logged: string;
  let open: Connection[];
  let isSignedOut: boolean;
  let now: number;
  let signalsRead: number;
  /** What the login session's reading waits for. */
  let loginRead: Promise<void>;
  const rooms = createRooms();

  beforeEach(async () => {
    mock.timers.enable({ apis: ["setInterval"] });
    [now, signalsRead] = [0, 0];
    isSignedOut = false;
    loginRead = Promise.resolve();
    server = createServer().listen(0);
    await once(server, "listening");
    url = `http://localhost:${(server.address() as AddressInfo).port}`;
    logged = "";
    open = [];
    run = (connection) => connection.send({ type: "room.elsewhere" });
    sockets = attachSockets(server, {
      allowedOrigin: () => url,
      loginSession: [(_req, _res, next) => void loginRead.then(() => next())],
      actorOf: (request) => (isSignedOut ? null : personOf(request)),
      handlers: handlersOf(
        (connection, message) => {
          open.push(connection);
          return run(connection, message);
        },
        () => (signalsRead += 1),
      ),
      rooms,
      now: () => now,
      allowances: createPersonAllowances(() => now),
      log: pino({}, { write: (line: string) => (logged += line) }),
    });
  });
  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
    sockets.closeAll();
    server.closeAllConnections();
    server.close();
  });

  const kim = (): Promise<TestSocket> => TestSocket.open(url, { cookie: "kim" });
  const watch = (socket: TestSocket): void => socket.send({ type: "room.watch", appointmentId: APPOINTMENT });

  describe("at the upgrade", () => {
    it("is refused to a visitor with 401", async () => {
      expect((await failure(TestSocket.open(url))).message).to.contain("401");
    });

    it("is refused to any other origin, and to none, with 403", async () => {
      for (const origin of ["https://elsewhere.example", `${url}.example`, "null", ""]) {
        expect((await failure(TestSocket.open(url, { cookie: "kim", origin }))).message).to.contain("403");
      }
    });

    it("is refused with 401 to a page that was drawn for someone else", async () => {
      (await TestSocket.open(url, { cookie: "kim" }, "?reader=kim")).close();
      for (const reader of ["ana", "", "kim%20"]) {
        const refused = await failure(TestSocket.open(url, { cookie: "kim" }, `?reader=${reader}`));
        expect(refused.message).to.contain("401");
      }
    });

    it("is closed at once when its login ended while it was being opened", async () => {
      let goOn = (): void => undefined;
      loginRead = new Promise((resolve) => (goOn = resolve));
      const opening = kim();
      await once(server, "upgrade");
      sockets.closeLogins(["login-of-kim"], "signedOut");
      goOn();
      expect(await (await opening).closed()).to.equal(4401);
      expect(sockets.count()).to.equal(0);
    });

    it("is refused with 429 to someone who has thirty, and to nobody else", async () => {
      const sockets = await Promise.all(Array.from({ length: SOCKETS_EACH }, kim));
      expect((await failure(kim())).message).to.contain("429");
      (await TestSocket.open(url, { cookie: "ana" })).close();
      watch(sockets[0]!);
      await sockets[0]!.next("room.elsewhere");
      const gone = new Promise<void>((resolve) => open[0]!.whenClosed(() => resolve()));
      sockets[0]!.close();
      await gone;
      await kim();
    });

    it("is not to be found at another path", async () => {
      expect((await failure(TestSocket.open(`${url}/other`, { cookie: "kim", origin: url }))).message).to.contain(
        "404",
      );
    });
  });

  it("answers messages in the order in which they came, however long each takes", async () => {
    const socket = await kim();
    let took = 30;
    run = async (connection, { appointmentId }) => {
      await new Promise((resolve) => setTimeout(resolve, (took -= 10)));
      connection.send({ type: "error", code: "server-error", message: appointmentId });
    };
    const ids = ["a", "b", "c"].map((letter) => letter.repeat(24));
    for (const appointmentId of ids) socket.send({ type: "room.watch", appointmentId });
    const answers = [];
    for (let i = 0; i < 3; i += 1) answers.push((await socket.next("error")).message);
    expect(answers).to.deep.equal(ids);
  });

  describe("with more messages than it can handle for the moment", () => {
    const MOST_WAITING = 64;
    let stuck: (() => void)[];
    let socket: TestSocket;

    /** Sends as many as may wait, behind one that is being handled, and comes back when all are read. */
    beforeEach(async () => {
      stuck = [];
      run = async (connection) => {
        await new Promise<void>((goOn) => stuck.push(goOn));
        connection.send({ type: "room.elsewhere" });
      };
      socket = await kim();
      for (let sent = 0; sent <= MOST_WAITING; sent += 1) socket.sendRaw('{"type":"room.signal"}');
      const other = await kim();
      while (signalsRead <= MOST_WAITING) await other.ping();
    });

    /** Handles so many of them, one after the other. */
    async function handle(count: number): Promise<void> {
      for (let done = 0; done < count; done += 1) {
        stuck.shift()!();
        await socket.next("room.elsewhere");
      }
    }

    it("reads no more until half of them are done, and then goes on", async () => {
      let isRead = false;
      const read = socket.ping().then(() => (isRead = true));
      await handle(MOST_WAITING / 2 - 1);
      await (await kim()).ping();
      expect(isRead).to.equal(false);
      await handle(1);
      await read;
      await handle(MOST_WAITING / 2 + 1);
    });

    it("is not taken for dead, and hears and answers signs of life again afterwards", async () => {
      for (let beats = 0; beats < 3; beats += 1) {
        pass(HEARTBEAT_MS);
        await socket.next("alive");
      }
      await handle(MOST_WAITING + 1);
      run = (connection) => connection.send({ type: "room.elsewhere" });
      await answerBeat(socket);
      await answerBeat(socket);
    });
  });

  it("answers what makes no sense politely, and goes on", async () => {
    const socket = await kim();
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
    ];
    for (const data of [...garbage, '{"type":"room.watch","appointmentId":{"$ne":null}}', Buffer.from([1, 2, 3])]) {
      socket.sendRaw(data);
      expect(await socket.next("error")).to.include({
        code: "bad-request",
        message: "We could not read that message.",
      });
    }
    watch(socket);
    await socket.next("room.elsewhere");
    expect(logged).to.equal("");
  });

  it("says which message an error is about", async () => {
    const socket = await kim();
    socket.sendRaw(JSON.stringify({ type: "conversation.send", clientId: "my-own-id", text: 7 }));
    const { about, clientId } = await socket.next("error");
    expect([about, clientId]).to.deep.equal(["conversation.send", "my-own-id"]);
  });

  it("tells a safe error as it is, and of any other nothing", async () => {
    const socket = await kim();
    run = () => Promise.reject(new Conflict("This session is over."));
    watch(socket);
    expect(await socket.next("error")).to.include({ code: "conflict", message: "This session is over." });
    run = () => {
      throw new Error("password of the database: hunter2");
    };
    watch(socket);
    expect(await socket.next("error")).to.include({
      code: "server-error",
      message: "Something went wrong. Please try again.",
    });
    expect(logged).to.contain("a socket message failed").and.not.contain("hunter2");
  });

  it("does not let a role do what it may not do at all", async () => {
    const socket = await TestSocket.open(url, { cookie: "admin" });
    watch(socket);
    expect(await socket.next("error")).to.include({ code: "not-found", message: "We could not find that page." });
  });

  it("is cut off after too much garbage", async () => {
    const socket = await kim();
    const closed = socket.closed();
    for (let i = 0; i < 30; i += 1) socket.sendRaw("garbage");
    expect(await closed).to.equal(1008);
  });

  it("takes thirty messages at once and ten more each second, and signals besides", async () => {
    const socket = await kim();
    const answers = async (count: number): Promise<string[]> => {
      socket.received.length = 0;
      for (let i = 0; i < count; i += 1) watch(socket);
      socket.sendRaw('{"type":"room.signal"}');
      await socket.ping();
      return socket.received.map((answer) => (answer.type === "error" ? answer.code : answer.type));
    };
    const taken = (count: number) => Array<string>(count).fill("room.elsewhere");
    const refused = (count: number) => Array<string>(count).fill("rate-limited");
    expect(await answers(32)).to.deep.equal([...taken(30), ...refused(2), ...taken(1)]);
    now += 1000;
    expect(await answers(11)).to.deep.equal([...taken(10), ...refused(1), ...taken(1)]);
    expect(signalsRead).to.equal(2);
  });

  it("is cut off when it floods, and others notice nothing", async () => {
    const [socket, other] = await Promise.all([kim(), TestSocket.open(url, { cookie: "lee" })]);
    const closed = socket.closed();
    for (let i = 0; i < 2000; i += 1) watch(socket);
    expect(await closed).to.equal(1008);
    watch(other);
    await other.next("room.elsewhere");
  });

  it("takes 50,000 frames of garbage without a crash, a leak or a word in the log", async () => {
    const random = new Random(7);
    const frames = 50_000;
    let sent = 0;
    while (sent < frames) {
      const socket = await kim();
      const closed = socket.closed();
      for (let i = 0; i < 500; i += 1) socket.sendRaw(garbageOf(random));
      sent += 500;
      expect(await closed).to.equal(1008);
      for (const answer of socket.received)
        expect(JSON.stringify(answer)).not.to.match(/node_modules|\.[jt]s:\d|\\n {4}at /);
    }
    now += 60_000;
    const calm = await kim();
    watch(calm);
    await calm.next("room.elsewhere");
    expect(logged).to.equal("");
    expect(sockets.count()).to.equal(1);
  }).timeout(150_000);

  it("is closed when a frame is too large", async () => {
    const socket = await kim();
    const closed = socket.closed();
    socket.sendRaw("x".repeat(65 * 1024));
    expect(await closed).to.equal(1009);
  });

  it("is closed when a frame is broken", async () => {
    const { port } = server.address() as AddressInfo;
    const stream = connect(port);
    const head = ["GET /socket HTTP/1.1", "Host: x", `Origin: ${url}`, "Cookie: kim", "Upgrade: websocket"];
    const keys = ["Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="];
    stream.write([...head, ...keys, "", ""].join("\r\n"));
    await once(stream, "data");
    stream.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
    stream.resume();
    await once(stream, "close");
  });

  it("is ended when its reader leaves a megabyte unread", async () => {
    const socket = await kim();
    watch(socket);
    await socket.next("room.elsewhere");
    const [connection] = open;
    const gone = new Promise<void>((resolve) => connection!.whenClosed(() => resolve()));
    socket.pause();
    const long = "x".repeat(50_000);
    for (let i = 0; i < 400; i += 1) connection!.send({ type: "error", code: "server-error", message: long });
    await gone;
  });

  it("leaves its rooms when it closes", async () => {
    const socket = await kim();
    run = (connection) => {
      rooms.join(connection, "some-room");
      connection.send({ type: "room.elsewhere" });
    };
    watch(socket);
    await socket.next("room.elsewhere");
    const gone = new Promise<void>((resolve) => open[0]!.whenClosed(() => resolve()));
    socket.cut();
    await gone;
    expect(rooms.members("some-room")).to.have.length(0);
  });

  it("is closed with 4401 when its login session ends, and others stay", async () => {
    const [first, second, other] = await Promise.all([kim(), kim(), TestSocket.open(url, { cookie: "ana" })]);
    const closed = [first.closed(), second.closed()];
    sockets.closeLogins(["login-of-kim"], "signedOut");
    expect(await Promise.all(closed)).to.deep.equal([4401, 4401]);
    watch(other);
    await other.next("room.elsewhere");
  });

  it("hears a sign of life again and again, and is ended when it does not answer one", async () => {
    const socket = await kim();
    for (let beats = 0; beats < 3; beats += 1) await answerBeat(socket);
    const gone = new Promise<void>((resolve) => open[0]!.whenClosed(() => resolve()));
    socket.pause();
    pass(HEARTBEAT_MS);
    pass(HEARTBEAT_MS);
    await gone;
  });

  it("goes on as before when the server's clock is set back", async () => {
    const socket = await kim();
    watch(socket);
    await socket.next("room.elsewhere");
    const hourAgo = Date.now() - 3_600_000;
    mock.method(Date, "now", () => hourAgo);
    await answerBeat(socket);
    await answerBeat(socket);
  });

  it("is closed with 4401 within minutes of the end of its login session, if nobody says so", async () => {
    const socket = await kim();
    const closed = socket.closed();
    isSignedOut = true;
    for (let beats = 0; beats < 11; beats += 1) await answerBeat(socket);
    pass(HEARTBEAT_MS);
    expect(await closed).to.equal(4401);
  });

  function pass(ms: number): void {
    now += ms;
    mock.timers.tick(ms);
  }

  /** Lets it be time for the next sign of life, and comes back when its answer has been taken. */
  async function answerBeat(socket: TestSocket): Promise<void> {
    pass(HEARTBEAT_MS);
    await socket.next("alive");
    watch(socket);
    await socket.next("room.elsewhere");
  }

  it("is told to come back when the server restarts", async () => {
    const socket = await kim();
    const closed = socket.closed();
    sockets.closeAll();
    expect(await closed).to.equal(1012);
  });
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

function personOf({ headers }: Request): Person | null {
  const name = headers.cookie;
  if (!name) return null;
  return { id: name, name, role: name === "admin" ? "admin" : "client", zone: "UTC", loginId: `login-of-${name}` };
}

/** Takes watching, and signals without anything in them; `signalRead` is called for each as soon as it is read. */
function handlersOf(run: Run, signalRead: () => void): Handlers {
  const never = { schema: z.never(), policy: "room.join", run: () => undefined } as unknown as Handler<never>;
  const names = ["conversation.open", "conversation.send", "room.join", "room.sending", "room.leave", "room.chat"];
  const watch: Handler<"room.watch"> = {
    schema: z.strictObject({ appointmentId: z.string() }),
    policy: "room.join",
    run,
  };
  const signal = {
    schema: z.strictObject({}).refine(() => (signalRead(), true)),
    policy: "room.join",
    run: (connection: Connection) => run(connection, { appointmentId: APPOINTMENT }),
  };
  const others = Object.fromEntries(names.map((name) => [name, never]));
  return { ...others, "room.watch": watch, "room.signal": signal } as unknown as Handlers;
}
