import mongoose from "mongoose";
import { authorize, type Person } from "../access/permissions.js";
import { recordEvent } from "../audit/record-event.js";
import { Conflict, InvalidInput, NotFound } from "../platform/errors.js";
import { CounsellorModel, type Counsellor } from "../profiles/counsellor-model.js";
import { missingFrom } from "../profiles/profile-rules.js";
import { dayWords } from "../profiles/verified-rules.js";
import type { Services } from "../services.js";
import { isUndecided } from "./find-cases.js";
import { untilLimits } from "./propose-decision.js";
import { tellOfDecision } from "./tell-counsellor.js";
import { returnPlace, VerificationModel, type Verification } from "./verification-model.js";
import { missingFor } from "./verification-rules.js";

const STALE = "This has changed since you opened it. Please look again.";

interface CaseToDecide {
  verification: Verification;
  profile: Counsellor;
}

/** The state of documents and profile that an admin looked at. */
interface Seen {
  counsellorId: string;
  version: number;
  profileVersion: number;
}

/**
 * * Verifies a counsellor until `until` and publishes their profile where it is complete: it says what was checked and when. Throws
 * InvalidInput for an end that has passed or is too far away, Conflict when documents or profile have changed since the admin looked
 * or someone else has decided, and NotFound.
 */
export async function approveCounsellor(
  services: Services,
  actor: Person,
  { what, until, ...seen }: Seen & { what: string; until: string },
): Promise<void> {
  authorize(actor, "counsellor.check", {});
  ensureInTime(services, until);
  const { verification, profile } = await findSeen(seen);
  if (missingFor(verification).length > 0) throw new Conflict(STALE);
  await claim(verification, { $set: { state: "approved", ...decided(verification, true) }, $unset: { returned: 1 } });
  const by = new mongoose.Types.ObjectId(actor.id);
  const verified = { what, until, by, at: services.clock.now() };
  const published = missingFrom({ ...profile, gender: profile.gender ?? null }).length === 0;
  const { _id, version } = profile;
  const saved = await CounsellorModel.updateOne({ _id, version }, { $set: { verified, published } });
  if (saved.matchedCount === 0) {
    await putBack(verification);
    throw new Conflict(STALE);
  }
  const detail = `${what}, until ${dayWords(until)}`;
  await recordEvent(services, actor, "counsellor.verified", { accountId: _id, detail });
  await services.changed(_id);
  await tellOfDecision(services, _id, "verified");
}

/** Returns what a counsellor handed in, with a reason for them to read. Throws Conflict as when approving, and NotFound. */
export async function returnCounsellor(
  services: Services,
  actor: Person,
  { reason, ...seen }: Seen & { reason: string },
): Promise<void> {
  authorize(actor, "counsellor.check", {});
  const { verification } = await findSeen(seen);
  const { _id } = verification;
  const returned = { reason: services.secrets.seal(reason, returnPlace(_id)), at: services.clock.now() };
  await claim(verification, { $set: { state: "returned", returned } });
  await recordEvent(services, actor, "counsellor.returned", { accountId: _id });
  await tellOfDecision(services, _id, "returned");
}

function ensureInTime(services: Services, until: string): void {
  const { earliest, latest } = untilLimits(services);
  if (until >= earliest && until <= latest) return;
  throw new InvalidInput({ until: `Please enter a date from ${dayWords(earliest)} to ${dayWords(latest)}.` });
}

async function findSeen({ counsellorId, version, profileVersion }: Seen): Promise<CaseToDecide> {
  const [verification, profile] = await Promise.all([
    VerificationModel.findById(counsellorId).lean(),
    CounsellorModel.findById(counsellorId).lean(),
  ]);
  if (!verification || !profile) throw new NotFound();
  const isSeen = verification.version === version && profile.version === profileVersion;
  if (!isSeen || !isUndecided(verification, profile)) throw new Conflict(STALE);
  return { verification, profile };
}

/** One decision wins: the version rises with it. */
async function claim({ _id, version }: Verification, change: mongoose.UpdateQuery<Verification>): Promise<void> {
  const claimed = await VerificationModel.updateOne({ _id, version }, { ...change, $inc: { version: 1 } });
  if (claimed.matchedCount === 0) throw new Conflict(STALE);
}

/** The profile changed in the moment of the decision: it waits again. */
async function putBack(verification: Verification): Promise<void> {
  const { _id, version } = verification;
  await VerificationModel.updateOne(
    { _id, version: version + 1 },
    { $set: { state: "waiting", ...decided(verification, false) } },
  );
}

/** Documents with which a counsellor was approved can no longer be removed. */
function decided({ documents = {} }: Verification, isDecided: boolean): Record<string, boolean> {
  return Object.fromEntries(Object.keys(documents).map((id) => [`documents.${id}.isDecided`, isDecided]));
}
