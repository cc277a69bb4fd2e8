import { MEDIA, sessionName, SPECIALIZATIONS } from "../catalogue/catalogue-rules.js";
import { writeAmount, type Currency } from "../web/money-rules.js";
import type { Counsellor } from "../profiles/counsellor-model.js";

/** What a page tells search engines and those who preview its link. A page without is not to be listed. */
export interface Found {
  /** The one address under which it is listed, in full. */
  canonical: string;
  description: string;
  /** A picture of it, by its full address. */
  image?: string;
  /** JSON-LD, ready to stand in a page. */
  structured?: string;
}

/** A thing as schema.org describes it. */
interface Thing {
  "@type": string;
  [property: string]: unknown;
}

const DESCRIPTION_LENGTH = 155;

/** What a published counsellor's page at `canonical`, with prices in `currency`, tells search engines: a Person and their Services (schema.org). */
export function describeFound(
  counsellor: Counsellor,
  { siteUrl, canonical, currency }: { siteUrl: string; canonical: string; currency: Currency },
): Found {
  const { name, credentials, approach, photo } = counsellor;
  const image = photo && { image: `${siteUrl}/photos/${photo.large}` };
  const description = shortened(`${name}, ${credentials}. ${approach}`);
  const structured = asScript({
    "@context": "https://schema.org",
    "@graph": [
      personOf(counsellor, { canonical, description, ...image }),
      ...servicesOf(counsellor, canonical, currency),
    ],
  });
  return { canonical, description, ...image, structured };
}

/** On one line, and cut after a word. */
export function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= DESCRIPTION_LENGTH) return line;
  return `${line.slice(0, DESCRIPTION_LENGTH).replace(/\s+\S*$/, "")}…`;
}

type Listed = Pick<Found, "canonical" | "description" | "image">;

function personOf(counsellor: Counsellor, { canonical, description, image }: Listed): Thing {
  const { name, credentials, languages, specializations } = counsellor;
  return {
    "@type": "Person",
    "@id": `${canonical}#person`,
    name,
    url: canonical,
    jobTitle: credentials,
    description,
    ...(image && { image }),
    knowsLanguage: languages,
    knowsAbout: specializations.map((key) => SPECIALIZATIONS[key]),
  };
}

function servicesOf({ offers, media }: Counsellor, canonical: string, currency: Currency): Thing[] {
  return offers.map(({ type, minutes, priceCents }) => ({
    "@type": "Service",
    name: `${sessionName(type)}, ${minutes} minutes`,
    serviceType: "Counselling",
    provider: { "@id": `${canonical}#person` },
    availableChannel: {
      "@type": "ServiceChannel",
      serviceUrl: canonical,
      name: media.map((key) => MEDIA[key]).join(", "),
    },
    offers: { "@type": "Offer", price: writeAmount(priceCents, currency), priceCurrency: currency, url: canonical },
  }));
}

/** JSON that no text in it can end the script element of (HTML, 4.12.1.3). */
function asScript(data: { "@context": string; "@graph": Thing[] }): string {
  return JSON.stringify(data).replaceAll("<", "\\u003c");
}
