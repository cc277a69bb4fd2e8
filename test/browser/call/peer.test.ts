import { expect } from "chai";
import { negotiate, type Negotiable } from "../../../src/browser/call/peer.js";
import type { Signal } from "../../../src/protocol/messages.js";

type Step = Pick<Signal, "description" | "candidate">;
type Description = RTCSessionDescription | null;

/** The signalling part of an RTCPeerConnection, with the states and refusals of the specification, and implicit rollback. */
class FakePeer implements Negotiable {
  signalingState: RTCSignalingState = "stable";
  localDescription: Description = null;
  remoteDescription: Description = null;
  onnegotiationneeded: Negotiable["onnegotiationneeded"] = null;
  onicecandidate: Negotiable["onicecandidate"] = null;
  rollbacks = 0;
  candidates = 0;

  constructor(private readonly name: string) {}

  async setLocalDescription(): Promise<void> {
    await Promise.resolve();
    const isAnswer = this.signalingState === "have-remote-offer";
    this.signalingState = isAnswer ? "stable" : "have-local-offer";
    this.localDescription = { type: isAnswer ? "answer" : "offer", sdp: this.name } as RTCSessionDescription;
  }

  async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    await Promise.resolve();
    if (description.type === "answer") {
      if (this.signalingState !== "have-local-offer") throw new Error("An answer without an offer");
      this.signalingState = "stable";
    } else {
      if (this.signalingState === "have-local-offer") this.rollbacks += 1;
      this.signalingState = "have-remote-offer";
    }
    this.remoteDescription = description as RTCSessionDescription;
  }

  addIceCandidate(): Promise<void> {
    if (!this.remoteDescription) return Promise.reject(new Error("A candidate without a description"));
    this.candidates += 1;
    return Promise.resolve();
  }

  needNegotiation(): Promise<void> {
    const handler = this.onnegotiationneeded as unknown as () => Promise<void>;
    return handler();
  }

  findCandidate(): void {
    const candidate = { toJSON: () => ({ candidate: "candidate:1" }) } as RTCIceCandidate;
    (this.onicecandidate as unknown as (event: { candidate: RTCIceCandidate }) => void)({ candidate });
  }
}

/** Two sides with a wire between them that delivers only when told to. */
function pair(): { polite: FakePeer; impolite: FakePeer; deliver: () => Promise<void> } {
  const polite = new FakePeer("polite");
  const impolite = new FakePeer("impolite");
  const wire: (() => Promise<void>)[] = [];
  const toPolite: (step: Step) => Promise<void> = negotiate(polite, {
    polite: true,
    send: (step) => wire.push(() => toImpolite(step)),
  });
  const toImpolite: (step: Step) => Promise<void> = negotiate(impolite, {
    polite: false,
    send: (step) => wire.push(() => toPolite(step)),
  });
  const deliver = async (): Promise<void> => {
    for (let next = wire.shift(); next; next = wire.shift()) await next();
  };
  return { polite, impolite, deliver };
}

const expectAgreed = (offerer: FakePeer, answerer: FakePeer): void => {
  expect([offerer.signalingState, answerer.signalingState]).to.deep.equal(["stable", "stable"]);
  expect(offerer.localDescription?.type).to.equal("offer");
  expect(answerer.localDescription?.type).to.equal("answer");
};

describe("Negotiating a call", () => {
  it("agrees when either side offers", async () => {
    const { polite, impolite, deliver } = pair();
    await polite.needNegotiation();
    await deliver();
    expectAgreed(polite, impolite);
    await impolite.needNegotiation();
    await deliver();
    expectAgreed(impolite, polite);
    expect(polite.rollbacks + impolite.rollbacks).to.equal(0);
  });

  it("lets the impolite side's offer stand when both offers cross", async () => {
    const { polite, impolite, deliver } = pair();
    await Promise.all([polite.needNegotiation(), impolite.needNegotiation()]);
    await deliver();
    expectAgreed(impolite, polite);
    expect([polite.rollbacks, impolite.rollbacks]).to.deep.equal([1, 0]);
  });

  it("agrees after offers that cross many times", async () => {
    const { polite, impolite, deliver } = pair();
    for (let i = 0; i < 20; i += 1) {
      await Promise.all([impolite.needNegotiation(), polite.needNegotiation()]);
      await deliver();
      expectAgreed(impolite, polite);
    }
  });

  it("takes an offer that comes while the answer before it is being set", async () => {
    const { impolite } = pair();
    const sent: Step[] = [];
    const take = negotiate(impolite, { polite: false, send: (step) => sent.push(step) });
    await impolite.needNegotiation();
    const answered = take({ description: { type: "answer", sdp: "" } });
    const offered = take({ description: { type: "offer", sdp: "" } });
    await Promise.all([answered, offered]);
    expect(sent.map(({ description }) => description?.type)).to.deep.equal(["offer", "answer"]);
  });

  it("prepares its tracks between taking an offer and answering it, but not for an answer", async () => {
    const { polite } = pair();
    const done: string[] = [];
    const take = negotiate(polite, {
      polite: true,
      send: ({ description }) => done.push(`sends the ${description?.type}`),
      beforeAnswer: () => Promise.resolve(void done.push(`prepares in ${polite.signalingState}`)),
    });
    await take({ description: { type: "offer", sdp: "" } });
    await polite.needNegotiation();
    await take({ description: { type: "answer", sdp: "" } });
    expect(done).to.deep.equal(["prepares in have-remote-offer", "sends the answer", "sends the offer"]);
  });

  it("ignores the candidates of an offer that it ignored, and no others", async () => {
    const { polite, impolite, deliver } = pair();
    await Promise.all([polite.needNegotiation(), impolite.needNegotiation()]);
    polite.findCandidate();
    await deliver();
    expectAgreed(impolite, polite);

    const lone = new FakePeer("lone");
    const take = negotiate(lone, { polite: false, send: () => undefined });
    const refused = await take({ candidate: { candidate: "candidate:1" } }).catch((error: Error) => error.message);
    expect(refused).to.equal("A candidate without a description");
  });
});
