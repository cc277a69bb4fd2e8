import { expect } from "chai";
import { readFileSync } from "node:fs";
import path from "node:path";
import { ACCENTS } from "../../src/site/site-rules.js";

const css = path.resolve(import.meta.dirname, "../../public/css");
const tokens = readFileSync(path.join(css, "tokens.css"), "utf8");

type Colours = Record<string, string>;

/** Custom properties of light and dark, those of an accent over those of every page. */
function colours(accent: string): { light: Colours; dark: Colours } {
  const own = accent === "leaf" ? "" : readFileSync(path.join(css, `accents/accent-${accent}.css`), "utf8");
  const [light, dark] = [0, 1].map((half) => {
    const texts = [tokens, own].map((text) => text.split("@media (prefers-color-scheme: dark)")[half] ?? "");
    return read(texts.join(""));
  }) as [Colours, Colours];
  return { light, dark: { ...light, ...dark } };
}

function read(text: string): Colours {
  const found = [...text.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)];
  return Object.fromEntries(found.map(([, name = "", value = ""]) => [name, value]));
}

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function contrast(a = "", b = ""): number {
  const luminance = (hex: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const c = parseInt(hex.slice(at, at + 2), 16) / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

describe("Every accent colour", () => {
  for (const accent of Object.keys(ACCENTS)) {
    for (const theme of ["light", "dark"] as const) {
      it(`can be read, as ${accent} in ${theme}`, () => {
        const c = colours(accent)[theme];
        const pairs = [
          ["leaf", "page"],
          ["leaf", "surface"],
          ["leaf", "sunk"],
          ["leaf", "leaf-tint"],
          ["leaf-strong", "surface"],
          ["on-leaf", "leaf"],
          ["on-leaf", "leaf-strong"],
          ["ink", "leaf-tint"],
        ] as const;
        for (const [text, ground] of pairs) {
          expect(contrast(c[text], c[ground]), `${text} on ${ground}`).to.be.at.least(4.5);
        }
      });
    }
  }
});
