import type mongoose from "mongoose";
import type { Place, Sealed, SealedFile } from "../platform/secrets.js";
import { sealedParts, type SealedPart } from "../platform/sealed-parts.js";
import { placeIn, type PlacesIn } from "../platform/sealed-shape.js";
import type { SiteData } from "./back-up.js";
import { collectionsToCopy } from "./collections.js";
import type { Progress } from "./progress.js";
import { RECORD_REFERENCES } from "./record-references.js";
import { ReferenceCheck } from "./reference-check.js";

/** What a check found, each by "collection.field". */
export interface Findings {
  records: number;
  /** Kinds of sealed values of which one opened, for each key. */
  opened: string[];
  unopened: string[];
  /** How many references lead to no record, or to no file. */
  dangling: Record<string, number>;
}

type Stored = Record<string, unknown> & { _id: mongoose.Types.ObjectId };

/**
 * Reads every record, opens one sealed value of each kind and key, and counts references to records and files that are not there. It
 * changes nothing, and can run beside the site.
 */
export async function checkRecords(site: SiteData, places: PlacesIn, progress: Progress): Promise<Findings> {
  const findings: Findings = { records: 0, opened: [], unopened: [], dangling: {} };
  const { db } = site;
  const seen = new Set<string>();
  progress.begin("Checking");
  for (const name of await collectionsToCopy(db, site.referringFirst)) {
    const references = new ReferenceCheck(site, name, RECORD_REFERENCES[name] ?? {}, findings.dangling);
    for await (const record of db.collection<Stored>(name).find()) {
      findings.records += 1;
      progress.count("records");
      await references.add(record);
      for (const part of sealedParts(record)) await openOnce(site, { name, record, part }, places, seen, findings);
    }
    await references.finish();
  }
  progress.finish();
  return findings;
}

async function openOnce(
  site: SiteData,
  { name, record, part }: { name: string; record: Stored; part: SealedPart },
  places: PlacesIn,
  seen: Set<string>,
  findings: Findings,
): Promise<void> {
  const kind = `${name}.${kindOf(part.field)}`;
  const once = `${kind} ${part.sealed.keyId}`;
  if (seen.has(once)) return;
  seen.add(once);
  const opens = await canOpen(site, part.sealed, placeIn(places, name, record, part.field));
  (opens ? findings.opened : findings.unopened).push(kind);
}

/** A field within a list or by id is of one kind with its neighbours. */
const kindOf = (field: string): string => field.replaceAll(/\.([0-9a-f]{24}|\d+)(?=\.|$)/g, ".*");

async function canOpen({ files, secrets }: SiteData, sealed: Sealed | SealedFile, place: Place): Promise<boolean> {
  const box = "box" in sealed ? sealed.box : await files.get(sealed.reference);
  try {
    secrets.open({ keyId: sealed.keyId, box: box! }, place);
    return true;
  } catch {
    return false;
  }
}
