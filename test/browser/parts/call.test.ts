import { expect } from "chai";
import type { Page } from "playwright-core";
import type * as Attempts from "../../../src/browser/call/attempt.js";
import type * as Calls from "../../../src/browser/call/call.js";
import type { CallOptions } from "../../../src/browser/call/call-options.js";
import { openParts } from "../../support/browser-parts.js";

declare const parts: typeof Attempts & typeof Calls;

/** One side of the call: what it was told to show, and what its person sends. */
interface Side {
  call: Calls.Call;
  states: string[];
  words: (string[] | null)[];
  notes: (string | null)[];
  heard: string[];
  progress: [number, number];
  tracks: MediaStreamTrack[];
  isSharing: boolean;
  sent: string[];
  /** How often it asked for fresh servers. */
  asked: number;
  canSend: boolean;
}

declare global {
  var sides: Record<"counsellor" | "client", Side>;
}

describe("A call between two browsers", () => {
  let page: Page;
  before(async () => {
    page = await openParts(["call/attempt", "call/call"], "<p></p>");
    await page.evaluate(async () => {
      const granted = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
      const make = (party: "counsellor" | "client", other: "counsellor" | "client"): Side => {
        const meeting = { iceServers: [], relayOnly: false };
        const side = {
          states: [],
          words: [],
          notes: [],
          heard: [],
          sent: [],
          progress: [0, 0],
          isSharing: false,
        } as never as Side;
        side.tracks = granted.getTracks().map((track) => track.clone());
        side.canSend = true;
        side.asked = 0;
        const options: CallOptions = {
          party,
          usedBefore: 1000,
          meetings: { latest: meeting, fresh: () => Promise.resolve(((side.asked += 1), meeting)) },
          track: (kind) => side.tracks.find((track) => track.kind === kind) ?? null,
          isSharing: () => side.isSharing,
          canSend: () => side.canSend,
          send: (signal) => {
            side.sent.push(signal.ask ?? signal.description?.type ?? "candidate");
            void globalThis.sides[other].call.receive(structuredClone(signal));
          },
          showState: (state) => side.states.at(-1) !== state && side.states.push(state),
          showRemote: (track) => side.heard.push(track.kind),
          showProgress: (...seen) => (side.progress = seen),
          showWords: (words) => side.words.push(words),
          showNote: (note) => side.notes.push(note && note.words),
        };
        side.call = new parts.Call(options);
        return side;
      };
      globalThis.sides = { counsellor: make("counsellor", "client"), client: make("client", "counsellor") };
    });
  });
  after(() => page.context().close());

  const visit = (name: string, more = {}) => {
    return { visit: name, arrival: name, link: "1", name, microphone: true, camera: true, ...more };
  };
  const meet = (whom: { client?: object | null; counsellor?: object | null }): Promise<void> =>
    page.evaluate(({ client, counsellor }) => {
      if (client !== undefined) globalThis.sides.counsellor.call.meet(client as never);
      if (counsellor !== undefined) globalThis.sides.client.call.meet(counsellor as never);
    }, whom);
  const connected = (): Promise<void> =>
    page.evaluate(() =>
      until(() =>
        [sides.counsellor, sides.client].every(
          ({ call, words }) => call.isConnected && words.at(-1) !== null && words.length > 0,
        ),
      ),
    );

  it("connects once both are there, shows both the same four words, and counts what it uses", async () => {
    await meet({ client: null, counsellor: null });
    await page.evaluate(() => [sides.client, sides.counsellor].forEach(({ call }) => call.networkIsBack()));
    expect(await page.evaluate(() => sides.client.sent), "nobody is there").to.deep.equal([]);
    await meet({ client: visit("client"), counsellor: visit("counsellor") });
    await connected();
    const seen = await page.evaluate(() => {
      const { counsellor, client } = sides;
      return {
        states: [counsellor.states, client.states],
        words: [counsellor.words.at(-1)!.length, String(counsellor.words.at(-1)) === String(client.words.at(-1))],
        heard: [counsellor.heard.sort(), client.heard.sort()],
        asked: [counsellor.asked, client.asked],
        offers: [counsellor, client].map(({ sent }) => sent.filter((what) => what === "offer").length),
      };
    });
    const states = ["waiting", "connecting", "connected"];
    expect(seen).to.deep.equal({
      states: [states, states],
      words: [4, true],
      heard: [
        ["audio", "video"],
        ["audio", "video"],
      ],
      asked: [1, 1],
      offers: [1, 0],
    });
    await page.evaluate(() => until(() => sides.client.heard.length > 1));
    await page.clock.runFor(1000);
    await page.evaluate(() =>
      until(() => [sides.counsellor, sides.client].every(({ progress }) => progress[1] > 1000)),
    );
  });

  it("leaves what works alone, and begins again when the other page is another or signals were lost", async () => {
    const offers = (): Promise<number> =>
      page.evaluate(() => sides.counsellor.sent.filter((what) => what === "offer").length);
    await page.clock.runFor(4000);
    await page.evaluate(() => {
      sides.counsellor.call.networkIsBack();
      sides.counsellor.call.lostServer();
    });
    await meet({ client: visit("client", { link: "2" }) });
    expect(await offers(), "connected").to.equal(1);
    await page.evaluate(() => sides.client.call.networkIsBack());
    const asks = (): Promise<string[]> => page.evaluate(() => sides.client.sent.filter((what) => /re/.test(what)));
    expect(await asks()).to.deep.equal([]);
    await page.evaluate(() => sides.counsellor.states.splice(0));
    await meet({ client: visit("another") });
    await page.evaluate(() => until(() => sides.counsellor.sent.filter((what) => what === "offer").length === 2));
    await connected();
    expect(await page.evaluate(() => sides.counsellor.states)).to.deep.equal(["connecting", "connected"]);
    await page.evaluate(() => sides.client.call.part());
    expect(await page.evaluate(() => sides.client.call.isConnected)).to.equal(false);
    await page.clock.runFor(4000);
    await page.evaluate(() => sides.client.call.networkIsBack());
    await page.evaluate(() => sides.client.call.networkIsBack());
    expect(await asks(), "once in three seconds").to.deep.equal(["rebuild"]);
    await connected();
    expect(await offers()).to.equal(3);
    expect(
      await page.evaluate(() => sides.counsellor.words.at(-1)!.join() === sides.client.words.at(-1)!.join()),
    ).to.equal(true);
  });

  it("tells the other side what is sent: everything when its person insists, and no sound where the line is too weak", async () => {
    const notes = (): Promise<(string | null)[][]> =>
      page.evaluate(() => [sides.counsellor, sides.client].map((side) => side.notes.splice(0)));
    await notes();
    await page.evaluate(() => sides.counsellor.call.overrule());
    expect((await notes())[0]).to.deep.equal(["We are sending everything, even over a weak connection."]);
    await page.evaluate(() => sides.counsellor.call.overrule());
    expect((await notes())[0]).to.deep.equal([null]);
    const encodings = (): Promise<unknown[]> =>
      page.evaluate(() => {
        const { attempt } = sides.counsellor.call as unknown as { attempt: { connection: RTCPeerConnection } };
        return attempt.connection.getSenders().map(({ track }) => track?.kind ?? null);
      });
    expect(await encodings()).to.deep.equal(["audio", "video"]);
    await page.evaluate(() => {
      sides.counsellor.tracks = sides.counsellor.tracks.filter(({ kind }) => kind === "audio");
      return sides.counsellor.call.changeTracks();
    });
    expect(await encodings()).to.deep.equal(["audio", null]);
  });

  it("sends less over a weak line, and lets the other side say so", async () => {
    await page.evaluate(() => {
      const granted = sides.client.tracks.map((track) => track.clone());
      sides.counsellor.tracks = granted;
      void sides.counsellor.call.changeTracks();
      const { attempt } = sides.counsellor.call as unknown as { attempt: { connection: RTCPeerConnection } };
      const weak = [
        { type: "outbound-rtp", kind: "video", timestamp: 1000, framesPerSecond: 10, framesSent: 1 },
        { type: "remote-inbound-rtp", timestamp: 1000, fractionLost: 0.3 },
        { type: "transport", bytesReceived: 1, bytesSent: 1 },
      ];
      attempt.connection.getStats = () => Promise.resolve(weak as never);
      for (const side of [sides.counsellor, sides.client]) side.notes.length = 0;
    });
    const senders = (): Promise<(boolean | number | undefined)[]> =>
      page.evaluate(() => {
        const { attempt } = sides.counsellor.call as unknown as { attempt: { connection: RTCPeerConnection } };
        const [sound, picture] = attempt.connection.getSenders().map((sender) => sender.getParameters().encodings[0]!);
        return [sound!.active, picture!.active, picture!.maxBitrate];
      });
    expect(await senders(), "as the browser decides").to.deep.equal([true, true, undefined]);
    const areNoticed = (): Promise<boolean> =>
      page.evaluate(() => sides.client.notes.length > 0 && sides.counsellor.notes.length > 1);
    for (let seconds = 0; !(await areNoticed()); seconds += 1) {
      expect(seconds, "noticed in a minute").to.be.below(60);
      await page.clock.runFor(1000);
    }
    expect(await page.evaluate(() => [sides.counsellor.notes, sides.client.notes])).to.deep.equal([
      [
        "Your connection is weak, so we are sending smaller video.",
        "Your connection is weak, so we are sending only your sound.",
      ],
      ["Their connection is weak, so only their sound gets through."],
    ]);
    await page.evaluate(() =>
      until(() => {
        const { attempt } = sides.counsellor.call as unknown as { attempt: { connection: RTCPeerConnection } };
        return !attempt.connection.getSenders()[1]!.getParameters().encodings[0]!.active;
      }),
    );
    expect((await senders())[0]).to.equal(true);
  });

  it("sends less only once no offer is under way: Chromium crashes where two of them cross", async () => {
    const active = await page.evaluate(async () => {
      const sent: RTCSessionDescriptionInit[] = [];
      const attempt = new parts.CallAttempt({
        id: "own",
        leads: true,
        meeting: { iceServers: [], relayOnly: false },
        certificate: null,
        track: () => null,
        send: ({ description }) => void (description && sent.push(description)),
        freshMeeting: () => Promise.reject(new Error("not asked for")),
        onState: () => undefined,
        onTrack: () => undefined,
        onSideOpen: () => undefined,
        onSide: () => undefined,
      });
      const areActive = (): unknown[] =>
        attempt.connection.getSenders().map((sender) => sender.getParameters().encodings[0]!.active);
      await until(() => sent.length > 0);
      await attempt.setQuality("chat", false);
      const amid = areActive();
      const other = new RTCPeerConnection();
      await other.setRemoteDescription(sent[0]!);
      await other.setLocalDescription();
      await attempt.take({ call: "own", description: other.localDescription!.toJSON() as never });
      const after = areActive();
      for (const connection of [attempt, other]) connection.close();
      return { amid, after };
    });
    expect(active).to.deep.equal({ amid: [true, true], after: [false, false] });
  });

  it("ends with the bytes of all its attempts, and what was used before a reload", async () => {
    const used = await page.evaluate(async () => {
      const before = sides.client.progress[1];
      const bytes = await sides.client.call.close();
      await sides.counsellor.call.close();
      return {
        grew: bytes >= before && bytes > 1000,
        states: [sides.client.call.isConnected, sides.counsellor.call.isConnected],
      };
    });
    expect(used).to.deep.equal({ grew: true, states: [false, false] });
    const shown = await page.evaluate(() => sides.client.progress);
    await page.clock.runFor(5000);
    expect(await page.evaluate(() => sides.client.progress), "it looks no more").to.deep.equal(shown);
  });
});
