import { browserStorage } from "../page/safe-storage.js";

export type MediaKind = "audio" | "video";

const WANTED: Record<MediaKind, MediaTrackConstraints> = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  video: { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 24, max: 30 }, facingMode: "user" },
};
const DEVICES: Record<MediaKind, Device> = { audio: "microphone", video: "camera" };

/** What a person can choose among. */
export type Device = "camera" | "microphone" | "speaker";

/** Remembers in this browser which devices were chosen. One that is not there any more is passed over. */
export class DeviceMemory {
  read(device: Device): string {
    return browserStorage.read(`device:${device}`) ?? "";
  }

  keep(device: Device, id: string): void {
    browserStorage.keep(`device:${device}`, id);
  }

  /** Opens the devices that were chosen, or others where one is gone. */
  async open(kinds: MediaKind[]): Promise<MediaStream> {
    const chosen = kinds.map((kind) => [kind, { ...WANTED[kind], ...this.wanted(DEVICES[kind]) }]);
    const any = kinds.map((kind) => [kind, WANTED[kind]]);
    return request(chosen).catch((error: Error) => (isGone(error) ? request(any) : Promise.reject(error)));
  }

  private wanted(device: Device): MediaTrackConstraints {
    const id = this.read(device);
    // A mere wish for a microphone is not heeded. A phone's front camera is asked for by its side: that must not outweigh.
    return id ? { deviceId: { exact: id }, facingMode: {} } : {};
  }
}

function request(wanted: unknown[][]): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia(Object.fromEntries(wanted) as MediaStreamConstraints);
}

/** Whether a device that was asked for is not there any more. */
function isGone(error: Error): boolean {
  return ["OverconstrainedError", "NotFoundError"].includes(error.name);
}

/** Whether any camera is plugged in. */
export async function hasCamera(): Promise<boolean> {
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  return devices.some((device) => device.kind === "videoinput");
}

/** Sends an element's sound to a speaker; "" is the system's own choice. Does nothing where the browser cannot. */
export async function playThrough(element: HTMLMediaElement, speakerId: string): Promise<void> {
  if (!("setSinkId" in element) || element.sinkId === speakerId) return;
  await element.setSinkId(speakerId).catch(() => undefined);
}

/** Whether this browser can send a screen: phones cannot. */
export const canShareScreen = (): boolean => "getDisplayMedia" in (navigator.mediaDevices ?? {});

/** Asks which screen or window to send. Null when its person changed their mind, which is no error. */
export async function openScreen(): Promise<MediaStreamTrack | null> {
  const wanted = { video: { frameRate: { ideal: 10, max: 15 } }, audio: false };
  const opened = await navigator.mediaDevices.getDisplayMedia(wanted).catch(() => null);
  const track = opened?.getVideoTracks()[0] ?? null;
  // Words must stay legible: rather fewer pictures than blurred ones.
  if (track) track.contentHint = "detail";
  return track;
}
