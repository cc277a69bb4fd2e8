import { isDoc, type Doc } from "../values/documents.js";
import { identityOf } from "../values/order.js";
import { CommandError } from "../errors.js";
import { accumulators, type Accumulator } from "../expressions/accumulators.js";
import { compileExpression } from "../expressions/compile-expression.js";
import type { Expression, Variables } from "../expressions/expression.js";
import type { Stage } from "./stage.js";

interface Column {
  name: string;
  start: () => Accumulator;
  value: Expression;
}

/** Compiles $group: one document for each distinct _id, in the order in which they were first seen. */
export function group(spec: Doc, variables: Variables): Stage {
  if (!("_id" in spec)) throw new CommandError("BadValue", "a group specification must include an _id");
  const id = compileExpression(spec._id);
  const columns = Object.keys(spec)
    .filter((name) => name !== "_id")
    .map((name) => readColumn(name, spec[name]));
  return function* (docs) {
    const groups = new Map<string, { id: unknown; columns: Accumulator[] }>();
    for (const doc of docs) {
      const scope = { ...variables, ROOT: doc, CURRENT: doc };
      const value = id(scope) ?? null;
      const key = identityOf(value);
      let found = groups.get(key);
      if (!found) groups.set(key, (found = { id: value, columns: columns.map(({ start }) => start()) }));
      columns.forEach((column, i) => found.columns[i]!.add(column.value(scope)));
    }
    for (const found of groups.values()) {
      yield { _id: found.id, ...Object.fromEntries(columns.map(({ name }, i) => [name, found.columns[i]!.result()])) };
    }
  };
}

function readColumn(name: string, spec: unknown): Column {
  if (name.includes(".")) throw new CommandError("BadValue", `The field name '${name}' cannot contain '.'`);
  const [operator = "", ...more] = isDoc(spec) ? Object.keys(spec) : [];
  const start = Object.hasOwn(accumulators, operator) && more.length === 0 ? accumulators[operator] : undefined;
  if (!start) throw new CommandError("BadValue", `The field '${name}' must be an accumulator object that is supported`);
  return { name, start, value: compileExpression((spec as Doc)[operator]) };
}
