import { BSONRegExp, ObjectId, deepCopy, type Doc } from "../values/documents.js";
import { valuesEqual } from "../values/order.js";
import { CommandError } from "../errors.js";
import { isOperators } from "../matching/conditions.js";
import { writeAt } from "./places.js";
import type { Update } from "./update.js";

/** The document that an upsert inserts: the filter's equalities, then the update, with a new _id if it has none. */
export function upsertedDocument(filter: Doc, update: Update): Doc {
  const seed: Doc = {};
  for (const { name, value } of equalities(filter)) {
    if (!update.replaces || name === "_id") writeAt(seed, name.split("."), deepCopy(value));
  }
  return withId(update.apply(seed, filter, true));
}

/** The document with its _id first, or a new one. Throws for an _id of a forbidden type. */
export function withId(doc: Doc): Doc {
  const { _id = new ObjectId(), ...rest } = doc;
  if (Array.isArray(_id) || _id instanceof BSONRegExp) {
    throw new CommandError(
      "InvalidIdField",
      `The '_id' value cannot be of type ${Array.isArray(_id) ? "array" : "regex"}`,
    );
  }
  return Object.keys(doc)[0] === "_id" ? doc : { _id, ...rest };
}

function equalities(filter: Doc): { name: string; value: unknown }[] {
  const found = Object.keys(filter).flatMap((name) => equalitiesIn(name, filter[name]));
  return found.filter((each, i) => found.findIndex((other) => isSame(each, other)) === i);
}

function equalitiesIn(name: string, operand: unknown): { name: string; value: unknown }[] {
  // The filter compiles, so that the operands of these two are documents.
  if (name === "$and" || (name === "$or" && (operand as Doc[]).length === 1))
    return (operand as Doc[]).flatMap(equalities);
  if (name.startsWith("$") || operand instanceof BSONRegExp) return [];
  if (!isOperators(operand)) return [{ name, value: operand }];
  if ("$eq" in operand) return [{ name, value: operand.$eq }];
  const sole = [operand.$in, operand.$all].find(
    (values): values is unknown[] => Array.isArray(values) && values.length === 1,
  );
  return sole ? [{ name, value: sole[0] }] : [];
}

function isSame(a: { name: string; value: unknown }, b: { name: string; value: unknown }): boolean {
  return a.name === b.name && valuesEqual(a.value, b.value);
}
