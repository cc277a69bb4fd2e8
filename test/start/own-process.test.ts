import { expect } from "chai";
import { once } from "node:events";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { WebSocket } from "ws";
import { OwnProcess } from "../support/own-process.js";
import { Reader } from "../support/reader.js";

/** The promise twice over, for a machine whose cores are all taken. A server that does not drain in time exits with 1. */
const DRAINS_WITHIN_MS = 20_000;

describe("The server as a process", () => {
  /** The first start makes the demo data, which the others find. */
  let folder: string;
  const started: OwnProcess[] = [];

  const start = (environment: Record<string, string> = {}): OwnProcess => {
    const server = new OwnProcess({ PORT: "0", DATA_DIR: folder, ...environment });
    started.push(server);
    return server;
  };

  before(async () => (folder = await mkdtemp(path.join(tmpdir(), "healspace-start-"))));
  after(() => rm(folder, { recursive: true, force: true }));
  afterEach(async () => {
    for (const server of started.splice(0)) {
      server.kill("SIGKILL");
      await server.exits();
    }
  });

  const signInAs = async (url: string, email: string): Promise<Reader> => {
    const reader = new Reader(url);
    const page = await reader.submit(await reader.get("/sign-in"), "form[action='/sign-in']", {
      email,
      password: "healspace-demo",
    });
    expect(page.status).to.equal(200);
    return reader;
  };

  it("starts with no environment, shows demo people how to sign in, and keeps everything over a kill", async () => {
    const first = start();
    const url = await first.answers();
    expect(first.output).to.contain("sam@healspace.example").and.to.contain("healspace-demo");
    const found = await new Reader(url).get("/counsellors");
    expect(found.text).to.contain("13 counsellors");
    const photos = found.document.querySelectorAll("img.avatar").map((photo) => photo.getAttribute("src"));
    expect(new Set(photos).size).to.equal(13);
    expect((await fetch(url + photos[0]!)).headers.get("content-type")).to.equal("image/webp");
    const sam = await signInAs(url, "sam@healspace.example");
    const before = await sam.get("/appointments");
    expect(before.text).to.contain("Join session").and.to.contain("Completed").and.to.contain("Cancelled");
    first.kill("SIGKILL");
    await first.exits();
    const kept = await readdir(folder, { recursive: true });
    expect(kept).to.include(path.join("database", "mongo.mdb")).and.include("secrets.json");
    for (const name of kept) {
      const { mode } = await stat(path.join(folder, name));
      expect(mode & 0o077, `${name} is its owner's alone`).to.equal(0);
    }

    const again = await signInAs(await start().answers(), "sam@healspace.example");
    const after = await again.get("/appointments");
    const links = (page: typeof before): unknown[] =>
      page.document.querySelectorAll("h3 a").map((a) => a.getAttribute("href"));
    expect(links(after)).to.deep.equal(links(before));
  });

  it("refuses a second process on the same data folder with a sentence, and drains at SIGINT too", async () => {
    const first = start();
    await first.answers();
    const second = start();
    expect(await second.exits()).to.equal(1);
    expect(second.output).to.contain("in use").and.to.contain(folder).and.not.to.contain("    at ");
    first.kill("SIGINT");
    expect(await first.exits()).to.equal(0);
  });

  it("names every bad environment variable at once", async () => {
    const server = start({ NODE_ENV: "production", PORT: "many", SESSION_SECRETS: "short" });
    expect(await server.exits()).to.equal(1);
    for (const name of ["PORT", "MONGODB_URI", "SITE_URL", "SESSION_SECRETS", "SEALING_KEYS"]) {
      expect(server.output).to.contain(name);
    }
    expect(server.output).not.to.contain("    at ");
  });

  it("drains and exits within ten seconds of SIGTERM, even with people connected and a request half sent", async () => {
    const server = start();
    const url = await server.answers();
    const sam = await signInAs(url, "sam@healspace.example");
    const socket = new WebSocket(`${url.replace("http", "ws")}/socket`, {
      headers: { cookie: sam.cookieHeader, origin: url },
    });
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    const closed = new Promise<number>((resolve) => socket.once("close", resolve));
    const half = connect(Number(new URL(url).port), "127.0.0.1").on("error", () => undefined);
    half.write("POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf");
    await once(half, "connect");
    const began = Date.now();
    server.kill("SIGTERM");
    expect(await server.exits()).to.equal(0);
    expect(Date.now() - began).to.be.below(DRAINS_WITHIN_MS);
    expect(await closed).to.equal(1012);
  });
}).timeout(150_000);
