import type { MediaKind } from "../call/devices.js";
import { MediaProblem } from "../call/media-problem.js";
import type { OwnMedia } from "../call/media.js";
import { showLevel } from "../call/microphone-level.js";
import { find } from "../page/find.js";
import { checkConnection } from "./connection-check.js";
import { startDeviceChoice } from "./device-choice.js";
import { MediumChoice } from "./medium-choice.js";
import type { KeptStay } from "./stay-memory.js";

export interface EntryOptions {
  page: HTMLElement;
  media: OwnMedia;
  /** The stay that a reload interrupted; its person comes straight back in. */
  before: KeptStay | null;
  /** Called once the devices are open, with what is wrong with them. */
  join(problem: string | null): void;
}

const ASKING_AFTER_MS = 3000;

/** The page before joining: a preview, the choice of medium, and the way in. */
export class RoomEntry {
  private readonly entry: HTMLElement;
  private readonly media: OwnMedia;
  private readonly medium: MediumChoice;
  private readonly enter: HTMLButtonElement;
  private readonly help: HTMLElement;
  private readonly showDevices: () => Promise<void>;
  private wayIn = 0;
  private hasLeft = false;
  private stopLevel: (() => void) | null = null;

  constructor(private readonly options: EntryOptions) {
    this.entry = find(options.page, "[data-entry]");
    this.media = options.media;
    this.medium = new MediumChoice(this.entry);
    this.enter = find<HTMLButtonElement>(this.entry, "[data-join]");
    this.help = find(this.entry, "[data-media-help]");
    this.showDevices = startDeviceChoice(find(this.entry, "[data-devices]"), this.media, (words) =>
      this.explain(words),
    );
    this.startButtons();
    if (options.before) void this.comeBack(options.before);
    else if (this.medium.canCall) void checkConnection(find(this.entry, "[data-line]"), roomScript());
  }

  private startButtons(): void {
    this.enter.addEventListener("click", () => void this.goIn());
    find(this.entry, "[data-check]").addEventListener("click", () => void this.open(this.medium.kinds));
    this.medium.onChange(() => {
      if (this.medium.kinds.length === 0) this.stopAsking();
      if (this.media.hasAny) void this.open(this.medium.kinds);
    });
    document.addEventListener("own-device-lost", (event) => this.sayLost((event as CustomEvent<string>).detail));
    for (const other of this.help.querySelectorAll<HTMLElement>("[data-join-by]")) {
      other.onclick = () => this.goInBy(other.dataset.joinBy!);
    }
  }

  private goInBy(way: string): void {
    if (way === "camera") return void this.goIn(["video"]);
    this.medium.choose(way);
    if (way === "text") this.stopAsking();
    void this.goIn();
  }

  /** Stops waiting for devices: a browser's permission prompt may never be answered. */
  private stopAsking(): void {
    this.wayIn += 1;
    this.media.release();
    this.help.hidden = true;
    this.enter.disabled = false;
    this.preview();
  }

  private async goIn(kinds = this.medium.kinds): Promise<void> {
    const way = (this.wayIn += 1);
    this.enter.disabled = true;
    const problem = await this.open(kinds);
    if (way !== this.wayIn) return;
    this.enter.disabled = false;
    if (!problem) this.leave(null);
  }

  private async comeBack(stay: KeptStay): Promise<void> {
    const way = (this.wayIn += 1);
    this.enter.disabled = true;
    const problem = await this.open(stay.kinds);
    if (way !== this.wayIn) return;
    if (stay.muted && this.media.track("audio")) await this.media.turn("audio", false);
    this.leave(problem);
  }

  /** Opens the devices. When one is missing, explains it here and returns why. */
  private async open(kinds: MediaKind[]): Promise<string | null> {
    const way = this.wayIn;
    const timer = setTimeout(() => way === this.wayIn && this.explain(askingWords(kinds)), ASKING_AFTER_MS);
    this.help.hidden = true;
    try {
      await this.media.use(kinds);
      if (way === this.wayIn) this.help.hidden = true;
      return null;
    } catch (error) {
      const problem = error instanceof MediaProblem ? error.message : "Something went wrong. Please try again.";
      if (way === this.wayIn) this.explain(problem);
      return problem;
    } finally {
      clearTimeout(timer);
      if (!this.hasLeft) this.preview();
    }
  }

  private explain(words: string): void {
    find(this.help, "[data-media-help-words]").textContent = words;
    const hasSound = this.media.track("audio") !== null;
    const hasPicture = this.media.track("video") !== null;
    find(this.help, "[data-join-by=audio]").hidden = !hasSound;
    find(this.help, "[data-join-by=camera]").hidden = hasSound || !hasPicture;
    this.help.hidden = false;
    this.help.focus();
  }

  private sayLost(words: string): void {
    if (this.hasLeft) return;
    this.explain(words);
    this.preview();
  }

  private preview(): void {
    const video = find<HTMLVideoElement>(this.entry, "[data-preview]");
    video.hidden = !this.media.track("video");
    // A video with a stream but no track keeps the page loading.
    video.srcObject = video.hidden ? null : this.media.stream;
    this.stopLevel?.();
    const microphone = this.media.track("audio");
    this.stopLevel = microphone && showLevel(find<HTMLMeterElement>(this.entry, "[data-level]"), microphone);
    find(this.entry, "[data-level-box]").hidden = !this.stopLevel;
    void this.showDevices();
  }

  private leave(problem: string | null): void {
    this.hasLeft = true;
    this.stopLevel?.();
    find<HTMLVideoElement>(this.entry, "[data-preview]").srcObject = null;
    this.options.join(problem);
  }
}

const roomScript = (): string => find<HTMLScriptElement>(document, "script[src*=room]").src;

function askingWords(kinds: MediaKind[]): string {
  const devices = kinds.map((kind) => (kind === "audio" ? "microphone" : "camera")).join(" and ");
  return `Waiting for your ${devices}. If your browser asks whether this page may use ${kinds.length === 1 ? "it" : "them"}, choose Allow. You can also join by text.`;
}
