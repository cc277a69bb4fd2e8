import type { Gender, Medium, SessionType, Specialization } from "./counsellor-rules.js";

/** What somebody looks for; what is undefined or empty does not matter to them. */
export interface Search {
  /** The counsellor helps with every one of these. */
  specialization: Specialization[];
  sessionType?: SessionType | undefined;
  medium?: Medium | undefined;
  language?: string | undefined;
  /** The least and the most that a session may cost, in euros. */
  from?: number | undefined;
  upTo?: number | undefined;
  gender?: Gender | undefined;
  /** Only who takes new clients. */
  accepting?: true | undefined;
  /** Free within so many days. */
  within?: number | undefined;
  /** Words that all stand somewhere in name or profile, or begin a word there. */
  words?: string | undefined;
  sort: Sort;
  /** From 1. */
  page: number;
}

export const SORTS = { soonest: "Soonest free", price: "Lowest price", name: "Name" } as const;
export type Sort = keyof typeof SORTS;

export const WITHIN_DAYS = [3, 7, 14];

/** One thing that a search demands. */
export type Demand =
  "specialization" | "sessionType" | "medium" | "language" | "price" | "gender" | "accepting" | "within" | "words";

/** A search without one of its demands; which of several specializations, where it is one of those. */
export interface Looser {
  without: Demand;
  specialization?: Specialization;
  search: Search;
}

/** Every search that demands one thing less than this one. */
export function looserSearches(search: Search): Looser[] {
  const one = (without: Demand, change: Partial<Search>): Looser => ({
    without,
    search: { ...search, ...change, page: 1 },
  });
  const { specialization, from, upTo } = search;
  return [
    ...specialization.map((key) => ({
      ...one("specialization", { specialization: specialization.filter((other) => other !== key) }),
      specialization: key,
    })),
    ...(["sessionType", "medium", "language", "gender", "accepting", "within", "words"] as const)
      .filter((name) => search[name] !== undefined)
      .map((name) => one(name, { [name]: undefined })),
    ...(from === undefined && upTo === undefined ? [] : [one("price", { from: undefined, upTo: undefined })]),
  ];
}

/** The address of a search, which holds all of it. */
export function searchAddress(search: Search): string {
  const { specialization, sort, page, accepting, ...rest } = search;
  const asked = new URLSearchParams();
  for (const key of specialization) asked.append("specialization", key);
  for (const [name, value] of Object.entries(rest)) if (value !== undefined) asked.set(name, String(value));
  if (accepting) asked.set("accepting", "yes");
  if (sort !== "soonest") asked.set("sort", sort);
  if (page > 1) asked.set("page", String(page));
  const query = asked.toString();
  return query ? `/counsellors?${query}` : "/counsellors";
}
