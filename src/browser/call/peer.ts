import type { Signal } from "../../protocol/messages.js";

type SignalStep = Pick<Signal, "description" | "candidate">;

/** What negotiating needs of an RTCPeerConnection. */
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

/**
 * Perfect negotiation (WebRTC 1.0, section 10.7): both sides may offer at any time. When two offers cross, the polite side
 * takes its own back and the other one ignores what came. `beforeAnswer` runs between taking an offer and answering it.
 * Returns what takes the other side's steps, in their order.
 */
export function negotiate(
  connection: Negotiable,
  side: { polite: boolean; send: (step: SignalStep) => void; beforeAnswer?: () => Promise<void> },
): (step: SignalStep) => Promise<void> {
  let makingOffer = false;
  let ignoringOffer = false;
  let settingAnswer = false;

  async function describe(): Promise<void> {
    await connection.setLocalDescription();
    const made = connection.localDescription!;
    if (made.type === "offer" || made.type === "answer") side.send({ description: { type: made.type, sdp: made.sdp } });
  }

  connection.onnegotiationneeded = async () => {
    try {
      makingOffer = true;
      await describe();
    } catch {
      // The connection was closed meanwhile, or the other side's offer came first: there is nothing to offer.
    } finally {
      makingOffer = false;
    }
  };
  connection.onicecandidate = (event) => {
    if (event.candidate) side.send({ candidate: event.candidate.toJSON() as Required<SignalStep>["candidate"] });
  };

  async function takeDescription(description: NonNullable<SignalStep["description"]>): Promise<void> {
    const readyForOffer = !makingOffer && (connection.signalingState === "stable" || settingAnswer);
    ignoringOffer = description.type === "offer" && !readyForOffer && !side.polite;
    if (ignoringOffer) return;
    settingAnswer = description.type === "answer";
    try {
      await connection.setRemoteDescription(description);
    } finally {
      settingAnswer = false;
    }
    if (description.type === "answer") return;
    await side.beforeAnswer?.();
    await describe();
  }

  async function takeCandidate(candidate: NonNullable<SignalStep["candidate"]>): Promise<void> {
    try {
      await connection.addIceCandidate(candidate as RTCIceCandidateInit);
    } catch (error) {
      if (!ignoringOffer) throw error;
    }
  }

  return async (step) => {
    if (step.description) await takeDescription(step.description);
    else if (step.candidate) await takeCandidate(step.candidate);
  };
}
