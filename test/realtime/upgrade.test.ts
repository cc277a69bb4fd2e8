import { expect } from "chai";
import { once } from "node:events";
import { connect, type AddressInfo, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { mock } from "node:test";
import { SOCKETS_EACH } from "../../src/protocol/limits.js";
import { failure } from "../support/failure.js";
import { soon, until } from "../support/soon.js";
import { SocketEdge, watch } from "./socket-edge.js";
import { TestSocket } from "./test-socket.js";

describe("The upgrade to a socket", () => {
  const edge = SocketEdge.forEachTest();

  it("is refused to a visitor with 401", async () => {
    expect((await failure(TestSocket.open(edge.url))).message).to.contain("401");
  });

  it("is refused to any other origin, and to none, with 403", async () => {
    for (const origin of ["https://elsewhere.example", `${edge.url}.example`, "null", ""]) {
      expect((await failure(TestSocket.open(edge.url, { cookie: "kim", origin }))).message).to.contain("403");
    }
  });

  it("is refused with 401 to a page that was drawn for someone else", async () => {
    (await TestSocket.open(edge.url, { cookie: "kim" }, "?reader=kim")).close();
    for (const reader of ["ana", "", "kim%20"]) {
      const refused = await failure(TestSocket.open(edge.url, { cookie: "kim" }, `?reader=${reader}`));
      expect(refused.message).to.contain("401");
    }
  });

  it("is closed immediately when its login ended while it was being opened", async () => {
    let goOn = (): void => undefined;
    edge.loginRead = new Promise((resolve) => (goOn = resolve));
    const opening = edge.kim();
    await soon("the upgrade", once(edge.server, "upgrade"));
    const timers = mock.method(globalThis, "setTimeout");
    edge.sockets.closeLogins(["login-of-kim"], "signedOut");
    timers.mock.restore();
    // Nothing that comes within a minute lets it in.
    for (const {
      arguments: [job, ms],
    } of timers.mock.calls)
      if (ms! < 60_000) job();
    goOn();
    expect(await (await opening).closed()).to.equal(4401);
    expect(edge.sockets.count()).to.equal(0);
  });

  it("opens again immediately when it was only told to come back", async () => {
    const socket = await edge.kim();
    edge.sockets.closeLogins(["login-of-kim"], "restarting");
    expect(await socket.closed()).to.equal(1012);
    edge.now += 1;
    const again = await edge.kim();
    await again.ping();
    expect(edge.sockets.count()).to.equal(1);
  });

  it("is refused with 429 to someone who has thirty, and to nobody else", async () => {
    const mine = await Promise.all(Array.from({ length: SOCKETS_EACH }, () => edge.kim()));
    expect((await failure(edge.kim())).message).to.contain("429");
    (await TestSocket.open(edge.url, { cookie: "ana" })).close();
    watch(mine[0]!);
    await mine[0]!.next("room.elsewhere");
    const gone = edge.ended();
    mine[0]!.close();
    await gone;
    await edge.kim();
    for (const socket of mine.slice(1)) socket.close();
    await until("one to be left", () => edge.sockets.count() === 1);
    await Promise.all(mine.slice(1).map(() => edge.kim()));
    expect((await failure(edge.kim())).message, "the one left counts").to.contain("429");
  });

  it("leaves no connection open that it refused, though its other end never closes", async () => {
    const upgraded = once(edge.server, "upgrade") as Promise<[unknown, Duplex]>;
    const stranger = askWith(edge, { allowHalfOpen: true });
    const [, stream] = await soon("the upgrade", upgraded);
    await soon("its end", once(stream, "close"));
    stranger.destroy();
  });

  it("survives a browser that breaks off while it is let in", async () => {
    let goOn = (): void => undefined;
    edge.loginRead = new Promise((resolve) => (goOn = resolve));
    const upgraded = once(edge.server, "upgrade") as Promise<[unknown, Duplex]>;
    const browser = askWith(edge, {});
    const [, stream] = await soon("the upgrade", upgraded);
    const closed = new Promise((resolve) => stream.once("close", resolve));
    browser.resetAndDestroy();
    await soon("the server to notice", closed);
    goOn();
    await (await edge.kim()).ping();
    expect(edge.sockets.count()).to.equal(1);
  });

  it("is refused with 503 while login sessions cannot be read, and logs nothing but the error's name", async () => {
    edge.loginRead = Promise.reject(new RangeError("password of the database: hunter2"));
    expect((await failure(edge.kim())).message).to.contain("503");
    expect(edge.logged).to.contain('"name":"RangeError"').and.not.contain("hunter2");
  });

  it("is not to be found at another path", async () => {
    expect(
      (await failure(TestSocket.open(`${edge.url}/other`, { cookie: "kim", origin: edge.url }))).message,
    ).to.contain("404");
  });
});

/** Asks for a socket by hand, without a cookie. */
function askWith({ server, url }: SocketEdge, options: { allowHalfOpen?: boolean }): Socket {
  const { port } = server.address() as AddressInfo;
  const stream = connect({ port, ...options });
  const head = ["GET /socket HTTP/1.1", "Host: x", `Origin: ${url}`, "Upgrade: websocket", "Connection: Upgrade"];
  stream.resume().write([...head, "", ""].join("\r\n"));
  return stream;
}
