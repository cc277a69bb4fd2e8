import type { BrowserContext, Page } from "playwright-core";
import { until } from "./soon.js";

declare global {
  interface Window {
    /** Every connection of this page, the newest last. */
    connections: RTCPeerConnection[];
    /** When the first frame of the other person was shown, in milliseconds since the page was asked for. */
    firstFrameAt: number;
    /** The longest time between two frames of the other person since this was last set to 0, in milliseconds. */
    longestGap: number;
    /** What this page has told the other one directly. */
    told: string[];
  }
}

/** Lets a test see the connections of this context's pages, and when their first frame came. */
export async function watchCalls(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    window.connections = [];
    window.told = [];
    const channels = RTCDataChannel.prototype as unknown as Record<
      string,
      (this: RTCDataChannel, words: string) => void
    >;
    const tell = channels.send!;
    channels.send = function (words) {
      window.told.push(words);
      tell.call(this, words);
    };
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        window.connections.push(this);
      }
    };
    document.addEventListener("DOMContentLoaded", () => {
      const video = document.querySelector<HTMLVideoElement>("[data-remote]");
      video?.requestVideoFrameCallback(() => (window.firstFrameAt = performance.now()));
      window.longestGap = 0;
      const gaps = {
        last: 0,
        measure(now: number): void {
          if (gaps.last > 0) window.longestGap = Math.max(window.longestGap, now - gaps.last);
          gaps.last = now;
          video?.requestVideoFrameCallback((next) => gaps.measure(next));
        },
      };
      video?.requestVideoFrameCallback((first) => gaps.measure(first));
    });
  });
}

/** Waits until this page shows frames of the other person, since it was opened. Milliseconds from its opening to the first. */
export async function firstFrame(page: Page): Promise<number> {
  await page.waitForFunction(() => window.firstFrameAt > 0);
  return page.evaluate(() => window.firstFrameAt);
}

/** The longest time without a new frame since this was last asked, in milliseconds. */
export function longestGap(page: Page): Promise<number> {
  return page.evaluate(() => {
    const longest = window.longestGap;
    window.longestGap = 0;
    return longest;
  });
}

/**
 * How long a bare call takes within one page of this browser, from its making to its first frame, in milliseconds: what this
 * machine needs at the moment for a call that nobody has to find or to negotiate over a server.
 */
export function bareCall(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const began = performance.now();
    const stream = await navigator.mediaDevices.getUserMedia({ video: true });
    const from = new RTCPeerConnection();
    const to = new RTCPeerConnection();
    from.onicecandidate = (event) => void to.addIceCandidate(event.candidate ?? undefined);
    to.onicecandidate = (event) => void from.addIceCandidate(event.candidate ?? undefined);
    const video = Object.assign(document.createElement("video"), { muted: true });
    const came = new Promise<void>((done) => video.requestVideoFrameCallback(() => done()));
    to.ontrack = (event) => {
      video.srcObject = new MediaStream([event.track]);
      void video.play();
    };
    for (const track of stream.getTracks()) from.addTrack(track);
    await from.setLocalDescription();
    await to.setRemoteDescription(from.localDescription!);
    await to.setLocalDescription();
    await from.setRemoteDescription(to.localDescription!);
    await came;
    for (const one of [from, to]) one.close();
    for (const track of stream.getTracks()) track.stop();
    window.connections.splice(-2);
    return performance.now() - began;
  });
}

/** Waits until this many more frames were decoded, whichever connection brings them. Milliseconds that it took. */
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

/** Waits until this many more packets of the other person's sound have come. */
export async function moreSound(page: Page, more = 20): Promise<void> {
  await page.evaluate(async (wanted) => {
    const end = performance.now() + 30_000;
    for (let before = -1; performance.now() < end; await new Promise((go) => setTimeout(go, 100))) {
      const stats = [...(await window.connections.at(-1)!.getStats()).values()] as Record<string, number | string>[];
      const sound = stats.find((entry) => entry.type === "inbound-rtp" && entry.kind === "audio");
      const came = Number(sound?.packetsReceived ?? 0);
      if (before < 0 || came < before) before = came;
      if (came >= before + wanted) return;
    }
    throw new Error("No more sound came");
  }, more);
}

/** The four words on a page, once they are there. */
export async function wordsOn(page: Page): Promise<string> {
  const words = page.locator("[data-four-words]", { hasText: /^\w+ \w+ \w+ \w+$/ });
  await words.waitFor({ state: "attached" });
  return words.innerText();
}

/** What the newest connection's chosen pair of candidates is made of, once it has chosen. */
export async function candidateTypes(page: Page): Promise<string[]> {
  let types: string[] = [];
  // Not by waitForFunction, which takes the promise of an async function for an answer.
  await until("a connection by a pair of candidates", async () => {
    types = await page.evaluate(async () => {
      const stats = [...(await window.connections.at(-1)!.getStats()).values()] as Record<string, string>[];
      const pair = stats.find(
        (entry) => entry.type === "candidate-pair" && entry.state === "succeeded" && entry.nominated,
      );
      const chosen = stats.filter(({ id }) => id === pair?.localCandidateId || id === pair?.remoteCandidateId);
      return chosen.map((entry) => entry.candidateType!);
    });
    return types.length > 1;
  });
  return types;
}
