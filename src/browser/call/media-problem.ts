import type { MediaKind } from "./devices.js";
import { permissionHelp, systemHelp } from "./permission-help.js";

/** Why a camera or microphone could not be opened, in words that help. */
export class MediaProblem extends Error {}

const NAMES: Record<MediaKind, string> = { audio: "microphone", video: "camera" };

/** Explains a browser's refusal to open a device, by the error's name and, where that names several causes, its message. */
export function problem(kind: MediaKind, error: unknown): MediaProblem {
  if (error instanceof MediaProblem) return error;
  const reason = error as Error;
  return new MediaProblem(problemWords(NAMES[kind], reason.name, reason.message, navigator.userAgent));
}

/** The words for one error of `getUserMedia`; `device` is "camera" or "microphone". */
export function problemWords(device: string, errorName: string, message: string, userAgent: string): string {
  switch (errorName) {
    case "NotAllowedError":
    case "PermissionDeniedError":
      return wordsWhereRefused(device, message, userAgent);
    case "NotFoundError":
    case "DevicesNotFoundError":
    case "OverconstrainedError":
    case "ConstraintNotSatisfiedError":
      return `No ${device} was found. Plug one in and try again, or choose another way to meet.`;
    case "NotReadableError":
    case "TrackStartError":
      return `Your ${device} is in use by another program. Close that one and try again.`;
    case "AbortError":
      return `Your ${device} did not start. Close other programs that may be using it, unplug it and plug it in again, or restart your device. Then try again.`;
    case "SecurityError":
      return `A setting of this browser blocks every ${device}. If someone else manages this device, ask them to allow it, or use another device.`;
    case "TypeError":
      return `This page cannot reach your ${device}. Open it in Chrome, Edge, Firefox or Safari itself, not inside another app, at an address that begins with https.`;
    default:
      return `Your ${device} could not be opened. Reload this page and try again.`;
  }
}

/** Browsers report one error whether the person, the browser or the system refused. Only Chrome and Edge tell which. */
function wordsWhereRefused(device: string, message: string, userAgent: string): string {
  if (/by system/i.test(message)) {
    return `Your device does not let this browser use your ${device}. ${systemHelp(`the ${device}`, userAgent)}`;
  }
  if (/dismissed/i.test(message)) {
    return `You closed the browser's question about your ${device}. Try again, and choose Allow.`;
  }
  return `Your browser does not let this page use your ${device}. ${permissionHelp(`the ${device}`, userAgent)}`;
}
