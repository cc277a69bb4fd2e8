import type { Gender, Medium, SessionType, Specialization } from "../catalogue/catalogue-rules.js";
import { toUnits, type Currency } from "../web/money-rules.js";

/** A search; undefined or empty means anything. */
export interface Search {
  /** The counsellor helps with every one of these. */
  specialization: Specialization[];
  sessionType?: SessionType | undefined;
  medium?: Medium | undefined;
  language?: string | undefined;
  /** The least and the most that a session may cost, in the smallest unit of the site's currency. */
  from?: number | undefined;
  upTo?: number | undefined;
  gender?: Gender | undefined;
  /** Only counsellors who take new clients. */
  accepting?: true | undefined;
  /** Free within this many days. */
  within?: number | undefined;
  /** Words, all of which begin a word in the name or the profile. */
  words?: string | undefined;
  sort: Sort;
  /** From 1. */
  page: number;
}

export const SORTS = { soonest: "Soonest free", price: "Lowest price", name: "Name" } as const;
export type Sort = keyof typeof SORTS;

/** The most characters of words to search for. */
export const WORDS_LENGTH = 100;

export const WITHIN_DAYS = [3, 7, 14];

/** A kind of demand that a search can make. */
export type Demand =
  | "specialization"
  | "sessionType"
  | "medium"
  | "language"
  | "price"
  | "gender"
  | "accepting"
  | "within"
  | "words";

/** One demand of a search; for a specialization, which one. */
export interface Single {
  demand: Demand;
  specialization?: Specialization;
}

/** All demands of a search. */
export function demandsOf(search: Search): Single[] {
  const { specialization, from, upTo } = search;
  return [
    ...specialization.map((key): Single => ({ demand: "specialization", specialization: key })),
    ...(["sessionType", "medium", "language", "gender", "accepting", "within", "words"] as const)
      .filter((demand) => search[demand] !== undefined)
      .map((demand): Single => ({ demand })),
    ...(from === undefined && upTo === undefined ? [] : [{ demand: "price" } as const]),
  ];
}

/** A search without some of its demands, from its first page. */
export function searchWithout(search: Search, given: Single[]): Search {
  const relaxations = { ...search, page: 1 };
  for (const { demand, specialization } of given) {
    if (demand === "specialization") {
      relaxations.specialization = relaxations.specialization.filter((key) => key !== specialization);
    } else if (demand === "price") {
      relaxations.from = relaxations.upTo = undefined;
    } else {
      relaxations[demand] = undefined;
    }
  }
  return relaxations;
}

/** The address of a search, with everything that it asks for; prices in units of this currency, as people type them. */
export function searchAddress(search: Search, currency: Currency): string {
  const { specialization, sort, page, accepting, from, upTo, ...rest } = search;
  const asked = new URLSearchParams();
  for (const key of specialization) asked.append("specialization", key);
  for (const [name, value] of Object.entries(rest)) if (value !== undefined) asked.set(name, String(value));
  for (const [name, price] of Object.entries({ from, upTo })) {
    if (price !== undefined) asked.set(name, String(toUnits(price, currency)));
  }
  if (accepting) asked.set("accepting", "yes");
  if (sort !== "soonest") asked.set("sort", sort);
  if (page > 1) asked.set("page", String(page));
  const query = asked.toString();
  return query ? `/counsellors?${query}` : "/counsellors";
}
