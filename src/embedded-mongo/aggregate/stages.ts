import { deepCopy, fromNumber, isDoc, isNumber, toDouble, type Doc } from "../values/documents.js";
import { CommandError, type ErrorName } from "../errors.js";
import { compileFilter } from "../matching/filter.js";
import { readCount } from "../query/find.js";
import { compileProjection } from "../query/projection.js";
import { filterFlow, mapFlow, slice, taking, type Flow } from "../values/flow.js";
import { sortFlow } from "../values/sort-flow.js";
import { readSort, sortKey, type SortField } from "../values/sort.js";
import { compileExpression } from "../expressions/compile-expression.js";
import { addFields } from "./add-fields.js";
import { facet } from "./facet.js";
import { group } from "./group.js";
import { lookup } from "./lookup.js";
import { unwind } from "./unwind.js";
import type { CompileStage, Stage } from "./stage.js";

/** The stages of a pipeline by name. */
export const stages: Record<string, CompileStage> = {
  $match: (operand, { variables }) => filtering(compileFilter(docOperand(operand, "$match"), variables)),
  $sort: (operand) => sorting(readSort(operand)),
  $skip: (operand) => (docs) => slice(docs, stageCount(operand, "$skip", "Location5107200"), 0),
  $limit: (operand) => (docs) => slice(docs, 0, limitOperand(operand)),
  $project: (operand, { variables }) => mapping(compileProjection(nonEmpty(operand, "$project"), {}, variables)),
  $addFields: (operand, { variables }) => mapping(addFields(docOperand(operand, "$addFields"), variables)),
  $set: (operand, { variables }) => mapping(addFields(docOperand(operand, "$set"), variables)),
  $unset: (operand) => mapping(compileProjection(excluding(operand))),
  $group: (operand, { variables }) => group(docOperand(operand, "$group"), variables),
  $unwind: (operand) => unwind(operand),
  $lookup: (operand, context) => lookup(docOperand(operand, "$lookup"), context),
  $facet: (operand, { compile }) => facet(docOperand(operand, "$facet"), compile),
  $count: (operand) => counting(operand),
  $replaceRoot: (operand, { variables }) => replacing(docOperand(operand, "$replaceRoot").newRoot, variables),
  $replaceWith: (operand, { variables }) => replacing(operand, variables),
  $sortByCount: (operand, { compile }) =>
    compile([{ $group: { _id: operand, count: { $sum: fromNumber(1) } } }, { $sort: { count: fromNumber(-1) } }]),
  $unionWith: (operand, { run }) => {
    const { coll, pipeline = [] } = isDoc(operand) ? operand : { coll: operand };
    return (docs) => chained(docs, () => run(String(coll), pipeline));
  },
  $sample: (operand) => sampling(readCount(docOperand(operand, "$sample").size, "$sample size")),
};

function filtering(holds: (doc: Doc) => boolean): Stage {
  return Object.assign((docs: Flow<Doc>) => filterFlow(docs, holds), { alone: true });
}

function mapping(change: (doc: Doc) => Doc): Stage {
  return Object.assign((docs: Flow<Doc>) => mapFlow(docs, change), { alone: true });
}

function sorting(sort: SortField[]): Stage {
  return (docs) => {
    const keyed = mapFlow(docs, (doc) => ({ key: sortKey(doc, sort), doc }));
    return mapFlow(sortFlow(keyed), ({ doc }) => doc);
  };
}

function* chained(first: Flow<Doc>, second: () => Flow<Doc>): Flow<Doc> {
  yield* first;
  yield* second();
}

function counting(operand: unknown): Stage {
  if (typeof operand !== "string" || operand === "") {
    const code = operand === "" ? "Location40157" : "Location40156";
    throw new CommandError(code, "the count field must be a non-empty string");
  }
  return function* (docs) {
    let count = 0;
    yield* taking(docs, () => count++);
    if (count > 0) yield { [operand]: fromNumber(count) };
  };
}

function replacing(operand: unknown, variables: Doc): Stage {
  const expression = compileExpression(operand);
  return mapping((doc) => {
    const root = expression({ ...variables, ROOT: doc, CURRENT: doc });
    if (isDoc(root)) return deepCopy(root);
    throw new CommandError("Location40228", "'newRoot' expression must evaluate to an object");
  });
}

/** Every document is kept with the same probability: the n-th one replaces one of those kept in size out of n cases. */
function sampling(size: number): Stage {
  return function* (docs) {
    const kept: Doc[] = [];
    let count = 0;
    yield* taking(docs, (doc) => {
      const place = Math.floor(Math.random() * ++count);
      if (kept.length < size) kept.splice(place, 0, doc);
      else if (place < size) kept[place] = doc;
    });
    yield* kept;
  };
}

function excluding(operand: unknown): Doc {
  const names = Array.isArray(operand) ? operand : [operand];
  return Object.fromEntries(names.map((name) => [String(name), false]));
}

function limitOperand(operand: unknown): number {
  const limit = stageCount(operand, "$limit", "Location5107201");
  if (limit === 0) throw new CommandError("Location15958", "the limit must be positive");
  return limit;
}

function stageCount(operand: unknown, stage: string, code: ErrorName): number {
  if (isNumber(operand) && toDouble(operand) >= 0) return readCount(operand, stage);
  throw new CommandError(code, `invalid argument to ${stage} stage: expected a number, zero or more`);
}

function nonEmpty(operand: unknown, stage: string): Doc {
  const doc = docOperand(operand, stage);
  if (Object.keys(doc).length > 0) return doc;
  throw new CommandError("Location51272", `${stage} specification must have at least one field`);
}

/** What MongoDB refuses a stage with whose specification is no object. */
const NO_OBJECT: Record<string, ErrorName> = {
  $match: "Location15959",
  $project: "Location15969",
  $addFields: "Location40272",
  $set: "Location40272",
  $group: "Location15947",
  $facet: "Location40169",
  $replaceRoot: "Location40229",
  $sample: "Location28745",
};

function docOperand(operand: unknown, stage: string): Doc {
  if (isDoc(operand)) return operand;
  throw new CommandError(NO_OBJECT[stage] ?? "FailedToParse", `the ${stage} stage specification must be an object`);
}
