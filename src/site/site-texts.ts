import { readFileSync } from "node:fs";
import path from "node:path";
import { authorize, type Person } from "../access/permissions.js";
import { recordEvent } from "../audit/record-event.js";
import type { Asked } from "../platform/ask-together.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict } from "../platform/errors.js";
import type { Services } from "../services.js";
import { siteChanged } from "./site-changed.js";
import { SiteTextModel, type SiteText } from "./site-text-model.js";
import { SITE_TEXTS, TEXT_KINDS, type SiteTextKind } from "./site-texts-rules.js";

const folder = path.resolve(import.meta.dirname, "../../views/site/texts");
const starters = new Map(TEXT_KINDS.map((kind) => [kind, readFileSync(path.join(folder, `${kind}.md`), "utf8")]));

/** A site text as it stands: the latest version, or the starter text (version 0) while there is none. */
export interface CurrentText {
  kind: SiteTextKind;
  version: number;
  markdown: string;
  /** When it was published; null for the starter text. */
  at: Date | null;
}

/** The text of this kind that applies now. */
export async function findText(kind: SiteTextKind): Promise<CurrentText> {
  return textFrom(kind, await latestText(kind));
}

/** Asks for the latest version of each text, for `textFrom`. */
export function latestTexts(): Record<SiteTextKind, Asked<SiteText | null>> {
  const asked = TEXT_KINDS.map((kind) => [kind, latestText(kind)]);
  return Object.fromEntries(asked) as Record<SiteTextKind, Asked<SiteText | null>>;
}

/** The text that applies where this is its latest version, if there is one. */
export function textFrom(kind: SiteTextKind, latest: SiteText | null): CurrentText {
  if (latest) return { kind, version: latest.version, markdown: latest.markdown, at: latest.at };
  return { kind, version: 0, markdown: starters.get(kind)!, at: null };
}

function latestText(kind: SiteTextKind): Asked<SiteText | null> {
  return SiteTextModel.findOne({ kind }).sort({ version: -1 }).lean();
}

/** Every version of a text, the latest first. */
export async function listVersions(kind: SiteTextKind): Promise<{ version: number; at: Date }[]> {
  return SiteTextModel.find({ kind }, { version: 1, at: 1 }).sort({ version: -1 }).lean();
}

/** Publishes the next version of a text, edited from `version`. Throws Conflict when someone published one since. */
export async function publishText(
  services: Services,
  actor: Person,
  { kind, version, markdown }: { kind: SiteTextKind; version: number; markdown: string },
): Promise<void> {
  authorize(actor, "site.edit", {});
  if ((await findText(kind)).version !== version) throw new Conflict(STALE);
  try {
    await SiteTextModel.create({ kind, version: version + 1, markdown, at: services.clock.now(), by: actor.id });
  } catch (error) {
    throw isDuplicate(error) ? new Conflict(STALE) : error;
  }
  await siteChanged(services);
  const detail = `${SITE_TEXTS[kind].title}, version ${version + 1}`;
  await recordEvent(services, actor, "text.published", { detail });
}

const STALE = "Someone published another version after you opened this page. Nothing was overwritten.";
