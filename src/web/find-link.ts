import type { Response } from "express";

/** Where people find whom they can book. */
export interface FindLink {
  href: string;
  label: string;
  /** Whether it leads to the search among several counsellors, rather than to the only one. */
  isSearch: boolean;
}

const SEARCH: FindLink = { href: "/counsellors", label: "Find a counsellor", isSearch: true };
const ONLY_ONE: FindLink = { href: "/", label: "Book a session", isSearch: false };

/** Has the pages of this request lead to the only counsellor, whose page is the home page, instead of to the search. */
export function leadToOnlyCounsellor(res: Response): void {
  res.locals.findLink = ONLY_ONE;
}

/** The link for the pages of this request. */
export function findLink(res: Response): FindLink {
  return (res.locals as { findLink?: FindLink }).findLink ?? SEARCH;
}
