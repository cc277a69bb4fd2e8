import { getField, isDoc, type Doc } from "../values/documents.js";
import { expandPaths } from "../values/expand-paths.js";
import { encodeKey } from "../values/key-encoding.js";
import { isPosition } from "../values/paths.js";
import { storedIndexKey } from "../storage/keys.js";
import type { Index } from "./index-spec.js";

/** One key that a document has in an index: its values, and their encoding as it is stored. */
export interface IndexKey {
  values: unknown[];
  bytes: Buffer;
}

/** The keys of a document in an index, each once, and the fields that went through arrays. */
export interface IndexKeys {
  keys: IndexKey[];
  arrayFields: Set<number>;
}

/** The keys of a document in an index: one for each element of an array, none if the index leaves it out. */
export function indexKeysOf(doc: Doc, index: Index): IndexKeys {
  if (!covers(index, doc)) return { keys: [], arrayFields: new Set() };
  const { keys, arrayFields } = expandPaths(
    doc,
    index.fields.map((field) => field.path),
  );
  const descending = index.fields.map((field) => field.descending);
  const unique = new Map<string, IndexKey>();
  for (const values of keys) {
    const bytes = storedIndexKey(encodeKey(values, descending));
    unique.set(bytes.toString("latin1"), { values, bytes });
  }
  return { keys: [...unique.values()], arrayFields };
}

function covers(index: Index, doc: Doc): boolean {
  if (index.partial && !index.partial.covers(doc)) return false;
  return !index.sparse || index.fields.some((field) => isPresent(doc, field.path, 0));
}

function isPresent(value: unknown, path: string[], at: number): boolean {
  if (at === path.length) return value !== undefined;
  const part = path[at]!;
  if (Array.isArray(value) && isPosition(part) && Number(part) < value.length) {
    return isPresent(value[Number(part)], path, at + 1);
  }
  if (Array.isArray(value)) return value.some((element) => isDoc(element) && isPresent(element, path, at));
  return isDoc(value) && isPresent(getField(value, part), path, at + 1);
}
