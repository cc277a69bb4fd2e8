import { isDoc, type Doc } from "../values/documents.js";
import { CommandError } from "../errors.js";
import { accumulators, type Accumulator } from "../expressions/accumulators.js";
import { compileExpression } from "../expressions/compile-expression.js";
import type { Expression, Variables } from "../expressions/expression.js";
import { MemoryLimit } from "../values/memory-limit.js";
import { mapFlow, taking, withPauses, type Flow } from "../values/flow.js";
import { compileGroupKey, type GroupKey } from "./group-key.js";
import type { Fold, Stage } from "./stage.js";

interface Column {
  name: string;
  start: (limit: MemoryLimit) => Accumulator;
  value: Expression;
}

/** Compiles $group: one document for each distinct _id, in the order in which they were first seen. */
export function group(spec: Doc, variables: Variables): Stage {
  if (!("_id" in spec)) throw new CommandError("Location15955", "a group specification must include an _id");
  const key = compileGroupKey(spec._id);
  const columns = Object.keys(spec)
    .filter((name) => name !== "_id")
    .map((name) => readColumn(name, spec[name]));
  const fold = (): Groups => startGroups(key, columns, variables);
  return Object.assign((docs: Flow<Doc>) => groupAll(fold(), docs), { fold });
}

interface Groups extends Fold {
  addOne: (doc: Doc) => void;
}

function* groupAll(groups: Groups, docs: Flow<Doc>): Flow<Doc> {
  yield* taking(docs, groups.addOne);
  yield* groups.result();
}

function startGroups(key: GroupKey, columns: Column[], variables: Variables): Groups {
  const groups = new Map<string, { id: unknown; columns: Accumulator[] }>();
  const limit = new MemoryLimit("$group");
  const begin = (identity: string, id: unknown) => {
    const begun = { id, columns: columns.map(({ start }) => start(limit)) };
    limit.count(identity.length + BYTES_PER_GROUP);
    groups.set(identity, begun);
    return begun;
  };
  const addOne = (doc: Doc): void => {
    const scope = { ...variables, ROOT: doc, CURRENT: doc };
    const parts = key.partsOf(scope);
    const identity = key.identityOf(parts);
    const found = groups.get(identity) ?? begin(identity, key.idOf(parts));
    for (let i = 0; i < columns.length; i++) found.columns[i]!.add(columns[i]!.value(scope));
  };
  return {
    addOne,
    add: (docs) => {
      for (const doc of docs) addOne(doc);
    },
    result: () =>
      mapFlow(withPauses(groups.values()), ({ id, columns: results }) => ({
        _id: id,
        ...Object.fromEntries(columns.map(({ name }, i) => [name, results[i]!.result()])),
      })),
  };
}

/** About how much a group takes beside its _id and the values that its accumulators keep. */
const BYTES_PER_GROUP = 100;

function readColumn(name: string, spec: unknown): Column {
  if (name.includes(".")) throw new CommandError("Location40235", `The field name '${name}' cannot contain '.'`);
  const [operator = "", ...more] = isDoc(spec) ? Object.keys(spec) : [];
  if (!operator.startsWith("$"))
    throw new CommandError("Location40234", `The field '${name}' must be an accumulator object`);
  if (more.length > 0) throw new CommandError("Location40238", `The field '${name}' must specify one accumulator`);
  const start = Object.hasOwn(accumulators, operator) ? accumulators[operator] : undefined;
  if (!start) throw new CommandError("Location15952", `unknown group operator '${operator}'`);
  return { name, start, value: compileExpression((spec as Doc)[operator]) };
}
