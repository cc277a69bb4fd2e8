import type { LineStats } from "./quality-ladder.js";

/** Figures from a connection's statistics. */
export interface CallStats {
  framesDecoded: number;
  /** Null where the browser does not count them. */
  framesSent: number | null;
  /** All bytes received and sent. */
  bytesHeard: number;
  bytesSent: number;
  line: LineStats;
}

/** The figures while there is no connection. */
export const NO_STATS: CallStats = {
  framesDecoded: 0,
  framesSent: null,
  bytesHeard: 0,
  bytesSent: 0,
  line: { loss: null, roundTripMs: null, kbitPerSecond: null },
};

interface StatsEntry {
  type: string;
  timestamp: number;
  kind?: string;
  framesDecoded?: number;
  framesSent?: number;
  framesPerSecond?: number;
  bytesReceived?: number;
  bytesSent?: number;
  fractionLost?: number;
  currentRoundTripTime?: number;
  availableOutgoingBitrate?: number;
  nominated?: boolean;
  state?: string;
}

/** Reports on sound come every five seconds; older ones are about a time when more or less was sent. */
const FRESH_MS = 7000;

/** Reads a connection's figures from its transport, the candidate pair in use, and the other side's reports. */
export async function readStats(connection: RTCPeerConnection): Promise<CallStats> {
  const entries: StatsEntry[] = [];
  (await connection.getStats()).forEach((entry: StatsEntry) => entries.push(entry));
  const of = (type: string): StatsEntry[] => entries.filter((entry) => entry.type === type);
  const pairs = of("candidate-pair").filter((pair) => pair.nominated && pair.state === "succeeded");
  // Firefox counts bytes only for pairs.
  const carriers = of("transport").length > 0 ? of("transport") : pairs;
  return {
    framesDecoded: most(of("inbound-rtp").map((entry) => entry.framesDecoded)) ?? 0,
    framesSent: most(of("outbound-rtp").map((entry) => entry.framesSent)),
    bytesHeard: sum(carriers.map((entry) => entry.bytesReceived)),
    bytesSent: sum(carriers.map((entry) => entry.bytesSent)),
    line: readLine(of, pairs),
  };
}

function readLine(of: (type: string) => StatsEntry[], pairs: StatsEntry[]): LineStats {
  const newest = most(of("outbound-rtp").map((entry) => entry.timestamp)) ?? 0;
  const reports = of("remote-inbound-rtp").filter((entry) => newest - entry.timestamp < FRESH_MS);
  const tripSeconds = most(pairs.map((pair) => pair.currentRoundTripTime));
  // While no video is sent, the browser cannot judge the connection, and its estimate is out of date.
  const sendsPicture = of("outbound-rtp").some((entry) => entry.kind === "video" && (entry.framesPerSecond ?? 0) > 0);
  const bits = sendsPicture ? most(pairs.map((pair) => pair.availableOutgoingBitrate)) : null;
  return {
    loss: most(reports.map((entry) => entry.fractionLost)),
    roundTripMs: tripSeconds === null ? null : tripSeconds * 1000,
    kbitPerSecond: bits === null ? null : bits / 1000,
  };
}

function most(values: (number | undefined)[]): number | null {
  const known = values.filter((value) => value !== undefined);
  return known.length > 0 ? Math.max(...known) : null;
}

function sum(values: (number | undefined)[]): number {
  return values.reduce((total: number, value) => total + (value ?? 0), 0);
}
