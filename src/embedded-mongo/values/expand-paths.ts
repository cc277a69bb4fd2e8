import { CommandError } from "../errors.js";
import { getField, isDoc, type Doc } from "./documents.js";
import { EMPTY_ARRAY_KEY } from "./key-encoding.js";
import { isPosition } from "./paths.js";

/** The value combinations at several paths, one for each element of an array. Indexes and sorts use them. */
export function expandPaths(doc: Doc, paths: string[][]): { keys: unknown[][]; arrayFields: Set<number> } {
  const arrayFields = new Set<number>();
  const keys: unknown[][] = [];
  expand(
    paths.map((path) => walk({ value: doc, path, at: 0, isElement: false })),
    keys,
    arrayFields,
  );
  return { keys, arrayFields };
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
