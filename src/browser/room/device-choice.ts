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
 * Fills the device selects, now and whenever a device is plugged in or out. A kind stays hidden until the browser names its
 * devices, which needs permission, and the speaker stays hidden where the browser cannot change it. Returns a function that
 * fills them again.
 */
export function startDeviceChoice(
  place: HTMLElement,
  media: OwnMedia,
  problem: (words: string) => void,
): () => Promise<void> {
  const show = (): Promise<void> => showDevices(place, media);
  for (const device of DEVICES) {
    const select = selectOf(place, device);
    select.onchange = () => {
      media
        .choose(device, select.value)
        .catch((error: unknown) => problem(error instanceof MediaProblem ? error.message : "That did not work."))
        .finally(() => void show());
    };
  }
  navigator.mediaDevices?.addEventListener("devicechange", () => void show());
  return show;
}

async function showDevices(place: HTMLElement, media: OwnMedia): Promise<void> {
  const all = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
  for (const device of DEVICES) {
    const named = all.filter((one) => one.kind === KINDS[device] && one.label !== "");
    const isUseless = named.length === 0 || (device === "speaker" && !canChooseSpeaker());
    find(place, `[data-device-field=${device}]`).hidden = isUseless;
    fill(selectOf(place, device), named, media.chosen(device));
  }
}

function selectOf(place: HTMLElement, device: Device): HTMLSelectElement {
  return find<HTMLSelectElement>(place, `[data-device=${device}]`);
}

function fill(select: HTMLSelectElement, devices: MediaDeviceInfo[], chosen: string): void {
  const options = devices.map((device) => new Option(device.label, device.deviceId, false, device.deviceId === chosen));
  select.replaceChildren(...options);
}

/** Safari on phones leaves the choice to the system. */
function canChooseSpeaker(): boolean {
  return "setSinkId" in HTMLMediaElement.prototype;
}
