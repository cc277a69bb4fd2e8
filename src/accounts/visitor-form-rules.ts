const AS_CLIENT = {
  heading: "Register",
  lead: "You need an account to book sessions. You can look around without one.",
  nameHint: "What your counsellor will call you. A first name is enough.",
};

const AS_COUNSELLOR = {
  heading: "Register as a counsellor",
  lead: "You need an account to offer sessions. Your profile is published once it is complete and your credentials are verified.",
  nameHint: "Your full name, as clients see it.",
};

interface VisitorFormView {
  isCounsellor: boolean;
  words: typeof AS_CLIENT;
  kept: Record<string, string>;
  nextQuery: string;
}

/** What the sign-in and register pages show besides their fields: words, hidden fields, and the query of the other page's link. */
export function visitorFormView({ entered }: { entered: Record<string, unknown> }): VisitorFormView {
  const { next, as, again } = entered;
  const kept = Object.entries({ next, as, again }).filter((field): field is [string, string] => isFilled(field[1]));
  const isCounsellor = as === "counsellor";
  return {
    isCounsellor,
    words: isCounsellor ? AS_COUNSELLOR : AS_CLIENT,
    kept: Object.fromEntries(kept),
    nextQuery: isFilled(next) ? `?next=${encodeURIComponent(next)}` : "",
  };
}

/** The hidden field that remembers that a form was shown again, on pages that keep nothing else. */
export function keptAgain({ entered }: { entered: Record<string, unknown> }): { kept: Record<string, string> } {
  return { kept: entered.again ? { again: "yes" } : {} };
}

const isFilled = (value: unknown): value is string => typeof value === "string" && value !== "";
