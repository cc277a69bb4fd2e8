import { request } from "../page/request.js";

export type ConnectionGrade = "good" | "fair" | "poor";

export interface ConnectionSpeed {
  roundTripMs: number;
  kbitPerSecond: number;
}

const NEEDED: { grade: ConnectionGrade; roundTripMs: number; kbitPerSecond: number }[] = [
  { grade: "good", roundTripMs: 200, kbitPerSecond: 1500 },
  { grade: "fair", roundTripMs: 500, kbitPerSecond: 300 },
];
const GRADE_WORDS: Record<ConnectionGrade, string> = {
  good: "Your connection is good: video should run smoothly.",
  fair: "Your connection is fair: the picture may be less sharp at times. Sound always comes first.",
  poor: "Your connection is weak: joining by audio will work better. You can turn your camera on later.",
};
const TRIES = 3;

/**
 * Measures the connection to the server with a file of some kilobytes, and says what to expect of a call. Returns the grade; null
 * when it could not measure.
 */
export async function checkConnection(place: HTMLElement, filePath: string): Promise<ConnectionGrade | null> {
  try {
    const grade = gradeConnection(await measure(new URL(filePath, location.href).href));
    place.textContent = GRADE_WORDS[grade];
    place.dataset.grade = grade;
    return grade;
  } catch {
    place.textContent = "We could not check your connection.";
    return null;
  }
}

/** Grades a connection by the call that it allows. */
export function gradeConnection(speed: ConnectionSpeed): ConnectionGrade {
  const fitting = NEEDED.find(
    (needed) => speed.roundTripMs <= needed.roundTripMs && speed.kbitPerSecond >= needed.kbitPerSecond,
  );
  return fitting?.grade ?? "poor";
}

/** The shortest of three round trips, and the throughput for a file of some kilobytes. */
async function measure(fileUrl: string): Promise<ConnectionSpeed> {
  const trips: number[] = [];
  for (let tries = 0; tries < TRIES; tries += 1) {
    const sentAt = performance.now();
    await request("/healthz", { cache: "no-store" });
    trips.push(performance.now() - sentAt);
  }
  return { roundTripMs: Math.min(...trips), kbitPerSecond: await measureRate(fileUrl) };
}

async function measureRate(url: string): Promise<number> {
  await (await request(url, { cache: "no-store" })).arrayBuffer();
  const timings = performance.getEntriesByName(url, "resource") as PerformanceResourceTiming[];
  const timing = timings[timings.length - 1];
  if (!timing || timing.encodedBodySize === 0) return Infinity;
  return (timing.encodedBodySize * 8) / Math.max(1, timing.responseEnd - timing.responseStart);
}
