import { setField, type Doc } from "../values/documents.js";
import { valueAt } from "../values/paths.js";
import { compileFilter } from "./filter.js";

/**
 * The position of the array element that made the document match a filter that compiles, for the positional `$`.
 * Undefined when no element meets a condition on the array at `name`.
 */
export function matchedPosition(filter: Doc, doc: Doc, name: string): number | undefined {
  const path = name.split(".");
  const array = valueAt(doc, path);
  if (!Array.isArray(array)) return undefined;
  for (const clause of clausesAbout(filter, name)) {
    const matches = compileFilter(clause);
    const position = array.findIndex((element) => matches(holding(path, [element])));
    if (position !== -1) return position;
  }
  return undefined;
}

function clausesAbout(filter: Doc, name: string): Doc[] {
  return Object.keys(filter).flatMap((field) => {
    const operand = filter[field];
    if (field === "$and" || field === "$or") return (operand as Doc[]).flatMap((part) => clausesAbout(part, name));
    return field === name || field.startsWith(`${name}.`) ? [{ [field]: operand }] : [];
  });
}

function holding(path: string[], array: unknown[]): Doc {
  let value: unknown = array;
  for (const part of [...path].reverse()) {
    const outer: Doc = {};
    setField(outer, part, value);
    value = outer;
  }
  return value as Doc;
}
