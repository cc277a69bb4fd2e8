import { authorize, type Person } from "../access/permissions.js";
import { recordEvent } from "../audit/record-event.js";
import type { Services } from "../services.js";
import { SiteSetupModel } from "./setup-model.js";

/** Notes that an admin's browser has reached the relay, now. */
export async function confirmRelay(services: Services, actor: Person): Promise<void> {
  authorize(actor, "site.edit", {});
  await change({ $set: { relayedAt: services.clock.now() } });
  await recordEvent(services, actor, "setup.changed", { detail: "relay reached" });
}

/** Notes that backups are arranged, from now on, or no longer are. */
export async function arrangeBackups(services: Services, actor: Person, isArranged: boolean): Promise<void> {
  authorize(actor, "site.edit", {});
  await change(isArranged ? { $set: { backedUpAt: services.clock.now() } } : { $unset: { backedUpAt: 1 } });
  await recordEvent(services, actor, "setup.changed", {
    detail: isArranged ? "backups arranged" : "backups not arranged",
  });
}

type Change = { $set: { relayedAt: Date } | { backedUpAt: Date } } | { $unset: { backedUpAt: 1 } };

async function change(update: Change): Promise<void> {
  await SiteSetupModel.updateOne({ _id: "site" }, update, { upsert: true });
}
