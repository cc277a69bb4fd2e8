/** What a page says instead of a form when its one-time link does not work, and where to go next. */
export interface LinkEnding {
  status: number;
  heading: string;
  explanation: string;
  steps: { href: string; label: string }[];
}

const NEW_LINK = { href: "/forgot-password", label: "Get a new link" };
const SIGN_IN = { href: "/sign-in", label: "Sign in" };

const RESET_ENDINGS = {
  spent: {
    status: 410,
    heading: "This link has been used",
    explanation:
      "If you have just chosen a new password, sign in with it. If not, get a new link and choose another password right away.",
    steps: [SIGN_IN, NEW_LINK],
  },
  expired: {
    status: 410,
    heading: "This link has expired",
    explanation: "A link works for 60 minutes. Your password has not changed.",
    steps: [NEW_LINK, SIGN_IN],
  },
  unknown: {
    status: 404,
    heading: "This link does not work",
    explanation:
      "Part of it may be missing, or a newer link has replaced it. Open the link in your newest e-mail, or get a new one.",
    steps: [NEW_LINK, SIGN_IN],
  },
  suspended: {
    status: 409,
    heading: "This account is suspended",
    explanation:
      "You cannot choose a new password now. Nothing is lost. Please write to the people who run this site: they can tell you why and lift the suspension.",
    steps: [],
  },
} satisfies Record<string, LinkEnding>;

/** Why a link to choose a new password does not work. */
export function resetEnding(state: keyof typeof RESET_ENDINGS): LinkEnding {
  return RESET_ENDINGS[state];
}

/** A link to become an admin that does not work, whatever the reason: who runs the site can make another. */
export const adminEnding: LinkEnding = {
  status: 410,
  heading: "This link does not work",
  explanation:
    "It has been used, has expired after 24 hours, or a newer one has replaced it. If you are already an admin, sign in. Otherwise, run make-admin again on the server.",
  steps: [SIGN_IN],
};
