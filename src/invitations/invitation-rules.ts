import type { LinkEnding } from "../accounts/link-ending-rules.js";
import type { LetterWords } from "../letters/letter-rules.js";

/** How many open invitations are listed. */
export const LISTED = 50;

/** The mail that invites someone. It has no word of what the two will meet for: someone else may read it. */
export function invitationWords(name: string, siteName: string, href: string): LetterWords {
  return {
    subject: `${name} invites you to ${siteName}`,
    sentences: [
      `${name} would like to arrange times with you and write to you on ${siteName}.`,
      "Open this page to accept. You can create an account there, or use the one you have.",
    ],
    link: { href, words: "See the invitation" },
    closing: [
      "The link works for 7 days.",
      `If you do not know ${name}, you can ignore this e-mail. Nothing will happen.`,
    ],
  };
}

const NEXT = [
  { href: "/sign-in", label: "Sign in" },
  { href: "/counsellors", label: "Find a counsellor" },
];

const ENDINGS = {
  spent: {
    status: 410,
    heading: "This invitation has been accepted",
    explanation:
      "If you accepted it, sign in to continue. If not, please ask the person who invited you for a new one.",
    steps: NEXT,
  },
  expired: {
    status: 410,
    heading: "This invitation has expired",
    explanation: "An invitation works for 7 days. Please ask the person who invited you to send it again.",
    steps: NEXT,
  },
  unknown: {
    status: 404,
    heading: "This link does not work",
    explanation:
      "Part of it may be missing, a newer e-mail may have replaced it, or the invitation was withdrawn. Open the link in your newest e-mail, or ask the person who invited you.",
    steps: NEXT,
  },
} satisfies Record<string, LinkEnding>;

export type EndedState = keyof typeof ENDINGS;

/** Why an invitation's link does not work, and what to do. */
export function invitationEnding(state: EndedState): LinkEnding {
  return ENDINGS[state];
}
