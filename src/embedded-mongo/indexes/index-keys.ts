import { getField, isDoc, type Doc } from "../values/documents.js";
import { EMPTY_ARRAY_KEY, encodeKey } from "../values/key-encoding.js";
import { isPosition } from "../values/paths.js";
import { CommandError } from "../errors.js";
import { MAX_KEY_BYTES } from "../storage/keys.js";
import type { Index } from "./index-spec.js";

/** One key that a document has in an index: its values, and their encoding. */
export interface IndexKey {
  values: unknown[];
  bytes: Buffer;
}

/** The keys of a document in an index, each once, and the fields that went through arrays. */
export interface IndexKeys {
  keys: IndexKey[];
  arrayFields: Set<number>;
}

/** The keys under which an index holds a document: one for each element of an array, none where it leaves it out. */
export function keysOf(doc: Doc, index: Index): IndexKeys {
  if (!covers(index, doc)) return { keys: [], arrayFields: new Set() };
  const { keys, arrayFields } = expandKeys(
    doc,
    index.fields.map((field) => field.path),
  );
  const descending = index.fields.map((field) => field.descending);
  const unique = new Map<string, IndexKey>();
  for (const values of keys) {
    const bytes = encodeKey(values, descending);
    if (bytes.length > MAX_KEY_BYTES) {
      throw new CommandError("KeyTooLong", `index key too large to index, ${bytes.length} bytes in ${index.name}`);
    }
    unique.set(bytes.toString("latin1"), { values, bytes });
  }
  return { keys: [...unique.values()], arrayFields };
}

/** The values that stand at several paths at once, an array's elements one after the other. Sorting uses the same. */
export function expandKeys(doc: Doc, paths: string[][]): { keys: unknown[][]; arrayFields: Set<number> } {
  const arrayFields = new Set<number>();
  const keys: unknown[][] = [];
  expand(
    paths.map((path) => walk({ value: doc, path, at: 0, isElement: false })),
    keys,
    arrayFields,
  );
  return { keys, arrayFields };
}

function covers(index: Index, doc: Doc): boolean {
  if (index.partial && !index.partial.covers(doc)) return false;
  return !index.sparse || index.fields.some((field) => isPresent(doc, field.path, 0));
}

function isPresent(value: unknown, path: string[], at: number): boolean {
  if (at === path.length) return value !== undefined;
  if (Array.isArray(value)) return value.some((element) => isDoc(element) && isPresent(element, path, at));
  return isDoc(value) && isPresent(getField(value, path[at]!), path, at + 1);
}

/** How far a field's path has been followed. */
interface Step {
  value: unknown;
  path: string[];
  at: number;
  /** Arrays inside arrays are not taken apart again. */
  isElement: boolean;
}

function expand(steps: Step[], keys: unknown[][], arrayFields: Set<number>): void {
  const atArrays = steps.map(stopsAtArray);
  const first = atArrays.indexOf(true);
  if (first === -1) return void keys.push(steps.map((step) => endValue(step)));
  const array = steps[first]!.value as unknown[];
  steps.forEach((step, i) => {
    if (!atArrays[i]) return;
    if (step.value !== array) throw parallelArrays(steps[first]!, step);
    arrayFields.add(i);
  });
  for (const element of array.length > 0 ? array : [EMPTY_ARRAY_KEY]) {
    expand(
      steps.map((step, i) => (atArrays[i] ? walk({ ...step, value: element, isElement: true }) : step)),
      keys,
      arrayFields,
    );
  }
}

function stopsAtArray(step: Step): boolean {
  return Array.isArray(step.value) && !step.isElement;
}

/** Follows a path through documents until it ends or meets an array. */
function walk(step: Step): Step {
  let { value, at, isElement } = step;
  while (at < step.path.length) {
    const part = step.path[at]!;
    if (isDoc(value)) value = getField(value, part);
    else if (Array.isArray(value) && isPosition(part) && Number(part) < value.length) value = value[Number(part)];
    else break;
    at++;
    isElement = false;
  }
  return { ...step, value, at, isElement };
}

function endValue({ value, path, at }: Step): unknown {
  if (value === EMPTY_ARRAY_KEY) return at === path.length ? value : null;
  return at === path.length ? (value ?? null) : null;
}

function parallelArrays(a: Step, b: Step): CommandError {
  const names = [a, b].map((step) => `[${step.path.at(-1)}]`).join(" ");
  return new CommandError("CannotIndexParallelArrays", `cannot index parallel arrays ${names}`);
}
