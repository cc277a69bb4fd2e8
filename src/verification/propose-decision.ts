import { daysAfter, todayIn } from "../profiles/verified-rules.js";
import type { Services } from "../services.js";
import type { VerificationView } from "./find-verification.js";
import { MOST_DAYS, USUAL_DAYS, VERIFIED_LENGTH } from "./verification-rules.js";

interface Proposal {
  what: string;
  until: string;
  /** The first and last day until which a verification may hold. */
  earliest: string;
  latest: string;
}

/** What an admin would most likely say: who they are and what licensed them, until the licence ends, or for a year. */
export function proposalFor(services: Services, { licence }: VerificationView): Proposal {
  const { earliest, latest } = untilLimits(services);
  const until = licence?.expiresOn ?? daysAfter(earliest, USUAL_DAYS);
  const what = licence ? `Identity, and licence ${licence.number} with ${licence.body}` : "";
  return { what: what.slice(0, VERIFIED_LENGTH), until: until > latest ? latest : until, earliest, latest };
}

/** From today, by the site's zone, for about five years. */
export function untilLimits({ site, clock }: Services): { earliest: string; latest: string } {
  const earliest = todayIn(site.current.zone, clock.now());
  return { earliest, latest: daysAfter(earliest, MOST_DAYS) };
}
