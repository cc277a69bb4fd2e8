import { Int32, isDoc, isNumber, toDouble, isTruthy, type Doc } from "../values/documents.js";
import { valuesEqual } from "../values/order.js";
import { describe } from "../values/types.js";
import { CommandError } from "../errors.js";
import type { Filter } from "../matching/condition.js";
import { compileFilter } from "../matching/filter.js";

/** One field of an index. */
export interface IndexField {
  name: string;
  path: string[];
  descending: boolean;
}

/** An index that a collection has. */
export interface Index {
  /** The space of its entries. */
  space: number;
  name: string;
  /** As listIndexes shows it. */
  spec: Doc;
  fields: IndexField[];
  unique: boolean;
  sparse: boolean;
  partial?: { expression: Doc; covers: Filter };
  expireAfterSeconds?: number;
}

/** Reads one entry of createIndexes. Throws where MongoDB would, and for unsupported kinds of index. */
export function readIndexSpec(given: Doc, space: number): Index {
  const spec = withoutDefaults(given);
  const key = readKey(spec.key);
  const options = readOptions(spec);
  return {
    space,
    name: readName(spec, key),
    spec: { v: 2, ...spec },
    fields: Object.keys(key).map((name) => readField(name, key)),
    ...options,
  };
}

/** The name of the index over _id, which no other has. */
export const ID_INDEX = "_id_";

/** The index over _id that every collection has. */
export function idIndex(space: number): Index {
  return { ...readIndexSpec({ key: { _id: new Int32(1) }, name: ID_INDEX }, space), unique: true };
}

/** Whether a key is that of the index over _id. */
export function isIdKey(key: unknown): boolean {
  return describe(key) === "{ _id: 1 }";
}

/** Whether two indexes hold the same keys of the same documents under the same constraints. */
export function areEquivalent(a: Index, b: Index): boolean {
  const filters = [a, b].map((index) => index.partial?.expression) as [Doc?, Doc?];
  return (
    describe(a.spec.key) === describe(b.spec.key) &&
    valuesEqual(filters[0], filters[1]) &&
    a.unique === b.unique &&
    a.sparse === b.sparse
  );
}

const knownOptions = new Set([
  "v",
  "key",
  "name",
  "ns",
  "unique",
  "sparse",
  "background",
  "expireAfterSeconds",
  "partialFilterExpression",
]);

function withoutDefaults({ v: _v, ns: _ns, background: _background, ...spec }: Doc): Doc {
  for (const name of Object.keys(spec)) {
    if (!knownOptions.has(name)) throw new CommandError("CannotCreateIndex", `index option ${name} is not supported`);
  }
  for (const flag of ["unique", "sparse"]) {
    if (flag in spec && !isTruthy(spec[flag])) delete spec[flag];
    else if (flag in spec) spec[flag] = true;
  }
  return spec;
}

function readKey(key: unknown): Doc {
  if (!isDoc(key)) throw new CommandError("TypeMismatch", "The field 'key' must be an object");
  if (Object.keys(key).length > 0) return key;
  throw new CommandError("CannotCreateIndex", "Index keys cannot be empty.");
}

function readName({ name }: Doc, key: Doc): string {
  if (typeof name !== "string" || name === "")
    throw new CommandError("FailedToParse", "The 'name' field is a required property of an index specification");
  if (name === ID_INDEX && !isIdKey(key))
    throw new CommandError("BadValue", `The index name '${ID_INDEX}' is reserved for the _id index: ${describe(key)}`);
  return name;
}

function readField(name: string, key: Doc): IndexField {
  const direction = key[name];
  if (!isNumber(direction) || toDouble(direction) === 0 || Number.isNaN(toDouble(direction))) {
    throw new CommandError(
      "CannotCreateIndex",
      `Values in the index key pattern must be 1 or -1 here: ${describe(key)}`,
    );
  }
  if (name.startsWith("$") || name.split(".").includes("") || name.includes("$**")) {
    throw new CommandError("CannotCreateIndex", `Index key contains an illegal field name: '${name}'`);
  }
  return { name, path: name.split("."), descending: toDouble(direction) < 0 };
}

function readOptions(spec: Doc): Pick<Index, "unique" | "sparse" | "partial" | "expireAfterSeconds"> {
  const { partialFilterExpression: expression, expireAfterSeconds: seconds } = spec;
  const options = { unique: spec.unique === true, sparse: spec.sparse === true };
  if (expression !== undefined && options.sparse) {
    throw new CommandError("CannotCreateIndex", `cannot mix "partialFilterExpression" and "sparse" options`);
  }
  return {
    ...options,
    ...(expression === undefined ? {} : { partial: readPartial(expression) }),
    ...(seconds === undefined ? {} : { expireAfterSeconds: readSeconds(seconds, spec.key as Doc) }),
  };
}

function readPartial(expression: unknown): { expression: Doc; covers: Filter } {
  if (!isDoc(expression))
    throw new CommandError("TypeMismatch", "The field 'partialFilterExpression' must be an object");
  refuseOperators(expression);
  return { expression, covers: compileFilter(expression) };
}

const partialOperators = new Set(["$and", "$or", "$in", "$eq", "$exists", "$gt", "$gte", "$lt", "$lte", "$type"]);

function refuseOperators(expression: unknown): void {
  if (Array.isArray(expression)) return expression.forEach(refuseOperators);
  if (!isDoc(expression)) return;
  for (const [name, operand] of Object.entries(expression)) {
    const isRefused = name === "$exists" ? !isTruthy(operand) : name.startsWith("$") && !partialOperators.has(name);
    if (isRefused) throw new CommandError("CannotCreateIndex", `Expression not supported in partial index: ${name}`);
    refuseOperators(operand);
  }
}

function readSeconds(seconds: unknown, key: Doc): number {
  if (!isNumber(seconds) || toDouble(seconds) < 0) {
    throw new CommandError("CannotCreateIndex", "TTL index 'expireAfterSeconds' option must be a number, zero or more");
  }
  if (Object.keys(key).length > 1 || "_id" in key) {
    throw new CommandError("CannotCreateIndex", "TTL indexes are single-field indexes, and not on _id");
  }
  return toDouble(seconds);
}
