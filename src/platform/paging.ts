/** So many records stand on one page of a list. */
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
