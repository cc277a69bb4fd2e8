import { isDoc, isNumber, toDouble, type Doc } from "./documents.js";
import { encodeKey } from "./key-encoding.js";
import { compareValues } from "./order.js";
import { expandPaths } from "./expand-paths.js";
import { CommandError } from "../errors.js";

/** One field to sort by. */
export interface SortField {
  name: string;
  path: string[];
  descending: boolean;
}

/** Reads a sort document such as { startsAt: 1, name: -1 }. */
export function readSort(sort: unknown): SortField[] {
  if (sort === undefined || sort === null) return [];
  if (!isDoc(sort)) throw new CommandError("TypeMismatch", "Expected field sort to be of type object");
  return Object.keys(sort).map((name) => readSortField(name, sort[name]));
}

/** Sorts documents as MongoDB does: an array counts as its smallest element, or its largest when descending. */
export function sortBy<T>(items: Iterable<T>, sort: SortField[], docOf: (item: T) => Doc): T[] {
  const keyed = Array.from(items, (item) => ({ item, key: sortKey(docOf(item), sort) }));
  keyed.sort((a, b) => Buffer.compare(a.key, b.key));
  return keyed.map(({ item }) => item);
}

/** What a document's place in a sort is compared by. */
export function sortKey(doc: Doc, sort: SortField[]): Buffer {
  const values = sort.map(({ path, descending }) => extreme(valuesAt(doc, path), descending));
  return encodeKey(
    values,
    sort.map((field) => field.descending),
  );
}

function valuesAt(doc: Doc, path: string[]): unknown[] {
  return expandPaths(doc, [path]).keys.map(([value]) => value);
}

function readSortField(name: string, direction: unknown): SortField {
  const value = isNumber(direction) ? toDouble(direction) : 0;
  if (value !== 1 && value !== -1)
    throw new CommandError("BadValue", `$sort key ordering must be 1 or -1 here, for ${name}`);
  return { name, path: name.split("."), descending: value === -1 };
}

function extreme(values: unknown[], largest: boolean): unknown {
  return values.reduce((a, b) => (compareValues(a, b) < 0 === largest ? b : a));
}
