import { browserStorage } from "../page/safe-storage.js";

export type MediaKind = "audio" | "video";

const WANTED: Record<MediaKind, MediaTrackConstraints> = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  video: { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 24, max: 30 }, facingMode: "user" },
};
const DEVICES: Record<MediaKind, Device> = { audio: "microphone", video: "camera" };

/** The kinds of device that a person can choose. */
export type Device = "camera" | "microphone" | "speaker";

/** Remembers in this browser which devices were chosen, and ignores those that are gone. */
export class DeviceMemory {
  read(device: Device): string {
    return browserStorage.read(`device:${device}`) ?? "";
  }

  keep(device: Device, id: string): void {
    browserStorage.keep(`device:${device}`, id);
  }

  /** Opens the chosen devices, or others in place of those that are gone. */
  async open(kinds: MediaKind[]): Promise<MediaStream> {
    const chosen = kinds.map((kind) => [kind, { ...WANTED[kind], ...this.wanted(DEVICES[kind]) }]);
    const any = kinds.map((kind) => [kind, WANTED[kind]]);
    return request(chosen).catch((error: Error) => (isGone(error) ? request(any) : Promise.reject(error)));
  }

  private wanted(device: Device): MediaTrackConstraints {
    const id = this.read(device);
    // Browsers ignore an "ideal" microphone. A phone's front camera is requested by its side, which must not override the choice.
    return id ? { deviceId: { exact: id }, facingMode: {} } : {};
  }
}

function request(wanted: unknown[][]): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia(Object.fromEntries(wanted) as MediaStreamConstraints);
}

/** Whether the requested device is gone. */
function isGone(error: Error): boolean {
  return ["OverconstrainedError", "NotFoundError"].includes(error.name);
}

/** Whether any camera is plugged in. */
export async function hasCamera(): Promise<boolean> {
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  return devices.some((device) => device.kind === "videoinput");
}

/** Plays an element's sound through a speaker; "" means the system's choice. Does nothing in a browser that cannot. */
export async function playThrough(element: HTMLMediaElement, speakerId: string): Promise<void> {
  if (!("setSinkId" in element) || element.sinkId === speakerId) return;
  await element.setSinkId(speakerId).catch(() => undefined);
}

/** Whether this browser can share a screen; phones cannot. */
export const canShareScreen = (): boolean => "getDisplayMedia" in (navigator.mediaDevices ?? {});

/** Asks which screen or window to share. Null when the person cancels. */
export async function openScreen(): Promise<MediaStreamTrack | null> {
  const wanted = { video: { frameRate: { ideal: 10, max: 15 } }, audio: false };
  const opened = await navigator.mediaDevices.getDisplayMedia(wanted).catch(() => null);
  const track = opened?.getVideoTracks()[0] ?? null;
  // Text must stay legible, so drop frames rather than blur them.
  if (track) track.contentHint = "detail";
  return track;
}
