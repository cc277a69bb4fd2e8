import { expect } from "chai";
import { readStats } from "../../../src/browser/call/call-stats.js";
import { DataCount } from "../../../src/browser/call/data-count.js";
import { OwnPicture } from "../../../src/browser/call/own-picture.js";
import { applyQuality } from "../../../src/browser/call/send-quality.js";

/** A connection whose statistics are these entries. */
const measured = (...entries: object[]): RTCPeerConnection =>
  ({ getStats: () => Promise.resolve(entries) }) as unknown as RTCPeerConnection;

const pair = (more: object) => ({
  type: "candidate-pair",
  nominated: true,
  state: "succeeded",
  currentRoundTripTime: 0.04,
  availableOutgoingBitrate: 900_000,
  bytesReceived: 7,
  bytesSent: 5,
  ...more,
});
const sound = { type: "outbound-rtp", kind: "audio", timestamp: 20_000 };
const picture = { type: "outbound-rtp", kind: "video", timestamp: 20_000, framesSent: 30, framesPerSecond: 24 };
const report = (fractionLost: number, timestamp: number) => ({ type: "remote-inbound-rtp", fractionLost, timestamp });

describe("The figures of a call's connection", () => {
  it("are those of its transport, of the pair in use, and of the newest reports about what is sent", async () => {
    const connection = measured(
      { type: "transport", bytesReceived: 100, bytesSent: 50 },
      pair({}),
      pair({ nominated: false, currentRoundTripTime: 9, availableOutgoingBitrate: 1_000_000 }),
      pair({ state: "failed", currentRoundTripTime: 8, availableOutgoingBitrate: 1_000_000 }),
      { type: "inbound-rtp", framesDecoded: 12 },
      { type: "inbound-rtp", framesDecoded: 3 },
      { type: "inbound-rtp" },
      sound,
      picture,
      report(0.1, 13_001),
      report(0.9, 13_000),
    );
    expect(await readStats(connection)).to.deep.equal({
      framesDecoded: 12,
      framesSent: 30,
      bytesHeard: 100,
      bytesSent: 50,
      line: { loss: 0.1, roundTripMs: 40, kbitPerSecond: 900 },
    });
  });

  it("are the pair's bytes where the browser counts none for the transport, and no rate while no video is sent", async () => {
    for (const video of [
      { ...picture, framesPerSecond: 0 },
      { ...picture, kind: "audio" },
    ]) {
      const { bytesHeard, bytesSent, line } = await readStats(measured(pair({}), pair({ nominated: false }), video));
      expect([bytesHeard, bytesSent, line.kbitPerSecond]).to.deep.equal([7, 5, null]);
    }
  });

  it("are unknown before there is a connection", async () => {
    expect(await readStats(measured())).to.deep.equal({
      framesDecoded: 0,
      framesSent: null,
      bytesHeard: 0,
      bytesSent: 0,
      line: { loss: null, roundTripMs: null, kbitPerSecond: null },
    });
  });

  it("add up over all attempts, and what was used before a reload", async () => {
    const data = new DataCount(1000);
    data.see(await readStats(measured(pair({}))));
    data.see(await readStats(measured(pair({ bytesSent: 13 }))));
    expect(data.total).to.equal(1020);
    data.nextAttempt();
    data.see(await readStats(measured(pair({}))));
    expect(data.total).to.equal(1032);
  });
});

describe("One's own picture", () => {
  it("stands still once no more frames are sent than a second before, and is said to only when that changes", () => {
    const picture = new OwnPicture();
    const looks = [null, 5, 9, 9, 9, 12, null, null].map((sent) => `${picture.look(sent)} ${picture.isStill}`);
    const [same, moves, still] = ["false false", "true false", "true true"];
    expect(looks).to.deep.equal([same, same, same, still, "false true", moves, same, same]);
  });
});

describe("How much is sent", () => {
  it("is set on sound and picture each in its way, and only where it differs", async () => {
    const set: string[] = [];
    const sender = (
      kind: string,
      encodings: object[],
      track: object | null = { getSettings: () => ({ height: 720 }) },
    ) => ({
      receiver: { track: { kind } },
      sender: {
        track,
        getParameters: () => ({ encodings }),
        setParameters: (given: { encodings: object[] }) =>
          Promise.resolve(set.push(`${kind} ${JSON.stringify(given.encodings)}`)),
      },
    });
    const all = [
      sender("audio", [{ active: true }]),
      sender("video", [{ active: true, rid: "a" }], null),
      sender("video", []),
    ];
    const connection = { getTransceivers: () => all } as unknown as RTCPeerConnection;
    const video = (active: boolean, maxBitrate: number, maxFramerate: number, scaleResolutionDownBy: number) =>
      `video ${JSON.stringify([{ active, rid: "a", maxBitrate, maxFramerate, scaleResolutionDownBy }])}`;
    const apply = async (...to: Parameters<typeof applyQuality> extends [unknown, ...infer Rest] ? Rest : never) => {
      await applyQuality(connection, ...to);
      return set.splice(0);
    };
    expect(await apply("reduced", false)).to.deep.equal([video(true, 120_000, 15, 2)]);
    expect(await apply("reduced", false), "as it is").to.deep.equal([]);
    expect(await apply("audio", false)).to.deep.equal([video(false, 800_000, 30, 1)]);
    expect(await apply("chat", false)).to.deep.equal(['audio [{"active":false}]']);
    expect(await apply("full", true)).to.deep.equal(['audio [{"active":true}]', video(true, 800_000, 30, 1)]);
  });
});
