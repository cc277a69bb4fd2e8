type State = "completed" | "cancelled";

/** The words and links around the rows of the list of appointments. */
export interface ListWords {
  /** Where nothing is to come: why, and what to do next. */
  nothingAhead: { sentence: string; href: string; action: string };
  nothingPast: string;
  /** The parts of the history that can be shown. */
  filters: { href: string; words: string; isCurrent: boolean }[];
  addressAhead: (page: number) => string;
  addressPast: (page: number) => string;
}

const FILTERS: [State | undefined, string][] = [
  [undefined, "All"],
  ["completed", "Completed"],
  ["cancelled", "Cancelled"],
];

/** Writes what surrounds the rows, while the history shows what is in this state, or all. */
export function describeList(
  state: State | undefined,
  isClient: boolean,
  find: { href: string; label: string },
): ListWords {
  const narrowed = (one: State | undefined): string[] => (one ? [`state=${one}`] : []);
  return {
    nothingAhead: isClient
      ? { sentence: "You have no appointments yet.", href: find.href, action: find.label }
      : {
          sentence: "Nothing is booked yet. Clients can book any free time in your hours.",
          href: "/availability",
          action: "See your hours",
        },
    nothingPast: state ? `No sessions ${state} yet.` : "Past sessions will appear here.",
    filters: FILTERS.map(([one, words]) => ({
      href: `/appointments${one ? `?state=${one}` : ""}#history`,
      words,
      isCurrent: one === state,
    })),
    addressAhead: (page) => `/appointments?ahead=${page}#upcoming`,
    addressPast: (page) => `/appointments?${[...narrowed(state), `page=${page}`].join("&")}#history`,
  };
}
