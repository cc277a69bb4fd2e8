import { countryName } from "./country-rules.js";
import type { SiteSettings } from "./site-rules.js";

/** Puts the site's own facts in place of `{{name}}`, `{{contact}}` and `{{country}}`, or says in brackets what is missing. */
export function fillIn(text: string, { name, contact, country }: SiteSettings): string {
  const facts: Record<string, string> = {
    name,
    contact: contact || "[contact address]",
    country: country ? countryName(country) : "[country]",
  };
  return text.replace(/\{\{(\w+)\}\}/g, (whole, key: string) => facts[key] ?? whole);
}
