import type { Tries } from "./accounts/tries.js";
import type { Clock } from "./platform/clock.js";
import type { FileStore } from "./platform/file-store.js";
import type { Log } from "./platform/log.js";
import type { Mailer } from "./platform/mailer.js";
import type { Metrics } from "./platform/metrics.js";
import type { Secrets } from "./platform/secrets.js";
import type { SharedRuns } from "./platform/shared-runs.js";
import type { WakeUps } from "./platform/wake-ups.js";
import type { CLOSE } from "./protocol/limits.js";
import type { IceServer } from "./protocol/messages.js";
import type { PaymentGateway } from "./payments/payment-gateway.js";
import type { Bus } from "./realtime/bus.js";
import type { PersonAllowances } from "./realtime/person-allowances.js";
import type { Rooms } from "./realtime/rooms.js";
import type { SiteSettingsCache } from "./site/site-settings.js";
import type { Visits } from "./web/visits.js";

/** What actions are given instead of reaching for it: tests pass their own clock, gateway or files. */
export interface Services {
  clock: Clock;
  wakeUps: WakeUps;
  secrets: Secrets;
  files: FileStore;
  mailer: Mailer;
  gateway: PaymentGateway;
  /** What the processes of this site tell each other. */
  bus: Bus;
  rooms: Rooms;
  /** How often people who are not signed in may still try. */
  tries: Tries;
  /** How many pages visitors may still ask for. */
  visits: Visits;
  /** How much each person may still send. */
  allowances: PersonAllowances;
  /** Work that a crowd may ask for at once, and that is done once for all of them. */
  sharedRuns: SharedRuns;
  /**
   * Says that a counsellor's profile, hours or claims have changed, so that search lists them as they are now. Never fails: the
   * change stands, and what could not be listed is listed by the next sweep.
   */
  changed(counsellorId: { toString(): string }): Promise<void>;
  /** Says that login sessions have ended, and why, so that the sockets that they left open are closed. */
  loginsEnded(loginIds: string[], why: keyof typeof CLOSE): void;
  log: Log;
  /** Figures about this process. */
  metrics: Metrics;
  /** Renders a template of views/ as a fragment, with `data` and what every template is given. */
  render(view: string, data: object): Promise<string>;
  /** What the admin set for the whole site. */
  site: SiteSettingsCache;
  /** Where people reach the site: links in mails and calendars begin with it. */
  siteUrl: string;
  ice: IceSettings;
}

/** What helps two browsers to find each other. */
export interface IceSettings {
  servers: IceServer[];
  /** Relays that share a secret with this site. */
  turn?: { urls: string[]; secret: string } | undefined;
  relayOnly: boolean;
}
