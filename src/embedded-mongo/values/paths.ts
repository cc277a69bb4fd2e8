import { getField, isDoc, type Doc } from "./documents.js";

/** Whether a part of a dotted path can be a position in an array. */
export function isPosition(part: string): boolean {
  return /^(0|[1-9]\d*)$/.test(part);
}

/**
 * Visits the values at a dotted path in a document, through arrays of documents, until `test` holds. An array at the end
 * counts as its elements and as itself; with `whole`, or at a position in another array, as itself only. A missing value is visited as undefined.
 */
export function anyValueAt(
  doc: Doc,
  path: readonly string[],
  whole: boolean,
  test: (value: unknown) => boolean,
): boolean {
  return visit(doc, path, 0, whole, test);
}

/** The value at a path that does not go through arrays, except by a position; undefined where there is none. */
export function valueAt(doc: Doc, path: readonly string[]): unknown {
  let value: unknown = doc;
  for (const part of path) {
    if (isDoc(value)) value = getField(value, part);
    else if (Array.isArray(value) && isPosition(part)) value = value[Number(part)];
    else return undefined;
  }
  return value;
}

type Test = (value: unknown) => boolean;

function visit(value: unknown, path: readonly string[], at: number, whole: boolean, test: Test): boolean {
  const part = path[at];
  if (part === undefined) return visitEnd(value, whole, test);
  if (isDoc(value)) return visit(getField(value, part), path, at + 1, whole, test);
  if (Array.isArray(value)) return visitElements(value, path, at, whole, test);
  return test(undefined);
}

function visitEnd(value: unknown, whole: boolean, test: Test): boolean {
  if (Array.isArray(value) && !whole && value.some(test)) return true;
  return test(value);
}

function visitElements(array: unknown[], path: readonly string[], at: number, whole: boolean, test: Test): boolean {
  if (array.some((element) => isDoc(element) && visit(element, path, at, whole, test))) return true;
  const part = path[at]!;
  if (!isPosition(part) || Number(part) >= array.length) return false;
  const element = array[Number(part)];
  // An array that a position names is not taken apart again.
  return at + 1 === path.length ? test(element) : visit(element, path, at + 1, whole, test);
}
