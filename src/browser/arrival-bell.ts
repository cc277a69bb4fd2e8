const KEY = "bell";
const TONES_HZ = [660, 880];
const TONE_SECONDS = 0.9;

/** A soft bell for when the other person arrives. The box beside its words silences it, on every page and the next time too. */
export class ArrivalBell {
  constructor(private readonly box: HTMLInputElement) {
    box.checked = localStorage.getItem(KEY) !== "off";
    box.addEventListener("change", () => localStorage.setItem(KEY, box.checked ? "on" : "off"));
  }

  /** Rings, unless it is silenced. Browsers keep a page silent that nobody has touched yet. */
  ring(): void {
    if (!this.box.checked) return;
    const context = new AudioContext();
    TONES_HZ.forEach((hertz, index) => strike(context, hertz, context.currentTime + index * 0.25));
    setTimeout(() => void context.close(), 2500);
  }
}

/** One stroke: loud at once, and fading. */
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
