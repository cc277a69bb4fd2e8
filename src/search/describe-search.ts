import { GENDERS, MEDIA, sessionName, SPECIALIZATIONS, type Offer } from "../catalogue/catalogue-rules.js";
import { priceWords } from "../catalogue/terms-rules.js";
import type { Format } from "../web/format-rules.js";
import { symbolOf, writeUnits, type Currency } from "../web/money-rules.js";
import type { FoundCounsellor, Results } from "./find-counsellors.js";
import { searchAddress, type Search, type Single } from "./search-rules.js";

/** The fields that people type into, as errors name them, with prices in this currency. */
export function typedFields(currency: Currency): { words: string; from: string; upTo: string } {
  const symbol = symbolOf(currency);
  return { words: "Name or topic", from: `From (${symbol})`, upTo: `Up to (${symbol})` };
}

/** The fields under "More filters and sorting", which opens when one of them is used. */
const FURTHER_FIELDS = ["sessionType", "within", "medium", "language", "from", "upTo", "gender", "accepting"] as const;

/** A search and its results in words and addresses, as the page shows them. */
export interface SearchView extends Pick<Results, "page" | "pages" | "shown"> {
  helpsWith: string;
  /** Whether the further fields are open. */
  isFurtherOpen: boolean;
  people: string;
  announcement: string;
  problems: { href: string; field: string; error: string }[];
  relaxations: { href: string; words: string; people: string }[];
  cards: CardView[];
  addressOf: (page: number) => string;
}

interface CardView extends Pick<FoundCounsellor, "firstFree" | "zone"> {
  person: FoundCounsellor;
  /** Whether its photo loads immediately. */
  isEager: boolean;
  href: string;
  tags: string[];
  offer: (Offer & { name: string; price: string }) | undefined;
}

/** Describes a search and its results, with prices in this currency, which `money` writes. */
export function describeSearch(
  search: Search,
  results: Results,
  errors: Record<string, string>,
  { currency, money }: { currency: Currency; money: Format["money"] },
): SearchView {
  const fields = typedFields(currency);
  const { count, cards, relaxations, page, pages, shown } = results;
  const usesFurther = FURTHER_FIELDS.some((name) => search[name] !== undefined || name in errors);
  return {
    helpsWith: ["Helps with", search.specialization.map((key) => SPECIALIZATIONS[key]).join(", ")]
      .filter(Boolean)
      .join(": "),
    isFurtherOpen: usesFurther || search.sort !== "soonest",
    people: people(count),
    announcement: [people(count), ...Object.values(errors)].join(". ").replaceAll("..", "."),
    problems: Object.entries(errors).map(([name, error]) => ({
      href: `#field-${name}`,
      field: fields[name as keyof typeof fields],
      error,
    })),
    relaxations: relaxations.map(({ without, search: relaxed, count: found }) => ({
      href: searchAddress(relaxed, currency),
      words: `Without ${listed(without.map((one) => demandWords(one, search, currency)))}`,
      people: people(found),
    })),
    cards: cards.map((card, place) => describeCard(card, place, money)),
    page,
    pages,
    shown,
    addressOf: (wanted: number) => searchAddress({ ...search, page: wanted }, currency),
  };
}

function people(count: number): string {
  return count === 1 ? "1 counsellor" : `${count} counsellors`;
}

function describeCard(card: FoundCounsellor, place: number, money: Format["money"]): CardView {
  const { offer, offers, slug, specializations } = card;
  const isFirst = offer === undefined || offer === offers[0];
  return {
    person: card,
    isEager: place < 4,
    href: `/counsellors/${slug}${isFirst ? "" : `?type=${offer.type}`}`,
    tags: specializations.map((key) => SPECIALIZATIONS[key]),
    offer: offer && {
      ...offer,
      name: sessionName(offer.type),
      price: priceWords(offer.priceCents, money),
    },
    firstFree: card.firstFree,
    zone: card.zone,
  };
}

function demandWords({ demand, specialization }: Single, search: Search, currency: Currency): string {
  switch (demand) {
    case "specialization":
      return specialization ? SPECIALIZATIONS[specialization] : "";
    case "sessionType":
      return search.sessionType ? sessionName(search.sessionType) : "";
    case "medium":
      return search.medium ? MEDIA[search.medium] : "";
    case "language":
      return search.language ?? "";
    case "price":
      return rangeWords(search, currency);
    case "gender":
      return search.gender ? `“${GENDERS[search.gender]}”` : "";
    case "accepting":
      return "“takes new clients”";
    case "within":
      return `free within ${search.within} days`;
    case "words":
      return `“${search.words}”`;
  }
}

function rangeWords({ from, upTo }: Search, currency: Currency): string {
  const [symbol, units] = [symbolOf(currency), (amount: number) => writeUnits(amount, currency)];
  if (from === undefined) return `up to ${units(upTo ?? 0)} ${symbol}`;
  return upTo === undefined ? `from ${units(from)} ${symbol}` : `${units(from)} to ${units(upTo)} ${symbol}`;
}

/** "one, another and a third" */
function listed(parts: string[]): string {
  return [parts.slice(0, -1).join(", "), parts.at(-1)].filter(Boolean).join(" and ");
}
