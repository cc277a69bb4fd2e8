import type { QualityStep } from "./quality-ladder.js";

const FULL_BITS = 800_000;
const REDUCED_BITS = 120_000;
const REDUCED_HEIGHT = 240;
const REDUCED_SCREEN_HEIGHT = 720;

/** The track's height in pixels, and whether it is a screen, whose text must stay legible. */
export interface Picture {
  height: number;
  isScreen: boolean;
}

/** How video is sent at this step: 240 lines and 120 kbit/s when reduced; a screen keeps its lines and drops frames. */
export function pictureEncoding(step: QualityStep, picture: Picture): RTCRtpEncodingParameters {
  const isReduced = step === "reduced";
  const height = picture.isScreen ? REDUCED_SCREEN_HEIGHT : REDUCED_HEIGHT;
  return {
    active: step === "full" || isReduced,
    maxBitrate: isReduced ? REDUCED_BITS : FULL_BITS,
    maxFramerate: isReduced ? (picture.isScreen ? 2 : 15) : 30,
    scaleResolutionDownBy: isReduced ? Math.max(1, picture.height / height) : 1,
  };
}

/** Applies a step to everything that a connection sends, without renegotiating. */
export async function applyQuality(connection: RTCPeerConnection, step: QualityStep, isScreen: boolean): Promise<void> {
  for (const transceiver of connection.getTransceivers()) {
    const sender = transceiver.sender;
    const height = sender.track?.getSettings().height ?? 480;
    const isSound = transceiver.receiver.track.kind === "audio";
    const wanted: RTCRtpEncodingParameters = isSound
      ? { active: step !== "chat" }
      : pictureEncoding(step, { height, isScreen });
    await change(sender, wanted);
  }
}

async function change(sender: RTCRtpSender, wanted: RTCRtpEncodingParameters): Promise<void> {
  const parameters = sender.getParameters();
  const names = Object.keys(wanted) as (keyof RTCRtpEncodingParameters)[];
  // Before the first answer there is nothing to change.
  const toChange = parameters.encodings.filter((encoding) => names.some((name) => encoding[name] !== wanted[name]));
  if (toChange.length === 0) return;
  for (const encoding of toChange) Object.assign(encoding, wanted);
  await sender.setParameters(parameters);
}
