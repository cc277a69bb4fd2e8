import type { Device } from "../call/devices.js";
import { find } from "../page/find.js";
import { MediaProblem } from "../call/media-problem.js";
import type { OwnMedia } from "../call/media.js";

const KINDS: Record<Device, MediaDeviceKind> = {
  camera: "videoinput",
  microphone: "audioinput",
  speaker: "audiooutput",
};
const DEVICES = Object.keys(KINDS) as Device[];

/**
 * Fills the selects of devices, now and whenever one is plugged in or out. A kind stays hidden until the browser tells its
 * names, which it does once permission was given, and the speaker where the browser cannot send sound to another one.
 * Returns what fills them anew.
 */
export function startDeviceChoice(
  place: HTMLElement,
  media: OwnMedia,
  problem: (words: string) => void,
): () => Promise<void> {
  async function show(): Promise<void> {
    const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    for (const device of DEVICES) {
      const named = all.filter((one) => one.kind === KINDS[device] && one.label !== "");
      find(place, `[data-device-field=${device}]`).hidden =
        named.length === 0 || (device === "speaker" && !canChooseSpeaker());
      fill(select(device), named, media.chosen(device));
    }
  }

  const select = (device: Device): HTMLSelectElement => find<HTMLSelectElement>(place, `[data-device=${device}]`);
  for (const device of DEVICES) {
    select(device).onchange = () => {
      media
        .choose(device, select(device).value)
        .catch((error: unknown) => problem(error instanceof MediaProblem ? error.message : "That did not work."))
        .finally(() => void show());
    };
  }
  navigator.mediaDevices?.addEventListener("devicechange", () => void show());
  return show;
}

function fill(select: HTMLSelectElement, devices: MediaDeviceInfo[], chosen: string): void {
  const options = devices.map((device) => new Option(device.label, device.deviceId, false, device.deviceId === chosen));
  select.replaceChildren(...options);
}

/** Safari on phones leaves the choice to the system. */
function canChooseSpeaker(): boolean {
  return "setSinkId" in HTMLMediaElement.prototype;
}
