import { isDoc, type Doc } from "../values/documents.js";
import { CommandError } from "../errors.js";
import { accumulators, type Accumulator } from "../expressions/accumulators.js";
import { compileExpression } from "../expressions/compile-expression.js";
import type { Expression, Variables } from "../expressions/expression.js";
import { compileGroupKey, type GroupKey } from "./group-key.js";
import type { Fold, Stage } from "./stage.js";

interface Column {
  name: string;
  start: () => Accumulator;
  value: Expression;
}

/** Compiles $group: one document for each distinct _id, in the order in which they were first seen. */
export function group(spec: Doc, variables: Variables): Stage {
  if (!("_id" in spec)) throw new CommandError("BadValue", "a group specification must include an _id");
  const key = compileGroupKey(spec._id);
  const columns = Object.keys(spec)
    .filter((name) => name !== "_id")
    .map((name) => readColumn(name, spec[name]));
  const fold = (): Fold => startGroups(key, columns, variables);
  return Object.assign((docs: Iterable<Doc>) => groupAll(fold(), docs), { fold });
}

function* groupAll(groups: Fold, docs: Iterable<Doc>): Iterable<Doc> {
  groups.add(docs);
  yield* groups.result();
}

function startGroups(key: GroupKey, columns: Column[], variables: Variables): Fold {
  const groups = new Map<string, { id: unknown; columns: Accumulator[] }>();
  return {
    add: (docs) => {
      for (const doc of docs) {
        const scope = { ...variables, ROOT: doc, CURRENT: doc };
        const parts = key.partsOf(scope);
        const identity = key.identityOf(parts);
        let found = groups.get(identity);
        if (!found)
          groups.set(identity, (found = { id: key.idOf(parts), columns: columns.map(({ start }) => start()) }));
        for (let i = 0; i < columns.length; i++) found.columns[i]!.add(columns[i]!.value(scope));
      }
    },
    *result() {
      for (const { id, columns: results } of groups.values()) {
        yield { _id: id, ...Object.fromEntries(columns.map(({ name }, i) => [name, results[i]!.result()])) };
      }
    },
  };
}

function readColumn(name: string, spec: unknown): Column {
  if (name.includes(".")) throw new CommandError("BadValue", `The field name '${name}' cannot contain '.'`);
  const [operator = "", ...more] = isDoc(spec) ? Object.keys(spec) : [];
  const start = Object.hasOwn(accumulators, operator) && more.length === 0 ? accumulators[operator] : undefined;
  if (!start) throw new CommandError("BadValue", `The field '${name}' must be an accumulator object that is supported`);
  return { name, start, value: compileExpression((spec as Doc)[operator]) };
}
