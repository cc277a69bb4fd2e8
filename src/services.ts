import type { Clock } from "./platform/clock.js";
import type { FileStore } from "./platform/file-store.js";
import type { Log } from "./platform/log.js";
import type { Mailer } from "./platform/mailer.js";
import type { Secrets } from "./platform/secrets.js";
import type { WakeUps } from "./platform/wake-ups.js";
import type { PaymentGateway } from "./payments/payment-gateway.js";
import type { Rooms } from "./realtime/rooms.js";

/** What actions are given instead of reaching for it: tests pass their own clock, gateway or files. */
export interface Services {
  clock: Clock;
  wakeUps: WakeUps;
  secrets: Secrets;
  files: FileStore;
  mailer: Mailer;
  gateway: PaymentGateway;
  rooms: Rooms;
  log: Log;
  iceServers: IceServer[];
  /** Where people reach the site: links in mails and calendars begin with it. */
  siteUrl: string;
}

export interface IceServer {
  urls: string | string[];
  username?: string | undefined;
  credential?: string | undefined;
}
