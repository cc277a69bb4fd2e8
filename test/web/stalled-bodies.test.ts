import { expect } from "chai";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import express from "express";
import { endStalledBodies } from "../../src/web/stalled-bodies.js";
import { soon } from "../support/soon.js";

const STALLED_MS = 50;

/** OWASP ASVS 5.0: 15.1.3 and 15.2.2 (what takes time and resources). */
describe("A request whose body makes no progress", () => {
  let server: Server;
  let port: number;

  before(async () => {
    const app = express().set("env", "test");
    app.use(endStalledBodies(STALLED_MS));
    app.use("/late", async (_req, _res, next) => {
      await pause(4 * STALLED_MS);
      next();
    });
    app.use(express.text(), (req, res) => void res.send(`read: ${String(req.body)}`));
    server = createServer(app).listen(0);
    await once(server, "listening");
    ({ port } = server.address() as AddressInfo);
  });
  after(() => server.close());

  it("is cut off", async () => {
    const socket = connect(port);
    socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nonly this");
    await soon("the connection to be cut", once(socket.resume(), "close"));
  });

  it("waits for what comes before the body is read, and for the answer", async () => {
    const address = `http://localhost:${port}/late`;
    const sent = { method: "POST", headers: { "Content-Type": "text/plain" }, body: "all" };
    expect(await (await fetch(address)).text()).to.equal("read: undefined");
    expect(await (await fetch(address, sent)).text()).to.equal("read: all");
  });

  it("leaves its connection to the server's limit for idle ones, once it is answered", async () => {
    server.keepAliveTimeout = 1;
    const socket = connect(port);
    socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await soon("the idle connection to be closed", once(socket.resume(), "close"));
  });
});
