import { deepCopy, fromNumber, isDoc, type Doc } from "../values/documents.js";
import { CommandError } from "../errors.js";
import { compileFilter } from "../matching/filter.js";
import { readCount, slice } from "../query/find.js";
import { compileProjection } from "../query/projection.js";
import { readSort, sortBy } from "../values/sort.js";
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
  $sort: (operand) => (docs) => sortBy(docs, readSort(operand), (doc) => doc),
  $skip: (operand) => (docs) => slice(docs, readCount(operand, "$skip"), 0),
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
  $sample: (operand) => (docs) => sample([...docs], readCount(docOperand(operand, "$sample").size, "$sample size")),
};

function filtering(holds: (doc: Doc) => boolean): Stage {
  function* matching(docs: Iterable<Doc>): Iterable<Doc> {
    for (const doc of docs) if (holds(doc)) yield doc;
  }
  return Object.assign(matching, { alone: true });
}

function mapping(change: (doc: Doc) => Doc): Stage {
  function* changed(docs: Iterable<Doc>): Iterable<Doc> {
    for (const doc of docs) yield change(doc);
  }
  return Object.assign(changed, { alone: true });
}

function* chained(first: Iterable<Doc>, second: () => Iterable<Doc>): Iterable<Doc> {
  yield* first;
  yield* second();
}

function counting(operand: unknown): Stage {
  if (typeof operand !== "string" || operand === "")
    throw new CommandError("BadValue", "the count field must be a non-empty string");
  return function* (docs) {
    const count = [...docs].length;
    if (count > 0) yield { [operand]: fromNumber(count) };
  };
}

function replacing(operand: unknown, variables: Doc): Stage {
  const expression = compileExpression(operand);
  return mapping((doc) => {
    const root = expression({ ...variables, ROOT: doc, CURRENT: doc });
    if (isDoc(root)) return deepCopy(root);
    throw new CommandError("BadValue", "'newRoot' expression must evaluate to an object");
  });
}

function sample(docs: Doc[], size: number): Doc[] {
  return docs
    .map((doc) => ({ doc, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, size)
    .map(({ doc }) => doc);
}

function excluding(operand: unknown): Doc {
  const names = Array.isArray(operand) ? operand : [operand];
  return Object.fromEntries(names.map((name) => [String(name), false]));
}

function limitOperand(operand: unknown): number {
  const limit = readCount(operand, "$limit");
  if (limit === 0) throw new CommandError("BadValue", "the limit must be positive");
  return limit;
}

function nonEmpty(operand: unknown, stage: string): Doc {
  const doc = docOperand(operand, stage);
  if (Object.keys(doc).length > 0) return doc;
  throw new CommandError("BadValue", `${stage} specification must have at least one field`);
}

function docOperand(operand: unknown, stage: string): Doc {
  if (isDoc(operand)) return operand;
  throw new CommandError("FailedToParse", `the ${stage} stage specification must be an object`);
}
