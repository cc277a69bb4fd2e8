import { compileExpression } from "../expressions/compile-expression.js";
import type { Variables } from "../expressions/expression.js";
import { isDoc, setField, type Doc } from "../values/documents.js";
import { identityOf } from "../values/order.js";

/** The _id of a $group, computed part by part, so that it is put together once for each group rather than for each document. */
export interface GroupKey {
  partsOf(scope: Variables): unknown[];
  /** A text that only equal ids share. */
  identityOf(parts: unknown[]): string;
  idOf(parts: unknown[]): unknown;
}

/** Compiles the _id of a $group. */
export function compileGroupKey(spec: unknown): GroupKey {
  const names = isDoc(spec) ? Object.keys(spec) : [];
  if (!isDoc(spec) || names[0]?.startsWith("$")) return singleKey(spec);
  const values = names.map((name) => compileExpression(spec[name]));
  return {
    partsOf: (scope) => values.map((value) => value(scope)),
    identityOf: (parts) => {
      let identity = "";
      for (const part of parts) identity += partIdentity(part);
      return identity;
    },
    idOf: (parts) => docOf(names, parts),
  };
}

function singleKey(spec: unknown): GroupKey {
  const value = compileExpression(spec);
  return {
    partsOf: (scope) => [value(scope) ?? null],
    identityOf: ([part]) => identityOf(part),
    idOf: ([part]) => part,
  };
}

/** The parts' names are the same in all ids, so their values and which of them are missing tell ids apart. */
function partIdentity(part: unknown): string {
  return part === undefined ? MISSING : identityOf(part);
}

/** No identity has this character. */
const MISSING = "\u0101";

function docOf(names: string[], parts: unknown[]): Doc {
  const doc: Doc = {};
  for (const [i, name] of names.entries()) if (parts[i] !== undefined) setField(doc, name, parts[i]);
  return doc;
}
