import mongoose from "mongoose";
import { authorize, type Person } from "../access/permissions.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict } from "../platform/errors.js";
import type { Services } from "../services.js";
import { AvailabilityModel } from "./availability-model.js";
import type { Availability } from "./availability-rules.js";
import { findAvailability } from "./find-availability.js";
import { withYesterday } from "./override-rows-rules.js";
import { dayOf } from "../web/zone-days-rules.js";

const STALE =
  "You changed your hours in another window after opening this page. Nothing was overwritten: the differences are below.";

/**
 * Replaces the actor's availability as edited from `version`. Throws Conflict when it has changed since, as in another window. Booked
 * sessions stay booked, whatever the hours.
 */
export async function saveAvailability(
  services: Services,
  actor: Person,
  edited: Omit<Availability, "zone">,
): Promise<void> {
  authorize(actor, "availability.edit", { counsellorId: actor.id });
  const _id = new mongoose.Types.ObjectId(actor.id);
  const { version, ...change } = edited;
  const saved = await findAvailability(actor.id);
  const today = dayOf(services.clock.now(), saved.zone).toString();
  const overrides = withYesterday(change.overrides, saved.overrides, today);
  try {
    const changed = await AvailabilityModel.updateOne(
      { _id, version },
      { $set: { ...change, overrides, version: version + 1 } },
      { upsert: version === 0 },
    );
    if (changed.matchedCount + changed.upsertedCount === 0) throw new Conflict(STALE);
  } catch (error) {
    throw isDuplicate(error) ? new Conflict(STALE) : error;
  }
  await services.changed(_id);
}
