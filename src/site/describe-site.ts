import type { Logo, SiteSettings } from "./site-rules.js";
import { SITE_TEXTS } from "./site-texts-rules.js";

/** What every page shows of the site itself. */
export interface SiteView {
  name: string;
  contact: string;
  /** The zone for readers whose own is not known. */
  zone: string;
  /** The built stylesheet of another accent than the usual one. */
  accentStyle: string | null;
  /** The picture beside its name, in place of the usual mark. */
  logo: { src: string; width: number; height: number } | null;
  /** The texts that the footer links to. */
  texts: { title: string; path: string }[];
}

/** The settings as every page shows them. */
export function describeSite({ name, contact, zone, accent, logo }: SiteSettings & { logo?: Logo }): SiteView {
  return {
    name,
    contact,
    zone,
    accentStyle: accent === "leaf" ? null : `accent-${accent}.css`,
    logo: logo ? { src: `/logo/${logo.file}`, width: logo.width, height: logo.height } : null,
    texts: Object.values(SITE_TEXTS),
  };
}
