import type { Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import { countFailedDeliveries } from "./find-deliveries.js";
import { countOpenReports } from "./find-reports.js";
import { findExpiring, findWaiting } from "../verification/find-cases.js";

/** What waits for an admin, in words that lead there; nothing where nothing waits. */
export async function findToDo(services: Services, actor: Person): Promise<{ href: string; words: string }[]> {
  const [waiting, expiring, reports, failed] = await Promise.all([
    findWaiting(actor),
    findExpiring(services, actor),
    countOpenReports(actor),
    countFailedDeliveries(services, actor),
  ]);
  const toDo = [
    { href: "/admin/counsellors", count: waiting.length, words: `Awaiting verification: ${waiting.length}` },
    { href: "/admin/counsellors#expiring", count: expiring.length, words: `Verifications ending: ${expiring.length}` },
    { href: "/admin/reports", count: reports, words: `Open reports: ${reports}` },
    { href: "/admin/deliveries", count: failed, words: `E-mails not delivered in 30 days: ${failed}` },
  ];
  return toDo.filter(({ count }) => count > 0).map(({ href, words }) => ({ href, words }));
}
