import type { Person } from "../access/permissions.js";
import { countOpenReports } from "./find-reports.js";
import { findUnchecked } from "./find-unchecked.js";

/** What waits for an admin, in words that lead there; nothing where nothing waits. */
export async function findWaiting(actor: Person): Promise<{ href: string; words: string }[]> {
  const [unchecked, reports] = await Promise.all([findUnchecked(actor), countOpenReports(actor)]);
  const waiting = [
    { href: "/admin/counsellors", count: unchecked.length, words: `Awaiting verification: ${unchecked.length}` },
    { href: "/admin/reports", count: reports, words: `Open reports: ${reports}` },
  ];
  return waiting.filter(({ count }) => count > 0).map(({ href, words }) => ({ href, words }));
}
