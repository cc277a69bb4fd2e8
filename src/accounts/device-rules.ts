const BROWSERS: [RegExp, string][] = [
  [/\bEdg(e|A|iOS)?\//, "Edge"],
  [/\b(OPR|Opera)\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\b(Chrome|CriOS|HeadlessChrome)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];

const SYSTEMS: [RegExp, string][] = [
  [/\biPhone\b/, "an iPhone"],
  [/\biPad\b/, "an iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "a Mac"],
  [/\bCrOS\b/, "a Chromebook"],
  [/\bLinux\b/, "Linux"],
];

/** A browser and its system in words such as "Firefox on Windows", and no finer: enough to recognize one's own. */
export function deviceWords(userAgent: string): string {
  const browser = firstFit(BROWSERS, userAgent) ?? "A browser";
  const system = firstFit(SYSTEMS, userAgent);
  return system ? `${browser} on ${system}` : browser;
}

function firstFit(choices: [RegExp, string][], text: string): string | undefined {
  return choices.find(([pattern]) => pattern.test(text))?.[1];
}
