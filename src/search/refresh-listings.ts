import mongoose from "mongoose";
import { findFirstFree } from "../availability/find-first-free.js";
import type { FirstFree } from "../availability/first-free-rules.js";
import { isDuplicate } from "../platform/database.js";
import { among } from "../platform/queries.js";
import type { Services } from "../services.js";
import { CounsellorModel, type Counsellor } from "../profiles/counsellor-model.js";
import { ListingModel, type Listing } from "./listing-model.js";
import { facetsOf, freeTimesOf, NEVER_FREE, pricesOf, profileWords, sortableName } from "./listing-rules.js";
import { writeMany } from "../platform/write-many.js";

type Id = mongoose.Types.ObjectId;

/** Listings are rebuilt at least hourly, to make up for changes missed while the database was away. */
const FRESH_AT_MOST_MS = 60 * 60_000;

/**
 * Rebuilds the listing of a counsellor after a change of profile, hours or claims. Never throws: a failure is logged, and the next
 * sweep tries again.
 */
export function refreshListing(services: Services, counsellorId: { toString(): string }): Promise<void> {
  return services.sharedRuns.run(`listing ${String(counsellorId)}`, async () => {
    try {
      await refreshListings(services, [new mongoose.Types.ObjectId(String(counsellorId))]);
    } catch (error) {
      services.log.error(
        { code: (error as { code?: unknown }).code, name: (error as Error).name },
        "a listing is stale",
      );
    }
  });
}

/** Marks all listings stale, for start-up: the last process may have ended between a change and its listing. */
export async function markAllStale(): Promise<void> {
  const freshUntil = new Date(0);
  await writeMany(() => ListingModel.updateMany({}, { $set: { freshUntil } }));
  const listed = new Set((await ListingModel.find({}, { _id: 1 }).lean()).map(({ _id }) => String(_id)));
  const counsellors = await CounsellorModel.find({}, { _id: 1 }).lean();
  const missing = counsellors.filter(({ _id }) => !listed.has(String(_id)));
  if (missing.length > 0) {
    await ListingModel.bulkWrite(
      missing.map(({ _id }) => ({
        updateOne: { filter: { _id }, update: { $setOnInsert: { freshUntil } }, upsert: true },
      })),
    );
  }
}

/** The contents of a listing. */
export type Content = Omit<Listing, "_id" | "requested" | "built">;

/**
 * Rebuilds listings and returns their contents by id. Each caller first requests a build, then reads profile, hours and claims, and
 * writes unless a later request has been built. So the stored listing is never older than the request. It counts as fresh only
 * if no further request came in between.
 */
export async function refreshListings(services: Services, ids: Id[]): Promise<Map<string, Content>> {
  await askForRefresh(ids);
  const these = { _id: among(ids) };
  const requests = await ListingModel.find(these, { requested: 1 }).lean();
  const counsellors = await CounsellorModel.find(these).lean();
  const published = counsellors.filter((one) => one.published && !one.suspended);
  const free = await findFirstFree(
    services,
    published.map(({ _id, offers }) => ({ counsellorId: String(_id), minutes: offers.map(({ minutes }) => minutes) })),
  );
  const contents = new Map(
    published.map((one) => [
      String(one._id),
      contentOf(services, one, free.get(String(one._id)) ?? new Map<number, FirstFree>()),
    ]),
  );
  const contentOfId = (id: Id): Content => contents.get(String(id)) ?? UNLISTED;
  await ListingModel.bulkWrite(
    requests.flatMap(({ _id, requested }) => {
      const { freshUntil, ...content } = contentOfId(_id);
      const isOlder = { built: mongoose.trusted({ $not: { $gte: requested } }) };
      return [
        { updateOne: { filter: { _id, ...isOlder }, update: { $set: { ...content, built: requested } } } },
        { updateOne: { filter: { _id, requested }, update: { $set: { freshUntil } } } },
      ];
    }),
  );
  return new Map(ids.map((id) => [String(id), contentOfId(id)]));
}

async function askForRefresh(ids: Id[]): Promise<void> {
  const asking = ids.map((_id) => ({
    updateOne: {
      filter: { _id },
      update: { $inc: { requested: 1 }, $set: { freshUntil: new Date(0) } },
      upsert: true,
    },
  }));
  try {
    await ListingModel.bulkWrite(asking, { ordered: false });
  } catch (error) {
    // Two callers requested the same new listing at once. It exists now, so requesting again counts both.
    if (!isDuplicate(error)) throw error;
    await ListingModel.bulkWrite(asking, { ordered: false });
  }
}

const UNLISTED: Content = {
  facets: [],
  words: [],
  name: "",
  price: {},
  free: {},
  freshUntil: NEVER_FREE,
};

function contentOf(services: Services, counsellor: Counsellor, free: Map<number, FirstFree>): Content {
  const { offers, name } = counsellor;
  const latest = new Date(services.clock.now().getTime() + FRESH_AT_MOST_MS);
  return {
    facets: facetsOf(counsellor),
    words: profileWords(counsellor),
    name: sortableName(name),
    price: pricesOf(offers),
    free: freeTimesOf(offers, (minutes) => free.get(minutes)?.at ?? null),
    freshUntil: [...free.values()].reduce((soonest, { until }) => (until < soonest ? until : soonest), latest),
  };
}
