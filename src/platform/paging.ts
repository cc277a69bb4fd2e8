/** How many records one page of a list shows. */
export const PAGE_SIZE = 20;

/** One page of a list, and where to read its records. Pages count from 1. */
export interface Page {
  page: number;
  pages: number;
  skip: number;
  limit: number;
}

/** The page to show of `count` records when `asked` was asked for: the last one where that is too far. */
export function page(count: number, asked: number): Page {
  const pages = Math.max(1, Math.ceil(count / PAGE_SIZE));
  const shown = Math.min(asked, pages);
  return { page: shown, pages, skip: (shown - 1) * PAGE_SIZE, limit: PAGE_SIZE };
}

/** A page of a list that is not counted to be shown: `pages` is one more than `page` where more records follow. */
export interface Paged<T> {
  shown: T[];
  page: number;
  pages: number;
}

/** Where to read the records of page `asked`, and one more, which says whether others follow. */
export function pageStart(asked: number): Pick<Page, "skip" | "limit"> {
  return { skip: (asked - 1) * PAGE_SIZE, limit: PAGE_SIZE + 1 };
}

/**
 * The page whose records were read as `pageStart` says. Beyond the last page it is the last one, for which alone the list is counted
 * and read once more.
 */
export async function pageOf<T>(
  asked: number,
  found: T[],
  again: { count(): PromiseLike<number>; find(place: Pick<Page, "skip" | "limit">): PromiseLike<T[]> },
): Promise<Paged<T>> {
  if (found.length > 0 || asked === 1) {
    return { shown: found.slice(0, PAGE_SIZE), page: asked, pages: found.length > PAGE_SIZE ? asked + 1 : asked };
  }
  const last = page(await again.count(), asked);
  return { shown: await again.find(last), page: last.page, pages: last.pages };
}
