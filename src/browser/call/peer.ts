import type { Signal } from "../../protocol/messages.js";

type SignalStep = Pick<Signal, "description" | "candidate">;

/** The part of an RTCPeerConnection that negotiating uses. */
export type Negotiable = Pick<
  RTCPeerConnection,
  | "signalingState"
  | "localDescription"
  | "setLocalDescription"
  | "setRemoteDescription"
  | "addIceCandidate"
  | "onnegotiationneeded"
  | "onicecandidate"
>;

/** One of the two sides: `beforeAnswer` runs between taking an offer and answering it. */
interface Side {
  polite: boolean;
  send: (step: SignalStep) => void;
  beforeAnswer?: () => Promise<void>;
}

/**
 * Perfect negotiation (WebRTC 1.0, section 10.7): both sides may offer at any time. When two offers cross, the polite side
 * withdraws its own and the other side ignores the one that came. Returns a function that takes the other side's steps in order.
 */
export function negotiate(connection: Negotiable, side: Side): (step: SignalStep) => Promise<void> {
  const negotiation = new Negotiation(connection, side);
  return (step) => negotiation.take(step);
}

class Negotiation {
  private makingOffer = false;
  private ignoringOffer = false;
  private settingAnswer = false;

  constructor(
    private readonly connection: Negotiable,
    private readonly side: Side,
  ) {
    connection.onnegotiationneeded = () => this.offer();
    connection.onicecandidate = (event) => {
      if (event.candidate) side.send({ candidate: event.candidate.toJSON() as Required<SignalStep>["candidate"] });
    };
  }

  async take(step: SignalStep): Promise<void> {
    if (step.description) await this.takeDescription(step.description);
    else if (step.candidate) await this.takeCandidate(step.candidate);
  }

  private async offer(): Promise<void> {
    try {
      this.makingOffer = true;
      await this.describe();
    } catch {
      // The connection has closed, or the other side's offer came first: there is nothing to offer.
    } finally {
      this.makingOffer = false;
    }
  }

  private async describe(): Promise<void> {
    await this.connection.setLocalDescription();
    const made = this.connection.localDescription!;
    if (made.type !== "offer" && made.type !== "answer") return;
    this.side.send({ description: { type: made.type, sdp: made.sdp } });
  }

  private async takeDescription(description: NonNullable<SignalStep["description"]>): Promise<void> {
    const isOffer = description.type === "offer";
    const readyForOffer = !this.makingOffer && (this.connection.signalingState === "stable" || this.settingAnswer);
    this.ignoringOffer = isOffer && !readyForOffer && !this.side.polite;
    if (this.ignoringOffer) return;
    this.settingAnswer = !isOffer;
    try {
      await this.connection.setRemoteDescription(description);
    } finally {
      this.settingAnswer = false;
    }
    if (!isOffer) return;
    await this.side.beforeAnswer?.();
    await this.describe();
  }

  private async takeCandidate(candidate: NonNullable<SignalStep["candidate"]>): Promise<void> {
    try {
      await this.connection.addIceCandidate(candidate as RTCIceCandidateInit);
    } catch (error) {
      if (!this.ignoringOffer) throw error;
    }
  }
}
