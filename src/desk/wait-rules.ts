import { counted } from "../platform/counted-rules.js";

const MINUTE_MS = 60_000;
const HOURS_A_DAY = 24;

/** How long until something happens: "now", "in less than a minute", "in 2 hours 5 minutes", "in 3 days". */
export function untilWords(ms: number): string {
  const minutes = Math.round(ms / MINUTE_MS);
  const hours = Math.floor(minutes / 60);
  if (ms <= 0) return "now";
  if (ms < MINUTE_MS) return "in less than a minute";
  if (hours < 1) return `in ${counted(minutes, "minute")}`;
  if (hours >= 2 * HOURS_A_DAY) return `in ${counted(Math.floor(hours / HOURS_A_DAY), "day")}`;
  const rest = minutes % 60;
  return rest === 0 ? `in ${counted(hours, "hour")}` : `in ${counted(hours, "hour")} ${counted(rest, "minute")}`;
}
