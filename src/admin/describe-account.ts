import { LOGIN_LASTS_MS } from "../accounts/account-rules.js";
import { deviceWords } from "../accounts/device-rules.js";
import type { Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import { findAccount, type AccountView } from "./find-accounts.js";
import { findDeliveries, type DeliveryView } from "./find-deliveries.js";
import { findEvents, type EventView } from "./find-events.js";

const EVENTS_SHOWN = 5;

interface AccountDescription {
  account: AccountView;
  logins: { device: string; at: Date }[];
  /** Its latest entries in the audit log. */
  events: EventView[];
  hasMoreEvents: boolean;
  /** Mails to them that failed. */
  deliveries: DeliveryView[];
  mayBeSuspended: boolean;
  /** Whether an admin can make a link for a new password, and take admin rights from it. */
  mayGetLink: boolean;
  mayLoseAdminRights: boolean;
}

/** One account as its page shows it to an admin. Throws NotFound. */
export async function describeAccount(services: Services, actor: Person, id: string): Promise<AccountDescription> {
  const [account, { events, pages }, deliveries] = await Promise.all([
    findAccount(actor, id),
    findEvents(actor, { personId: id }, 1),
    findDeliveries(services, actor, id),
  ]);
  const holdsAdminRights = account.isAdmin === true;
  const oldest = services.clock.now().getTime() - LOGIN_LASTS_MS;
  const logins = account.logins
    .filter(({ at }) => at.getTime() > oldest)
    .map(({ device, at }) => ({ device: deviceWords(device), at }))
    .sort((a, b) => b.at.getTime() - a.at.getTime());
  return {
    account,
    logins,
    events: events.slice(0, EVENTS_SHOWN),
    hasMoreEvents: pages > 1 || events.length > EVENTS_SHOWN,
    deliveries,
    mayBeSuspended: !account.isAdmin && account.role !== "admin",
    mayGetLink: account.role !== "admin" && !holdsAdminRights && !account.suspendedAt,
    mayLoseAdminRights: holdsAdminRights,
  };
}
