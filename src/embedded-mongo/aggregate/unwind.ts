import { Long, getField, isDoc, setField, type Doc } from "../values/documents.js";
import { MAY_PAUSE } from "../values/flow.js";
import { valueAt } from "../values/paths.js";
import { CommandError } from "../errors.js";
import type { Stage } from "./stage.js";

/** Compiles $unwind: one document for each element of an array, with the element in place of the array. */
export function unwind(operand: unknown): Stage {
  const {
    path,
    preserveNullAndEmptyArrays: preserve,
    includeArrayIndex: position,
  } = isDoc(operand) ? operand : { path: operand };
  if (typeof path !== "string" || !path.startsWith("$")) {
    throw new CommandError(
      "Location28818",
      `path option to $unwind stage should be prefixed with a '$': ${String(path)}`,
    );
  }
  const parts = path.slice(1).split(".");
  return function* (docs) {
    for (const doc of docs) {
      if (doc === MAY_PAUSE) {
        yield doc;
        continue;
      }
      const value = valueAt(doc, parts);
      const elements = Array.isArray(value) ? value : [value];
      const isEmpty = elements.length === 0 || value === null || value === undefined;
      if (isEmpty && preserve === true)
        yield withPosition(value === null ? doc : replaced(doc, parts, undefined), position, null);
      if (isEmpty) continue;
      for (const [i, element] of elements.entries()) {
        yield withPosition(replaced(doc, parts, element), position, Array.isArray(value) ? Long.fromNumber(i) : null);
      }
    }
  };
}

function replaced(doc: Doc, [field = "", ...rest]: string[], value: unknown): Doc {
  const copy = { ...doc };
  const inner = getField(doc, field);
  const next = rest.length === 0 ? value : isDoc(inner) ? replaced(inner, rest, value) : inner;
  if (next === undefined) delete copy[field];
  else setField(copy, field, next);
  return copy;
}

function withPosition(doc: Doc, field: unknown, position: Long | null): Doc {
  return typeof field === "string" ? { ...doc, [field]: position } : doc;
}
