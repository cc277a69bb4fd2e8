import { getField, isDoc, setField, type Doc } from "../values/documents.js";
import { isPosition, valueAt } from "../values/paths.js";
import { describe } from "../values/types.js";
import { CommandError } from "../errors.js";

/** The value at a path, or undefined. Throws PathNotViable where the path leads through something without fields. */
export function readAt(doc: Doc, path: string[]): unknown {
  const parent = valueAt(doc, path.slice(0, -1));
  if (parent !== undefined && !isDoc(parent) && !isPlace(parent, path.at(-1)!)) throw notViable(parent, path);
  return valueAt(doc, path);
}

/** Writes a value, creating missing documents on the way. */
export function writeAt(doc: Doc, path: string[], value: unknown): void {
  let parent: Doc | unknown[] = doc;
  for (const [i, part] of path.slice(0, -1).entries()) {
    let child = childOf(parent, part);
    if (child === undefined) {
      child = {};
      assign(parent, part, child, path);
    }
    if (!isDoc(child) && !isPlace(child, path[i + 1]!)) throw notViable(child, path);
    parent = child as Doc | unknown[];
  }
  assign(parent, path.at(-1)!, value, path);
}

/** Removes a field; an element of an array becomes null instead. */
export function removeAt(doc: Doc, path: string[]): void {
  const [parent, last] = [valueAt(doc, path.slice(0, -1)), path.at(-1)!];
  if (isDoc(parent)) delete parent[last];
  else if (Array.isArray(parent) && isPosition(last) && Number(last) < parent.length) parent[Number(last)] = null;
}

function childOf(parent: Doc | unknown[], part: string): unknown {
  return Array.isArray(parent) ? parent[Number(part)] : getField(parent, part);
}

function assign(parent: Doc | unknown[], part: string, value: unknown, path: string[]): void {
  if (!Array.isArray(parent)) return setField(parent, part, value);
  if (!isPosition(part)) throw notViable(parent, path);
  while (parent.length < Number(part)) parent.push(null);
  parent[Number(part)] = value;
}

function isPlace(value: unknown, part: string): boolean {
  return Array.isArray(value) && isPosition(part);
}

function notViable(value: unknown, path: string[]): CommandError {
  return new CommandError(
    "PathNotViable",
    `Cannot create field '${path.at(-1)}' in element {${path.at(-2)}: ${describe(value)}}`,
  );
}
