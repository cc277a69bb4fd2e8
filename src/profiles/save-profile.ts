import mongoose from "mongoose";
import { AccountModel } from "../accounts/account-model.js";
import { authorize, type Person } from "../access/permissions.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict } from "../platform/errors.js";
import type { Services } from "../services.js";
import { CounsellorModel, type Counsellor } from "./counsellor-model.js";
import { hasExpired, todayIn } from "./verified-rules.js";
import { isSlugFor, missingFrom, slugsFor, type ProfileDetails } from "./profile-rules.js";

const STALE = "You changed your profile in another window after opening this page. Nothing was overwritten.";

/**
 * Replaces a counsellor's profile as edited from `version`. It is published while it is complete and verified; a new name or new
 * credentials need verification again. A new name gets a new slug, and the old slugs redirect to it. Throws Conflict when the
 * profile has changed since `version`.
 */
export async function saveProfile(
  services: Services,
  actor: Person,
  edited: ProfileDetails & { version: number },
): Promise<void> {
  authorize(actor, "profile.edit", { counsellorId: actor.id });
  const _id = new mongoose.Types.ObjectId(actor.id);
  const before = await CounsellorModel.findById(_id).lean();
  const { version, gender, answersWithin, ...details } = edited;
  const isSame = before?.name === edited.name && before.credentials === edited.credentials;
  const verified = isSame ? before.verified : undefined;
  const today = todayIn(services.site.current.zone, services.clock.now());
  const isVerified = verified !== undefined && !hasExpired(verified, today);
  const change = {
    $set: {
      ...details,
      ...(gender && { gender }),
      ...(answersWithin && { answersWithin }),
      ...(before?.approach !== edited.approach && { approachAt: services.clock.now() }),
      published: isVerified && missingFrom(edited).length === 0,
      version: version + 1,
    },
    $unset: {
      ...(!gender && { gender: 1 as const }),
      ...(!answersWithin && { answersWithin: 1 as const }),
      ...(!verified && { verified: 1 as const }),
    },
  };
  await write(_id, version, change, before, edited.name);
  await AccountModel.updateOne({ _id }, { $set: { name: edited.name } });
  await services.changed(_id);
}

type Write = mongoose.UpdateQuery<Counsellor> & { $set: Partial<Counsellor> };

/** Tries slugs until one is free: nobody gets one that someone else has or had. */
async function write(
  _id: Counsellor["_id"],
  version: number,
  change: Write,
  before: Counsellor | null,
  name: string,
): Promise<void> {
  const kept = before && isSlugFor(before.slug, name, String(_id)) ? [before.slug] : null;
  for (const slug of kept ?? slugsFor(name, String(_id))) {
    const withSlug = { ...change, $set: { ...change.$set, slug }, $addToSet: { slugs: slug } };
    try {
      const saved = await CounsellorModel.updateOne({ _id, version }, withSlug, { upsert: version === 0 });
      if (saved.matchedCount + saved.upsertedCount === 0) throw new Conflict(STALE);
      return;
    } catch (error) {
      if (!isDuplicate(error, "slugs")) throw isDuplicate(error) ? new Conflict(STALE) : error;
    }
  }
  throw new Conflict(
    "Another profile already uses this name in its address. Please add to your name, for example a middle name.",
  );
}
