import { expect } from "chai";
import { mock } from "node:test";
import { Socket } from "../../../src/browser/page/socket.js";
import { CLOSE, HEARTBEAT_MS } from "../../../src/protocol/limits.js";

/** What the page has of a browser's socket; the test plays the network. */
class PlayedSocket {
  static readonly OPEN = 1;
  static all: PlayedSocket[] = [];
  readyState = 0;
  readonly sent: string[] = [];
  onopen = (): void => undefined;
  onmessage = (_event: { data: string }): void => undefined;
  onclose = (_event: { code: number }): void => undefined;
  constructor(readonly url: string) {
    PlayedSocket.all.push(this);
  }
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.readyState = 3;
  }
  opens(): void {
    this.readyState = PlayedSocket.OPEN;
    this.onopen();
  }
  hears(message: object): void {
    this.onmessage({ data: JSON.stringify(message) });
  }
  breaks(code = 1006): void {
    this.readyState = 3;
    this.onclose({ code });
  }
}

describe("The socket of a page", () => {
  const { all } = PlayedSocket;
  let told: string[];
  let socket: Socket;
  let online: () => void;
  let answer: () => Promise<Response>;
  const outside: Record<string, PropertyDescriptor> = Object.getOwnPropertyDescriptors(globalThis);

  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: 1_000_000 });
    mock.method(Math, "random", () => 1);
    answer = () => Promise.reject(new Error("no network"));
    mock.method(globalThis, "fetch", () => answer());
    const page = { dataset: { signOut: "kim" } };
    const stand = {
      WebSocket: PlayedSocket,
      location: { origin: "https://healspace.example" },
      document: { hidden: false, querySelector: () => page, addEventListener: () => undefined },
      addEventListener: (name: string, run: () => void) => name === "online" && (online = run),
    };
    for (const [name, value] of Object.entries(stand))
      Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    all.length = 0;
    told = [];
    socket = new Socket(4000);
    for (const state of ["open", "answered", "lost"] as const) socket.on(state, () => told.push(state));
    socket.on("signedOut", (why) => told.push(why));
    socket.on("conversation.unread", ({ count }) => told.push(`${count} unread`));
  });
  afterEach(() => {
    socket.close();
    mock.timers.reset();
    mock.restoreAll();
    for (const name of ["WebSocket", "location", "document", "addEventListener"]) {
      Reflect.deleteProperty(globalThis, name);
      const before = outside[name];
      if (before) Object.defineProperty(globalThis, name, before);
    }
  });
  const newest = (): PlayedSocket => all.at(-1)!;
  const works = (): void => {
    newest().opens();
    newest().hears({ type: "alive" });
  };

  it("is for the page's reader alone, and sends nothing before it is open", () => {
    expect(newest().url).to.equal("wss://healspace.example/socket?reader=kim");
    expect(socket.send({ type: "room.leave" } as never)).to.equal(false);
    newest().opens();
    expect(socket.send({ type: "room.leave" } as never)).to.equal(true);
    expect(newest().sent).to.deep.equal(['{"type":"room.leave"}']);
  });

  it("says once that it works, with the first frame, and hands each message on", () => {
    newest().opens();
    expect(told).to.deep.equal(["open"]);
    newest().hears({ type: "conversation.unread", count: 2 });
    newest().hears({ type: "alive" });
    expect(told).to.deep.equal(["open", "answered", "2 unread"]);
  });

  it("connects again after pauses that double up to the longest, and begins small once it has worked", () => {
    const pauses: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      if (round === 5) works();
      const before = all.length;
      newest().breaks();
      let waited = 0;
      for (; all.length === before; waited += 100) mock.timers.tick(100);
      pauses.push(waited);
    }
    expect(pauses).to.deep.equal([500, 1000, 2000, 4000, 4000, 500]);
  });

  it("connects immediately when the network is back", () => {
    newest().breaks();
    online();
    expect(all).to.have.length(2);
    online();
    expect(all, "it is connecting already").to.have.length(2);
  });

  for (const [code, why] of [
    [CLOSE.signedOut, "You are signed out."],
    [CLOSE.passwordChanged, "Your password was changed, so you are signed out here."],
    [CLOSE.suspended, "Your account is suspended, so you are signed out."],
  ] as const)
    it(`says once "${why}" and never connects again`, () => {
      works();
      told.length = 0;
      newest().breaks(code);
      socket.signOut("again");
      online();
      mock.timers.tick(60_000);
      expect(told).to.deep.equal([why]);
      expect(all).to.have.length(1);
    });

  it("keeps a new connection when the one before it closes late", () => {
    works();
    const [before] = all;
    socket.renew();
    mock.timers.tick(500);
    works();
    told.length = 0;
    before!.breaks();
    newest().hears({ type: "conversation.unread", count: 1 });
    expect(told).to.deep.equal(["1 unread"]);
    expect(all).to.have.length(2);
  });

  it("renews a connection that opens and stays silent, or does not open at all", () => {
    mock.timers.tick(8000);
    expect(newest().readyState, "not opened in twice the longest pause").to.equal(3);
    mock.timers.tick(500);
    expect(all).to.have.length(2);
    newest().opens();
    mock.timers.tick(10_000);
    expect(newest().readyState, "silent after it opened").to.equal(3);
  });

  it("takes long silence for a dead connection, and a heartbeat for life", () => {
    works();
    for (let beats = 0; beats < 4; beats += 1) {
      mock.timers.tick(HEARTBEAT_MS);
      newest().hears({ type: "alive" });
    }
    expect(all).to.have.length(1);
    mock.timers.tick(2.4 * HEARTBEAT_MS + 5000);
    expect(all[0]?.readyState).to.equal(3);
    expect(told.at(-1)).to.equal("lost");
  });

  it("asks by a plain request why it does not answer, and signs out when that says so", async () => {
    answer = () => Promise.resolve(Response.json({ count: 3, token: "t" }));
    newest().breaks();
    await new Promise((done) => setImmediate(done));
    expect(told).to.deep.equal(["lost", "3 unread"]);
    answer = () => Promise.resolve(Response.json({ code: "signed-out", message: "Signed out." }, { status: 401 }));
    mock.timers.tick(500);
    newest().breaks();
    await new Promise((done) => setImmediate(done));
    expect(told.slice(2)).to.deep.equal(["lost", "Signed out."]);
  });
});
