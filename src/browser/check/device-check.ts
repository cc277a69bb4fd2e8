import type { MediaKind } from "../call/devices.js";
import { MediaProblem } from "../call/media-problem.js";
import type { OwnMedia } from "../call/media.js";
import { showLevel } from "../call/microphone-level.js";
import { find } from "../page/find.js";
import { checkConnection } from "../room/connection-check.js";
import { startDeviceChoice } from "../room/device-choice.js";

const NAMES: Record<MediaKind, "camera" | "microphone"> = { video: "camera", audio: "microphone" };

/** Checks one's own camera, microphone and connection outside any session, and offers to share the result. */
export class DeviceCheck {
  private readonly showDevices: () => Promise<void>;
  private readonly button: HTMLButtonElement;
  private stopLevel: (() => void) | null = null;

  constructor(
    private readonly page: HTMLElement,
    private readonly media: OwnMedia,
  ) {
    page.hidden = false;
    this.button = find<HTMLButtonElement>(page, "[data-check]");
    this.button.addEventListener("click", () => void this.check());
    this.showDevices = startDeviceChoice(find(page, "[data-devices]"), media, (words) => this.sayLost(words));
    page.addEventListener("change", () => this.preview());
    void this.checkLine();
  }

  /** Says what became of a device that was there. */
  sayLost(words: string): void {
    for (const kind of ["video", "audio"] as const) if (!this.media.track(kind)) this.tell(kind, words);
    this.preview();
  }

  /** Opens both devices at once; one that did not open is tried alone, so that each gets its own answer. */
  private async check(): Promise<void> {
    this.button.disabled = true;
    const asking = find(this.page, "[data-asking]");
    asking.hidden = false;
    await this.media.use(["audio", "video"]).catch(() => undefined);
    for (const kind of ["video", "audio"] as const) {
      this.tell(kind, this.media.track(kind) ? "Works" : await this.whyNot(kind));
    }
    asking.hidden = true;
    this.button.disabled = false;
    this.preview();
    this.offerToShare();
  }

  private async whyNot(kind: MediaKind): Promise<string> {
    try {
      await this.media.turn(kind, true);
      return "Works";
    } catch (error) {
      return error instanceof MediaProblem ? error.message : "Something went wrong. Please try again.";
    }
  }

  private tell(kind: MediaKind, words: string): void {
    find(this.page, `[data-result=${NAMES[kind]}]`).textContent = words;
    this.fill(NAMES[kind], this.media.track(kind) ? "yes" : "no");
  }

  private preview(): void {
    const video = find<HTMLVideoElement>(this.page, "[data-preview]");
    video.srcObject = this.media.stream;
    video.hidden = !this.media.track("video");
    this.stopLevel?.();
    const microphone = this.media.track("audio");
    this.stopLevel = microphone && showLevel(find<HTMLMeterElement>(this.page, "[data-level]"), microphone);
    find(this.page, "[data-level-box]").hidden = !this.stopLevel;
    void this.showDevices();
  }

  private async checkLine(): Promise<void> {
    const grade = await checkConnection(find(this.page, "[data-line]"), this.page.dataset.speedFile!);
    if (grade) this.fill("connection", grade);
    this.offerToShare();
  }

  private fill(name: string, value: string): void {
    const field = this.page.querySelector<HTMLInputElement>(`[data-share] [name=${name}]`);
    if (field) field.value = value;
  }

  /** Once everything is known. */
  private offerToShare(): void {
    const share = this.page.querySelector<HTMLFormElement>("[data-share]");
    const names = ["camera", "microphone", "connection"];
    if (share) share.hidden = names.some((name) => find<HTMLInputElement>(share, `[name=${name}]`).value === "");
  }
}
