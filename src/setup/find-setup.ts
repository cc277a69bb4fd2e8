import { isTestGateway } from "../payments/test-gateway.js";
import { askTogether } from "../platform/ask-together.js";
import { not } from "../platform/queries.js";
import { hasRelay } from "../platform/relay-rules.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";
import type { Services } from "../services.js";
import { fillIn } from "../site/fill-in-rules.js";
import { latestTexts, textFrom, type CurrentText } from "../site/site-texts.js";
import { SITE_TEXTS, TEXT_KINDS } from "../site/site-texts-rules.js";
import { SiteSetupModel } from "./setup-model.js";
import { marksIn, type SetupFacts, type TextToFinish } from "./setup-rules.js";

/** How the site is set up at this moment. */
export async function findSetup(services: Services): Promise<SetupFacts> {
  const { site, mailer, siteUrl, gateway } = services;
  const { setup, publishedCount, ...latest } = await askTogether({
    setup: SiteSetupModel.findById("site").lean(),
    publishedCount: CounsellorModel.countDocuments({ published: true, suspended: not(true) }),
    ...latestTexts(),
  });
  const texts = TEXT_KINDS.map((kind) => toFinish(services, textFrom(kind, latest[kind])));
  return {
    siteUrl,
    mail: { via: mailer.via, acceptedAt: setup?.mailedAt ?? null },
    relay: { isSet: hasRelay(services.ice), reachedAt: setup?.relayedAt ?? null },
    unfinishedTexts: texts.filter((text) => text !== null),
    contact: site.current.contact,
    country: site.current.country,
    publishedCount,
    backedUpAt: setup?.backedUpAt ?? null,
    isTestGateway: isTestGateway(gateway),
  };
}

function toFinish({ site }: Services, { kind, version, markdown }: CurrentText): TextToFinish | null {
  const text = { title: SITE_TEXTS[kind].title, href: `/admin/site/texts/${kind}` };
  if (version === 0) return { ...text, why: "still the starter text" };
  const [mark] = marksIn(fillIn(markdown, site.current));
  return mark ? { ...text, why: `${mark} still to fill in` } : null;
}
