import { namesOf } from "../accounts/names-of.js";
import { authorize, type Person } from "../access/permissions.js";
import { NotFound } from "../platform/errors.js";
import { askTogether, type Asked } from "../platform/ask-together.js";
import { among, atMost, not } from "../platform/queries.js";
import { CounsellorModel, type Counsellor } from "../profiles/counsellor-model.js";
import { daysAfter, todayIn, type Verified } from "../profiles/verified-rules.js";
import type { Services } from "../services.js";
import { viewOf, type VerificationView } from "./find-verification.js";
import { VerificationModel } from "./verification-model.js";
import { missingFor, REMIND_DAYS } from "./verification-rules.js";

/** A counsellor who waits to be checked, as the list shows them. */
export interface WaitingView {
  id: string;
  name: string;
  credentials: string;
  askedAt: Date | null;
  /** Whether they are verified at present and ask for longer. */
  isRenewal: boolean;
}

/** A counsellor whose verification ends soon, or has ended. */
export interface ExpiringView {
  id: string;
  name: string;
  until: string;
}

/** What an admin sees of one counsellor before deciding. */
export interface CaseView {
  profile: Pick<Counsellor, "_id" | "name" | "credentials" | "approach" | "version" | "published">;
  verified: Verified | null;
  /** The name of the admin who verified them; null where nobody is known to have. */
  verifiedBy: string | null;
  verification: VerificationView;
  mayDecide: boolean;
  /** What they removed since they asked: without it, nobody can verify them. */
  missing: string[];
}

/**
 * Counsellors who wait to be checked, those first who have waited longest: they asked, or changed their name or credentials after
 * they were verified.
 */
export async function findWaiting(actor: Person): Promise<WaitingView[]> {
  authorize(actor, "counsellor.check", {});
  const isActive = { suspended: not(true) };
  const { waiting, changed } = await askTogether({
    waiting: VerificationModel.find({ state: "waiting" }, { askedAt: 1 }).lean(),
    changed: CounsellorModel.find({ published: false, "verified.at": null, ...isActive }).lean<Counsellor[]>(),
  });
  const changedIds = changed.map(({ _id }) => _id);
  const { approved = [], profiles = [] } = await askTogether({
    ...(changed.length > 0 && {
      approved: VerificationModel.find({ _id: among(changedIds), state: "approved" }, { askedAt: 1 }).lean(),
    }),
    ...(waiting.length > 0 && {
      profiles: CounsellorModel.find({ _id: among(waiting.map(({ _id }) => _id)), ...isActive }).lean<Counsellor[]>(),
    }),
  });
  const profileOf = new Map([...changed, ...profiles].map((profile) => [String(profile._id), profile]));
  const verifications = [...waiting, ...approved].sort(
    (a, b) => Number(a.askedAt ?? 0) - Number(b.askedAt ?? 0) || (String(a._id) < String(b._id) ? -1 : 1),
  );
  return verifications.flatMap(({ _id, askedAt = null }) => {
    const profile = profileOf.get(String(_id));
    if (!profile) return [];
    const { name, credentials, verified } = profile;
    return [{ id: String(_id), name, credentials, askedAt, isRenewal: verified !== undefined }];
  });
}

/** Counsellors whose verification ends within thirty days or has ended, the earliest first. */
export async function findExpiring(services: Services, actor: Person): Promise<ExpiringView[]> {
  authorize(actor, "counsellor.check", {});
  const expiring = await expiringProfiles(services);
  return expiring.map(({ _id, name, verified }) => ({ id: String(_id), name, until: verified?.until ?? "" }));
}

/** Asks for the profiles whose verification ends within thirty days or has ended, the earliest first. */
export function expiringProfiles({ site, clock }: Services): Asked<Pick<Counsellor, "_id" | "name" | "verified">[]> {
  const soon = daysAfter(todayIn(site.current.zone, clock.now()), REMIND_DAYS);
  const which = { "verified.until": atMost(soon), suspended: not(true) };
  return CounsellorModel.find(which, { name: 1, verified: 1 }).sort({ "verified.until": 1 }).lean();
}

/** One counsellor with what they handed in. Throws NotFound where there is nothing to check. */
export async function findCase(services: Services, actor: Person, id: string): Promise<CaseView> {
  authorize(actor, "counsellor.check", {});
  const [profile, verification] = await Promise.all([
    CounsellorModel.findById(id).lean(),
    VerificationModel.findById(id).lean(),
  ]);
  if (!profile || !verification) throw new NotFound();
  const by = profile.verified?.by;
  return {
    profile,
    verified: profile.verified ?? null,
    verifiedBy: by ? (await namesOf([by]))(by, "admin") : null,
    verification: viewOf(services, verification),
    mayDecide: isUndecided(verification, profile),
    missing: missingFor(verification),
  };
}

/** Whether an admin can decide now: they asked, or what was approved does not hold for a profile that has changed since. */
export function isUndecided({ state }: { state: string }, { verified }: { verified?: unknown }): boolean {
  return state === "waiting" || (state === "approved" && verified === undefined);
}
