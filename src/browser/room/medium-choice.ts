import { canCall } from "../call/can-call.js";
import type { MediaKind } from "../call/devices.js";
import { find } from "../page/find.js";

type CallMedium = "video" | "audio" | "text";

const KINDS: Record<CallMedium, MediaKind[]> = { video: ["audio", "video"], audio: ["audio"], text: [] };

/** How a person wants to meet. Starts with audio on a device that saves data; offers only text where calls are impossible. */
export class MediumChoice {
  readonly canCall = canCall();

  constructor(private readonly entry: HTMLElement) {
    if (!this.canCall) this.offerTextOnly();
    else if (savesData() && this.medium === "video") this.saveData();
    this.onChange(() => this.showWhatIsChecked());
    this.showWhatIsChecked();
  }

  /** The devices to open. */
  get kinds(): MediaKind[] {
    return KINDS[this.medium];
  }

  onChange(then: () => void): void {
    this.entry.addEventListener("change", (event) => {
      if ((event.target as HTMLInputElement).name === "medium") then();
    });
  }

  choose(medium: string): void {
    this.input(medium).checked = true;
    this.showWhatIsChecked();
  }

  private get medium(): CallMedium {
    return find<HTMLInputElement>(this.entry, "[name=medium]:checked").value as CallMedium;
  }

  private offerTextOnly(): void {
    for (const medium of ["video", "audio"]) this.input(medium).disabled = true;
    this.input("text").checked = true;
    find(this.entry, "[data-no-calls]").hidden = false;
    find(this.entry, "[data-call-check]").hidden = true;
  }

  private saveData(): void {
    this.input("audio").checked = true;
    find(this.entry, "[data-saving-data]").hidden = false;
  }

  private showWhatIsChecked(): void {
    const check = find(this.entry, "[data-check]");
    check.hidden = this.kinds.length === 0;
    find(this.entry, "[data-check-words]").hidden = check.hidden;
    check.lastChild!.textContent = this.kinds.includes("video") ? "Check camera and microphone" : "Check microphone";
  }

  private input(medium: string): HTMLInputElement {
    return find<HTMLInputElement>(this.entry, `[name=medium][value=${medium}]`);
  }
}

function savesData(): boolean {
  const network = (navigator as { connection?: { saveData?: boolean } }).connection;
  return network?.saveData === true;
}
