import { getField, isDoc, setField, type Doc } from "../values/documents.js";
import { compileField } from "../expressions/compile-expression.js";
import type { Variables } from "../expressions/expression.js";

/** Compiles $addFields: each field gets its computed value; dotted names reach into documents, and into every element of an array. */
export function addFields(spec: Doc, variables: Variables): (doc: Doc) => Doc {
  const fields = flatten(spec, "").map(({ name, value }) => ({
    path: name.split("."),
    value: compileField(value),
  }));
  return (doc) => {
    const scope = { ...variables, ROOT: doc, CURRENT: doc };
    return fields.reduce<Doc>((result, { path, value }) => assign(result, path, value(scope)), doc);
  };
}

/** A plain document sets fields of the embedded document instead of replacing it. */
function flatten(spec: Doc, prefix: string): { name: string; value: unknown }[] {
  return Object.keys(spec).flatMap((field) => {
    const value = spec[field];
    const isFields = isDoc(value) && Object.keys(value).length > 0 && !Object.keys(value)[0]!.startsWith("$");
    return isFields ? flatten(value, `${prefix}${field}.`) : [{ name: prefix + field, value }];
  });
}

function assign(doc: Doc, [field = "", ...rest]: string[], value: unknown): Doc {
  const copy: Doc = { ...doc };
  const assigned = rest.length === 0 ? value : assignInside(getField(doc, field), rest, value);
  if (assigned === undefined) delete copy[field];
  else setField(copy, field, assigned);
  return copy;
}

function assignInside(target: unknown, path: string[], value: unknown): unknown {
  if (Array.isArray(target)) return target.map((element) => assignInside(element, path, value));
  return assign(isDoc(target) ? target : {}, path, value);
}
