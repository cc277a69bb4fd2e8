import type { WordStep } from "./call-words.js";
import type { QualityStep } from "./quality-ladder.js";

/** Messages that the two browsers exchange directly: steps towards the words, and what each sends at the moment. */
export interface SideMessage extends WordStep {
  step?: QualityStep;
  /** Whether the picture may stand still, as a shared screen or a muted camera does. */
  still?: boolean;
}

const NAMES: QualityStep[] = ["full", "reduced", "audio", "chat"];

/** A data channel that both sides open under the same number. Malformed messages are ignored. */
export function openSideChannel(
  connection: RTCPeerConnection,
  on: { open: () => void; message: (message: SideMessage) => void },
): (message: SideMessage) => void {
  const channel = connection.createDataChannel("side", { negotiated: true, id: 0 });
  channel.onopen = () => on.open();
  channel.onmessage = (event: MessageEvent<unknown>) => {
    const message = read(event.data);
    if (message) on.message(message);
  };
  return (message) => {
    if (channel.readyState === "open") channel.send(JSON.stringify(message));
  };
}

function read(data: unknown): SideMessage | null {
  try {
    const said = JSON.parse(String(data)) as Record<string, unknown>;
    const text = (name: string): object => (typeof said[name] === "string" ? { [name]: said[name] } : {});
    return {
      ...text("commit"),
      ...text("nonce"),
      ...text("reveal"),
      ...(NAMES.includes(said.step as QualityStep) ? { step: said.step as QualityStep } : {}),
      ...(typeof said.still === "boolean" ? { still: said.still } : {}),
    };
  } catch {
    return null;
  }
}
