import { countListings } from "./find-listings.js";
import { demandsOf, searchWithout, type Search, type Single } from "./search-rules.js";

/** A search without some of its demands, and how many counsellors it finds. */
export interface Relaxation {
  without: Single[];
  search: Search;
  count: number;
}

/**
 * Suggests which demands to drop from a search without results: each single one whose removal finds someone, most results first. If
 * several exclude everyone together, suggests the fewest to drop.
 */
export async function suggestRelaxations(search: Search, now: Date): Promise<Relaxation[]> {
  const count = (without: Single[]): Promise<Relaxation> => countWithout(search, without, now);
  const demands = demandsOf(search);
  const single = await Promise.all(demands.map((demand) => count([demand])));
  const helpful = single.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
  if (helpful.length > 0) return helpful;
  const alone = await Promise.all(demands.map((demand) => count(demands.filter((other) => other !== demand))));
  const commonFirst = demands.map((demand, place) => ({ demand, count: alone[place]?.count ?? 0 }));
  commonFirst.sort((a, b) => b.count - a.count);

  let best = await count(demands);
  for (const { demand } of commonFirst) {
    const more = await count(best.without.filter((other) => other !== demand));
    if (more.count > 0) best = more;
  }
  return best.count > 0 ? [best] : [];
}

async function countWithout(search: Search, without: Single[], now: Date): Promise<Relaxation> {
  const relaxations = searchWithout(search, without);
  return { without, search: relaxations, count: await countListings(relaxations, now) };
}
