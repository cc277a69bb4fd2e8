import { authorize, type Person } from "../access/permissions.js";
import { askTogether } from "../platform/ask-together.js";
import type { Services } from "../services.js";
import { failedDeliveries } from "./find-deliveries.js";
import { openReports } from "./find-reports.js";
import { expiringProfiles, findWaiting } from "../verification/find-cases.js";

/** What waits for an admin, in words that lead there; nothing where nothing waits. */
export async function findToDo(services: Services, actor: Person): Promise<{ href: string; words: string }[]> {
  authorize(actor, "site.watch", {});
  const [waiting, { expiring, reports, notices, letters }] = await Promise.all([
    findWaiting(actor),
    askTogether({ expiring: expiringProfiles(services), reports: openReports(), ...failedDeliveries(services) }),
  ]);
  const failed = notices + letters;
  const toDo = [
    { href: "/admin/counsellors", count: waiting.length, words: `Awaiting verification: ${waiting.length}` },
    { href: "/admin/counsellors#expiring", count: expiring.length, words: `Verifications ending: ${expiring.length}` },
    { href: "/admin/reports", count: reports, words: `Open reports: ${reports}` },
    { href: "/admin/deliveries", count: failed, words: `Undelivered e-mails in the last 30 days: ${failed}` },
  ];
  return toDo.filter(({ count }) => count > 0).map(({ href, words }) => ({ href, words }));
}
