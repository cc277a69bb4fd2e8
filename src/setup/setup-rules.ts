/** What is known of how a site is set up. */
export interface SetupFacts {
  /** With which links in mails begin. */
  siteUrl: string;
  mail: { via: "mail" | "outbox"; acceptedAt: Date | null };
  relay: { isSet: boolean; reachedAt: Date | null };
  /** The texts that are still the starter texts, or have marks to fill in. */
  unfinishedTexts: TextToFinish[];
  contact: string;
  country: string;
  publishedCount: number;
  backedUpAt: Date | null;
  isTestGateway: boolean;
}

/** A site text that an admin has to see to, and why. */
export interface TextToFinish {
  title: string;
  href: string;
  why: string;
}

/** How a step stands, as pages show it. */
export const STATES = {
  done: { label: "Done", icon: "check" },
  "to do": { label: "To do", icon: "warning" },
  test: { label: "Still a test", icon: "info" },
} as const;

/** One thing that a real site needs. */
export interface SetupStep {
  key: "address" | "mail" | "relay" | "texts" | "contact" | "counsellor" | "backup" | "payments";
  title: string;
  state: keyof typeof STATES;
  /** How it is, and what to do. */
  sentences: string[];
  /** When that was tried or said, where it was. */
  notedAt: Date | null;
  links: { href: string; label: string }[];
  /** Whether the page has a form to try it, or to say that it is done. */
  canTry: boolean;
}

/** What a real site needs, in order. `usedUrl` is the address that the admin opened; null where nobody has opened a page. */
export function setupSteps(facts: SetupFacts, usedUrl: string | null): SetupStep[] {
  return [
    addressStep(facts, usedUrl),
    mailStep(facts.mail),
    relayStep(facts.relay),
    textsStep(facts),
    contactStep(facts),
    counsellorStep(facts),
    backupStep(facts),
    ...(facts.isTestGateway ? [paymentsStep()] : []),
  ];
}

/** "2 things left to do"; null when nothing is. */
export function leftWords(steps: SetupStep[]): string | null {
  const count = steps.filter(({ state }) => state === "to do").length;
  if (count === 0) return null;
  return count === 1 ? "1 thing left to do" : `${count} things left to do`;
}

/** The marks that are still to be filled in, such as "[Name]"; links in Markdown are none. */
export function marksIn(markdown: string): string[] {
  const withoutLinks = markdown.replace(/\[[^[\]]*\](\([^)]*\)|\[[^[\]]*\]|:)/g, "");
  return [...withoutLinks.matchAll(/\[[^[\]\n]+\]/g)].map(([mark]) => mark);
}

function step(
  key: SetupStep["key"],
  title: string,
  isDone: boolean,
  sentences: string[],
  more: Partial<Pick<SetupStep, "notedAt" | "links" | "canTry">> = {},
): SetupStep {
  return { key, title, state: isDone ? "done" : "to do", sentences, notedAt: null, links: [], canTry: false, ...more };
}

function addressStep({ siteUrl }: SetupFacts, usedUrl: string | null): SetupStep {
  const title = "Address of the site";
  if (usedUrl !== null && usedUrl !== siteUrl) {
    return step("address", title, false, [
      `You opened this page at ${usedUrl}, but SITE_URL is ${siteUrl}.`,
      "Links in e-mails begin with SITE_URL, and session rooms open only there. Set it to the address that people use, and restart.",
    ]);
  }
  if (!siteUrl.startsWith("https://")) {
    return step("address", title, false, [
      `The site answers on ${siteUrl}, which is not encrypted: browsers then allow calls on this machine only.`,
      "For a real site, set SITE_URL to an address that begins with https://, and NODE_ENV to production.",
    ]);
  }
  return step("address", title, true, [`People reach the site at ${siteUrl}. SITE_URL says the same.`]);
}

function mailStep({ via, acceptedAt }: SetupFacts["mail"]): SetupStep {
  const title = "Mail";
  if (via === "outbox") {
    return step("mail", title, false, [
      "No e-mail is sent: nobody is told of a booking, and nobody can get back into an account.",
      "Set SMTP_URL and MAIL_FROM as your mail provider says, and restart.",
    ]);
  }
  const sentence = acceptedAt
    ? "The mail server accepted a test mail. Check that it has arrived, and not as spam."
    : "A mail server is set. Send yourself a test mail to see whether it accepts mail.";
  return step("mail", title, acceptedAt !== null, [sentence], { notedAt: acceptedAt, canTry: true });
}

function relayStep({ isSet, reachedAt }: SetupFacts["relay"]): SetupStep {
  const title = "Relay for calls";
  if (!isSet) {
    return step("relay", title, false, [
      "Some networks, such as offices and some mobile providers, block direct calls. There, calls need a relay (TURN).",
      "Set TURN_URLS and TURN_SECRET to those of a coturn server, or ICE_SERVERS to what a relay provider gives you, and restart.",
    ]);
  }
  const sentence = reachedAt
    ? "A browser has reached the relay."
    : "A relay is set. Check whether your browser reaches it.";
  return step("relay", title, reachedAt !== null, [sentence], { notedAt: reachedAt, canTry: true });
}

function textsStep({ unfinishedTexts }: SetupFacts): SetupStep {
  const title = "Legal pages";
  if (unfinishedTexts.length === 0) return step("texts", title, true, ["All texts are published and filled in."]);
  const sentence = "Read each starter text, adapt it, fill in the square brackets, and publish it.";
  const links = unfinishedTexts.map(({ href, title: text, why }) => ({ href, label: `${text}: ${why}` }));
  return step("texts", title, false, [sentence], { links });
}

function contactStep({ contact, country }: SetupFacts): SetupStep {
  const title = "Contact and country";
  const missing = [
    ...(contact ? [] : ["a contact address"]),
    ...(country ? [] : ["the country that the site is run from"]),
  ];
  if (missing.length === 0) return step("contact", title, true, ["Both are set."]);
  const links = [{ href: "/admin/site", label: "Site settings" }];
  return step("contact", title, false, [`Please set ${missing.join(" and ")}.`], { links });
}

function counsellorStep({ publishedCount }: SetupFacts): SetupStep {
  const title = "Counsellors";
  if (publishedCount > 0) {
    const count = publishedCount === 1 ? "One counsellor is" : `${publishedCount} counsellors are`;
    return step("counsellor", title, true, [`${count} published.`]);
  }
  return step(
    "counsellor",
    title,
    false,
    ["Nobody is published yet. A counsellor registers, fills in a profile, and you verify their credentials."],
    { links: [{ href: "/admin/counsellors", label: "Verification" }] },
  );
}

function backupStep({ backedUpAt }: SetupFacts): SetupStep {
  const sentences = [
    "Every night, run npm run backup and keep its file in another place, or turn on daily backups where your MongoDB is hosted.",
    "Keep a copy of SEALING_KEYS in another place: without it, no backup can be read. Restore a backup once to make sure it works.",
  ];
  return step("backup", "Backups", backedUpAt !== null, sentences, { notedAt: backedUpAt, canTry: true });
}

function paymentsStep(): SetupStep {
  const sentences = [
    "Payments are a test: cards are not charged, and no money moves. Agree with your clients how they pay you instead.",
  ];
  return { ...step("payments", "Payments", false, sentences), state: "test" };
}
