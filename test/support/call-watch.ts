import type { BrowserContext, Page } from "playwright-core";

declare global {
  interface Window {
    /** Every connection of this page, the newest last. */
    connections: RTCPeerConnection[];
    /** When the first frame of the other person was shown, in milliseconds since the page was asked for. */
    firstFrameAt: number;
  }
}

/** Lets a test see the connections of this context's pages, and when their first frame came. */
export async function watchCalls(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    window.connections = [];
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        window.connections.push(this);
      }
    };
    document.addEventListener("DOMContentLoaded", () => {
      const video = document.querySelector<HTMLVideoElement>("[data-remote]");
      video?.requestVideoFrameCallback(() => (window.firstFrameAt = performance.now()));
    });
  });
}

/** Waits until this page shows frames of the other person, since it was opened. Milliseconds from its opening to the first. */
export async function firstFrame(page: Page): Promise<number> {
  await page.waitForFunction(() => window.firstFrameAt > 0);
  return page.evaluate(() => window.firstFrameAt);
}

/** Waits until so many more frames were decoded, whichever connection brings them. Milliseconds that it took. */
export async function moreFrames(page: Page, more = 10, timeout = 30_000): Promise<number> {
  return page.evaluate(
    async ([wanted, longest]) => {
      const began = performance.now();
      let counted: RTCPeerConnection | undefined;
      for (let before = -1; performance.now() - began < longest!; await new Promise((go) => setTimeout(go, 50))) {
        const newest = window.connections.at(-1);
        if (!newest) continue;
        const stats = [...(await newest.getStats()).values()] as { framesDecoded?: number }[];
        const decoded = Math.max(0, ...stats.map((entry) => entry.framesDecoded ?? 0));
        if (newest !== counted) before = counted ? 0 : decoded;
        counted = newest;
        if (decoded >= before + wanted!) return performance.now() - began;
      }
      throw new Error("No more frames came");
    },
    [more, timeout],
  );
}

/** Waits until so many more packets of the other person's sound have come. */
export async function moreSound(page: Page, more = 20): Promise<void> {
  await page.evaluate(async (wanted) => {
    for (let before = -1; ; await new Promise((go) => setTimeout(go, 100))) {
      const stats = [...(await window.connections.at(-1)!.getStats()).values()] as Record<string, number | string>[];
      const sound = stats.find((entry) => entry.type === "inbound-rtp" && entry.kind === "audio");
      const came = Number(sound?.packetsReceived ?? 0);
      if (before < 0 || came < before) before = came;
      if (came >= before + wanted) return;
    }
  }, more);
}

/** The four words on a page, once they are there. */
export async function wordsOn(page: Page): Promise<string> {
  const words = page.locator("[data-four-words]", { hasText: /^\w+ \w+ \w+ \w+$/ });
  await words.waitFor({ state: "attached" });
  return words.innerText();
}

/** What the newest connection's chosen pair of candidates is made of. */
export async function candidateTypes(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const stats = [...(await window.connections.at(-1)!.getStats()).values()] as Record<string, string>[];
    const pair = stats.find(
      (entry) => entry.type === "candidate-pair" && entry.state === "succeeded" && entry.nominated,
    );
    return stats
      .filter((entry) => entry.id === pair?.localCandidateId || entry.id === pair?.remoteCandidateId)
      .map((entry) => entry.candidateType!);
  });
}
