export type LineGrade = "good" | "fair" | "poor";

export interface LineSight {
  /** There and back, in milliseconds. */
  roundTripMs: number;
  kbitPerSecond: number;
}

const NEEDED: { grade: LineGrade; roundTripMs: number; kbitPerSecond: number }[] = [
  { grade: "good", roundTripMs: 200, kbitPerSecond: 1500 },
  { grade: "fair", roundTripMs: 500, kbitPerSecond: 300 },
];

/** What each grade means for a session, in a sentence. */
export const LINE_WORDS: Record<LineGrade, string> = {
  good: "Your connection is good: video should run smoothly.",
  fair: "Your connection is fair: the picture may be less sharp now and then. Sound always comes first.",
  poor: "Your connection is poor: joining by audio will work better. You can turn your camera on later.",
};

/** Judges a line by what a call over it would be like. */
export function gradeLine(sight: LineSight): LineGrade {
  const fitting = NEEDED.find(
    (needed) => sight.roundTripMs <= needed.roundTripMs && sight.kbitPerSecond >= needed.kbitPerSecond,
  );
  return fitting?.grade ?? "poor";
}

const TRIES = 3;

/** Measures the line to the server: the quickest of three tiny answers, and how fast one of some kilobytes comes in. */
export async function measureLine(fileUrl: string): Promise<LineSight> {
  const trips: number[] = [];
  for (let tries = 0; tries < TRIES; tries += 1) {
    const sentAt = performance.now();
    await fetch("/healthz", { cache: "no-store" });
    trips.push(performance.now() - sentAt);
  }
  return { roundTripMs: Math.min(...trips), kbitPerSecond: await measureRate(fileUrl) };
}

async function measureRate(url: string): Promise<number> {
  await (await fetch(url, { cache: "no-store" })).arrayBuffer();
  const timings = performance.getEntriesByName(url, "resource") as PerformanceResourceTiming[];
  const timing = timings[timings.length - 1];
  if (!timing || timing.encodedBodySize === 0) return Infinity;
  return (timing.encodedBodySize * 8) / Math.max(1, timing.responseEnd - timing.responseStart);
}
