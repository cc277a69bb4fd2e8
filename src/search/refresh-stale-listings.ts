import type mongoose from "mongoose";
import { isDatabaseAway } from "../platform/database-away.js";
import { before } from "../platform/queries.js";
import type { Services } from "../services.js";
import { ListingModel, SOUGHT_TYPES } from "./listing-model.js";
import { NEVER_FREE } from "./listing-rules.js";
import { refreshListings, type Content } from "./refresh-listings.js";

type Id = mongoose.Types.ObjectId;

const AT_ONCE = 100;
/** How long to leave a listing alone that could not be rebuilt. */
const RETRY_AFTER_MS = 5 * 60_000;

/** Rebuilds stale listings, the stalest first; with `most`, about that many at most. Returns whether any was stale. */
export async function refreshStaleListings(services: Services, most = Infinity): Promise<boolean> {
  for (let done = 0; done < most; done += AT_ONCE) {
    const isStale = { freshUntil: before(services.clock.now()) };
    const stale = await ListingModel.find(isStale, { _id: 1 }).sort({ freshUntil: 1 }).limit(AT_ONCE).lean();
    if (stale.length > 0) {
      await refreshEach(
        services,
        stale.map(({ _id }) => _id),
      );
    }
    if (stale.length < AT_ONCE) return done > 0 || stale.length > 0;
  }
  return true;
}

/**
 * Rebuilds listings and returns their contents by id. One that cannot be rebuilt is logged, shown without free times and tried again
 * after five minutes, so that it stops neither the others nor a search. Throws only when the database is away.
 */
export async function refreshEach(services: Services, ids: Id[]): Promise<Map<string, Partial<Content>>> {
  try {
    return await refreshListings(services, ids);
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    const [id] = ids;
    if (id && ids.length === 1) return new Map([[String(id), await postpone(services, id, error)]]);
  }
  const contents = new Map<string, Partial<Content>>();
  for (const id of ids) {
    for (const [key, content] of await refreshEach(services, [id])) contents.set(key, content);
  }
  return contents;
}

async function postpone(services: Services, _id: Id, error: unknown): Promise<Partial<Content>> {
  const { code, name } = error as { code?: unknown; name?: unknown };
  services.log.error({ code, name, counsellorId: String(_id) }, "a listing cannot be rebuilt");
  const content = {
    free: Object.fromEntries(SOUGHT_TYPES.map((type) => [type, NEVER_FREE])),
    freshUntil: new Date(services.clock.now().getTime() + RETRY_AFTER_MS),
  };
  await ListingModel.updateOne({ _id }, { $set: content });
  return content;
}
