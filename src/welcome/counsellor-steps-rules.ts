import { missingFrom, type ProfileDetails } from "../profiles/profile-rules.js";

/** One step on a counsellor's way to a published profile. */
export interface CounsellorStep {
  title: string;
  href: string;
  action: string;
  /** "waiting": someone else has to do it. */
  state: "done" | "missing" | "waiting";
  /** What is missing, or what happens now. */
  words: string;
}

export interface CounsellorProgress {
  profile: ProfileDetails & { verified?: unknown };
  /** Whether admins have what they need to verify them. */
  hasAsked: boolean;
  hasHours: boolean;
}

const STATE_WORDS = "Your credentials are checked by the people who run this site. You don't need to do anything else.";

/** A counsellor's steps to a published profile, in order. */
export function counsellorSteps({ profile, hasHours, hasAsked }: CounsellorProgress): CounsellorStep[] {
  const about = missingFrom(profile, "about");
  const offers = missingFrom(profile, "offers");
  return [
    { title: "Your profile", href: "/profile#about", action: "Write your profile", ...stateOf(about) },
    { title: "Session types", href: "/profile#types", action: "Set session types", ...stateOf(offers) },
    {
      title: "Hours",
      href: "/availability",
      action: "Set your hours",
      ...stateOf(hasHours ? [] : ["times when clients can book you"]),
    },
    {
      title: "Verification",
      href: "/profile/verification",
      action: "Get verified",
      ...verification(profile, hasAsked),
    },
  ];
}

function stateOf(missing: string[]): Pick<CounsellorStep, "state" | "words"> {
  if (missing.length === 0) return { state: "done", words: "Complete." };
  return { state: "missing", words: `Still missing: ${missing.join("; ")}.` };
}

function verification(
  { verified }: CounsellorProgress["profile"],
  hasAsked: boolean,
): Pick<CounsellorStep, "state" | "words"> {
  if (verified) return { state: "done", words: "Your credentials are verified." };
  return hasAsked ? { state: "waiting", words: STATE_WORDS } : stateOf(["your licence and documents"]);
}
