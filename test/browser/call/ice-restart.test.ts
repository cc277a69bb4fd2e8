import { expect } from "chai";
import { mock } from "node:test";
import { Call } from "../../../src/browser/call/call.js";
import type { Meeting, Party, Signal, Visit } from "../../../src/protocol/messages.js";

const OTHER: Visit = { visit: "v", arrival: "a", link: "l", name: "", microphone: true, camera: false };
const OFFER: Signal = { call: "call-1", description: { type: "offer", sdp: "" } };

/** What happened to the connections, in order. */
let log: string[];
let connection: FakeConnection;
let signals: Signal[];
let made: number;

describe("An ICE restart", () => {
  const own = globalThis as { RTCPeerConnection?: unknown };
  let call: Call;

  beforeEach(() => {
    [log, signals, made] = [[], [], 0];
    mock.timers.enable({ apis: ["setInterval", "setTimeout", "Date"] });
    own.RTCPeerConnection = FakeConnection;
  });
  afterEach(async () => {
    await call.close();
    delete own.RTCPeerConnection;
    mock.timers.reset();
  });

  it("is requested once by the following side after two seconds without a connection", async () => {
    call = makeCall("client");
    call.meet(OTHER);
    await call.receive(OFFER);
    await becomes("connected");
    await becomes("disconnected");
    await pass(1);
    expect(asks(), "before two seconds").to.deep.equal([]);
    await pass(5);
    expect(asks()).to.deep.equal([{ call: "call-1", ask: "restart" }]);
  });

  it("is answered by the following side with fresh relay credentials", async () => {
    call = makeCall("client");
    call.meet(OTHER);
    await call.receive(OFFER);
    log = [];
    await call.receive(OFFER);
    expect(log).to.deep.equal(["fresh credentials 2", "configured with 2", "answered"]);
  });

  it("happens once when it is requested twice within three seconds", async () => {
    call = makeCall("counsellor");
    call.meet(OTHER);
    await settle();
    const id = await connection.makeOffer();
    await becomes("connected");
    await pass(4);
    log = [];
    for (let asked = 0; asked < 2; asked += 1) await call.receive({ call: id, ask: "restart" });
    await settle();
    expect(log.filter((done) => done === "restarted")).to.have.length(1);
  });

  it("is made by the leading side, by itself and on request, with fresh relay credentials", async () => {
    call = makeCall("counsellor");
    call.meet(OTHER);
    await settle();
    const id = await connection.makeOffer();
    await becomes("connected");
    await pass(4);
    log = [];
    await call.receive({ call: id, ask: "restart" });
    await settle();
    expect(log, "asked").to.deep.equal(["fresh credentials 2", "configured with 2", "restarted"]);

    await pass(4);
    log = [];
    await becomes("disconnected");
    await pass(3);
    expect(log, "on its own").to.deep.equal(["fresh credentials 3", "configured with 3", "restarted"]);
  });
});

const asks = (): Signal[] => signals.filter(({ ask }) => ask);

function makeCall(party: Party): Call {
  const nothing = (): void => undefined;
  return new Call({
    party,
    usedBefore: 0,
    meetings: {
      latest: meeting(0),
      fresh: () => {
        made += 1;
        log.push(`fresh credentials ${made}`);
        return Promise.resolve(meeting(made));
      },
    },
    track: () => null,
    isSharing: () => false,
    canSend: () => true,
    send: (signal) => signals.push(signal),
    showState: nothing,
    showRemote: nothing,
    showProgress: nothing,
    showWords: nothing,
    showNote: nothing,
  });
}

function meeting(number: number): Meeting {
  return { iceServers: [{ urls: "turn:relay.example", username: String(number) }], relayOnly: false };
}

async function becomes(state: RTCPeerConnectionState): Promise<void> {
  connection.connectionState = state;
  connection.onconnectionstatechange();
  await pass(1);
}

async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    mock.timers.tick(1000);
    await settle();
  }
}

const steer = (latest: FakeConnection): void => void (connection = latest);

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Negotiates like a browser's, carries nothing, and is as connected as it is told. */
class FakeConnection {
  static generateCertificate = (): Promise<object> => Promise.resolve({});
  connectionState: RTCPeerConnectionState = "new";
  signalingState = "stable";
  localDescription = { type: "answer", sdp: "" };
  remoteDescription = null;
  onconnectionstatechange = (): void => undefined;
  onnegotiationneeded = (): void => undefined;

  constructor() {
    steer(this);
  }

  /** The id of the attempt that this connection belongs to, read from the offer that it makes. */
  async makeOffer(): Promise<string> {
    this.localDescription = { type: "offer", sdp: "" };
    this.onnegotiationneeded();
    await settle();
    return signals.at(-1)!.call;
  }

  setConfiguration({ iceServers }: RTCConfiguration): void {
    log.push(`configured with ${iceServers![0]!.username}`);
  }

  setLocalDescription(): Promise<void> {
    if (this.localDescription.type === "answer") log.push("answered");
    return Promise.resolve();
  }

  restartIce(): void {
    log.push("restarted");
  }

  getConfiguration = (): object => ({});
  setRemoteDescription = (): Promise<void> => Promise.resolve();
  getTransceivers = (): object[] => [];
  addTransceiver = (): object => ({});
  createDataChannel = (): object => ({});
  getStats = (): Promise<Map<string, object>> => Promise.resolve(new Map<string, object>());
  close = (): void => undefined;
}
