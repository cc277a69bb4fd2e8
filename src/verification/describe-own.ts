import type { Person } from "../access/permissions.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";
import { dayWords, hasExpired, todayIn } from "../profiles/verified-rules.js";
import type { Services } from "../services.js";
import { isUndecided } from "./find-cases.js";
import { findOwnVerification, type VerificationView } from "./find-verification.js";
import { missingFor, MOST_DOCUMENTS } from "./verification-rules.js";

interface OwnView {
  verification: VerificationView;
  /** How it stands, in words. */
  standing: { tone: "info" | "success" | "warning"; text: string };
  missing: string[];
  /** The words of the button that asks; null where there is nothing to ask. */
  ask: string | null;
  hasRoom: boolean;
}

/** A counsellor's verification as their page shows it. */
export async function describeOwn(services: Services, actor: Person): Promise<OwnView> {
  const [verification, profile] = await Promise.all([
    findOwnVerification(services, actor),
    CounsellorModel.findById(actor.id, { credentials: 1, verified: 1 }).lean(),
  ]);
  const verified = profile?.verified;
  const isWaiting = isUndecided(verification, { verified });
  const documents = Object.fromEntries(verification.documents.map(({ id, proves }) => [id, { purpose: proves }]));
  const missing = [
    ...(profile?.credentials ? [] : ["your credentials on your profile"]),
    ...missingFor({ licence: verification.licence ?? undefined, documents }),
  ];
  const today = todayIn(services.site.current.zone, services.clock.now());
  return {
    verification,
    standing: standingOf({ verification, verified, isWaiting, today }),
    missing,
    ask: isWaiting || missing.length > 0 ? null : verified ? "Ask to be verified again" : "Ask for verification",
    hasRoom: verification.documents.length < MOST_DOCUMENTS,
  };
}

interface OwnFacts {
  verification: VerificationView;
  verified: { until?: string } | undefined;
  isWaiting: boolean;
  today: string;
}

function standingOf({ verification, verified, isWaiting, today }: OwnFacts): OwnView["standing"] {
  const ends = verified?.until === undefined ? "" : ` until ${dayWords(verified.until)}`;
  if (isWaiting) {
    const still = verified && !hasExpired(verified, today) ? ` You are verified${ends}.` : "";
    return { tone: "info", text: `We are checking what you submitted.${still}` };
  }
  if (verification.state === "returned")
    return { tone: "warning", text: "We need a correction before we can verify you." };
  if (!verified) return { tone: "info", text: "Your profile is in the search once you are verified." };
  if (!hasExpired(verified, today)) return { tone: "success", text: `You are verified${ends}.` };
  return {
    tone: "warning",
    text: `Your verification ended on ${dayWords(verified.until ?? today)}, so clients can't find or book you. Booked sessions stay booked.`,
  };
}
