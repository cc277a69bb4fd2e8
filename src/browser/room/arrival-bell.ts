import { browserStorage } from "../page/safe-storage.js";
import { Timer } from "../page/timer.js";

const KEY = "bell";
const TONES_HZ = [660, 880];
const TONE_SECONDS = 0.9;
const SILENT_AFTER_MS = 2500;

/**
 * A soft bell for the other person's arrival. A checkbox silences it, on every page and for next time too. Browsers mute a page
 * that nobody has touched, and Safari any sound that was not prepared during a touch. So the first touch prepares it. Where it
 * cannot sound, it stays silent without an error.
 */
export class ArrivalBell {
  private context: AudioContext | null = null;
  private readonly resting = new Timer();

  constructor(private readonly box: HTMLInputElement) {
    box.checked = browserStorage.read(KEY) !== "off";
    box.addEventListener("change", () => browserStorage.keep(KEY, box.checked ? "on" : "off"));
    for (const touch of ["pointerup", "keydown"]) {
      document.addEventListener(touch, () => this.context ?? void this.wake().then(() => this.rest()), { once: true });
    }
  }

  ring(): void {
    if (this.box.checked) void this.wake().then((context) => context && this.strikeAll(context));
  }

  /** Null where the browser has no sound, or does not allow it yet. */
  private async wake(): Promise<AudioContext | null> {
    try {
      this.context ??= new AudioContext();
      // When refused, it settles only after the next touch.
      await Promise.race([this.context.resume(), new Promise((resolve) => setTimeout(resolve, 1000))]);
      return this.context.state === "running" ? this.context : null;
    } catch {
      return null;
    }
  }

  private strikeAll(context: AudioContext): void {
    TONES_HZ.forEach((hertz, index) => strike(context, hertz, context.currentTime + index * 0.25));
    this.rest();
  }

  private rest(): void {
    this.resting.restart(SILENT_AFTER_MS, () => void this.context?.suspend().catch(() => undefined));
  }
}

/** One stroke that starts loud and fades. */
function strike(context: AudioContext, hertz: number, at: number): void {
  const volume = context.createGain();
  volume.gain.setValueAtTime(0.0001, at);
  volume.gain.exponentialRampToValueAtTime(0.2, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + TONE_SECONDS);
  const tone = context.createOscillator();
  tone.frequency.value = hertz;
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + TONE_SECONDS);
}
