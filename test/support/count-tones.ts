import type { BrowserContext } from "playwright-core";

/** Counts the tones that a page makes on its root element. */
export function countTones(context: BrowserContext): Promise<unknown> {
  return context.addInitScript(() => {
    const sounds = AudioContext.prototype as unknown as Record<string, (this: AudioContext) => OscillatorNode>;
    const make = sounds.createOscillator!;
    sounds.createOscillator = function () {
      document.documentElement.dataset.tones = String(Number(document.documentElement.dataset.tones ?? 0) + 1);
      return make.call(this);
    };
  });
}
