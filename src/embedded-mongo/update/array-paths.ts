import { isDoc, type Doc } from "../values/documents.js";
import { isPosition, valueAt } from "../values/paths.js";
import { CommandError } from "../errors.js";
import { elementTest } from "../matching/conditions.js";
import { compileFilter } from "../matching/filter.js";
import { matchedPosition } from "../matching/matched-position.js";

/** For each name in `$[name]`, which elements it stands for. */
export type ArrayFilters = Map<string, (element: unknown) => boolean>;

interface Situation {
  filter: Doc;
  /** The document before the update. */
  original: Doc;
  arrayFilters: ArrayFilters;
}

/** Compiles the option arrayFilters, such as [{ "item.sku": "a" }]. */
export function compileArrayFilters(given: unknown): ArrayFilters {
  const filters: ArrayFilters = new Map();
  for (const filter of Array.isArray(given) ? given.filter(isDoc) : []) {
    const name = identifierOf(filter);
    if (filters.has(name))
      throw new CommandError(
        "FailedToParse",
        `Found multiple array filters with the same top-level field name ${name}`,
      );
    filters.set(name, elementFilter(filter, name));
  }
  return filters;
}

/** Throws FailedToParse unless each of the filters serves one of these paths. */
export function ensureUsed(filters: ArrayFilters, paths: string[]): void {
  const parts = new Set(paths.flatMap((path) => path.split(".")));
  const unused = [...filters.keys()].find((name) => !parts.has(`$[${name}]`));
  if (unused === undefined) return;
  throw new CommandError("FailedToParse", `The array filter for identifier '${unused}' was not used in the update`);
}

/** The plain paths that a path with `$`, `$[]` or `$[name]` stands for in a document. */
export function resolvePath(doc: Doc, path: string[], situation: Situation): string[][] {
  const at = path.findIndex((part) => part.startsWith("$"));
  if (at === -1) return [path];
  const [before, part, rest] = [path.slice(0, at), path[at]!, path.slice(at + 1)];
  const positions = part === "$" ? [matched(before, situation)] : selected(doc, before, part, situation);
  return positions.flatMap((position) => resolvePath(doc, [...before, String(position), ...rest], situation));
}

function matched(before: string[], { filter, original }: Situation): number {
  const position = matchedPosition(filter, original, before.filter((part) => !isPosition(part)).join("."));
  if (position !== undefined) return position;
  throw new CommandError("BadValue", "The positional operator did not find the match needed from the query.");
}

function selected(doc: Doc, before: string[], part: string, { arrayFilters }: Situation): number[] {
  const array = valueAt(doc, before);
  if (!Array.isArray(array)) {
    const name = before.join(".");
    throw new CommandError(
      "BadValue",
      `The path '${name}' must exist in the document in order to apply array updates.`,
    );
  }
  const test = part === "$[]" ? () => true : arrayFilters.get(part.slice(2, -1));
  if (!test) throw new CommandError("BadValue", `No array filter found for identifier '${part.slice(2, -1)}'`);
  return [...array.keys()].filter((position) => test(array[position]));
}

function identifierOf(filter: Doc): string {
  const [name, another] = new Set(identifiersIn(filter));
  if (name === undefined)
    throw new CommandError("FailedToParse", "Cannot use an expression without a top-level field name in arrayFilters");
  if (another === undefined) return name;
  throw new CommandError("FailedToParse", `Expected a single top-level field name, found '${name}' and '${another}'`);
}

function identifiersIn(filter: Doc): string[] {
  return Object.keys(filter).flatMap((name) => {
    const operand = filter[name];
    if (name.startsWith("$") && Array.isArray(operand)) return operand.filter(isDoc).flatMap(identifiersIn);
    return name.split(".", 1);
  });
}

function elementFilter(filter: Doc, name: string): (element: unknown) => boolean {
  const matches = compileFilter(filter);
  const own = filter[name];
  const test = isDoc(own) && Object.keys(filter).length === 1 ? elementTest({ ...own }, compileFilter) : undefined;
  const isOperators = isDoc(own) && Object.keys(own)[0]?.startsWith("$");
  return test && isOperators ? test : (element) => matches({ [name]: element });
}
