import type { Person } from "../access/permissions.js";
import type { Format } from "../web/format-rules.js";
import type { Alternatives } from "./find-alternatives.js";

/** A client's alternatives in words, as their fragment shows them. */
export interface AlternativeWords {
  /** A search for others, where the counsellor cannot be booked. */
  search: string | null;
  heading: string;
  zone: string;
  times: { href: string; words: string }[];
  all: { href: string; words: string } | null;
}

/** Describes a client's alternatives in their zone. */
export function describeAlternatives(
  { counsellor, sessionType, times, searchPath }: Alternatives,
  heading: string,
  { zone }: Person,
  format: Format,
): AlternativeWords {
  const common = { heading, zone: format.zoneName(zone) };
  if (!counsellor) return { ...common, search: searchPath, times: [], all: null };
  const profile = `/counsellors/${counsellor.slug}?type=${sessionType}`;
  return {
    ...common,
    search: null,
    times: times.map((time) => ({
      href: `${profile}&at=${time.toISOString()}`,
      words: `${format.shortDay(time, zone)}, ${format.time(time, zone)}`,
    })),
    all: { href: profile, words: `All free times of ${counsellor.name}` },
  };
}
