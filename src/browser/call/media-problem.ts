import type { MediaKind } from "./devices.js";
import { permissionHelp } from "./permission-help.js";

/** Why a camera or microphone is not there, in words that help. */
export class MediaProblem extends Error {}

const NAMES: Record<MediaKind, string> = { audio: "microphone", video: "camera" };

/** Puts into words what a browser says when it does not open a device. */
export function problem(kind: MediaKind, error: unknown): MediaProblem {
  const name = NAMES[kind];
  switch ((error as Error).name) {
    case "NotAllowedError":
      return new MediaProblem(
        `Your browser does not let this page use your ${name}. ${permissionHelp(`the ${name}`, navigator.userAgent)}`,
      );
    case "NotFoundError":
    case "OverconstrainedError":
      return new MediaProblem(`No ${name} was found. Plug one in and try again, or choose another way to meet.`);
    case "NotReadableError":
      return new MediaProblem(`Your ${name} is in use by another program. Close that one and try again.`);
    default:
      return new MediaProblem(
        `Your ${name} could not be opened here. A current Chrome, Edge, Firefox or Safari can do it, on a page that begins with https.`,
      );
  }
}
