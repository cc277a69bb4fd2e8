import { expect } from "chai";
import { mock } from "node:test";
import { MeetingSource } from "../../../src/browser/room/meeting-source.js";
import type { Meeting } from "../../../src/protocol/messages.js";

const OLD: Meeting = { iceServers: [{ urls: "turn:relay.example", username: "old" }], relayOnly: false };
const NEW: Meeting = { iceServers: [{ urls: "turn:relay.example", username: "new" }], relayOnly: false };

describe("Relay credentials in the browser", () => {
  let [asked, renewed] = [0, 0];
  let answer: (meeting: Meeting) => void;
  let source: MeetingSource;

  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout", "Date"] });
    [asked, renewed] = [0, 0];
    const socket = {
      isOpen: true,
      on: (name: string, listener: typeof answer) => name === "room.meeting" && (answer = listener),
      send: () => (asked += 1) > 0,
      renew: () => (renewed += 1),
    };
    source = new MeetingSource(socket as never);
    answer(OLD);
  });
  afterEach(() => mock.timers.reset());

  it("are none, and lead nowhere but through a relay, until the server has sent some", async () => {
    const early = new MeetingSource({ on: () => undefined, send: () => false } as never);
    expect(await early.fresh()).to.deep.equal({ iceServers: [], relayOnly: true });
  });

  it("are reused for ten seconds, then requested again", async () => {
    mock.timers.tick(9000);
    expect(await source.fresh()).to.equal(OLD);
    expect(asked).to.equal(0);
    mock.timers.tick(2000);
    const fresh = source.fresh();
    expect(asked).to.equal(1);
    answer(NEW);
    expect(await fresh).to.equal(NEW);
    mock.timers.tick(5000);
    expect(renewed).to.equal(0);
  });

  it("stay as they are where the server does not answer in two seconds, and its silent connection is renewed", async () => {
    mock.timers.tick(11_000);
    const fresh = source.fresh();
    mock.timers.tick(2000);
    expect(await fresh).to.equal(OLD);
    expect(renewed).to.equal(0);
    mock.timers.tick(2000);
    expect(renewed).to.equal(1);
  });
});
