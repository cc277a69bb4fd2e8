import { fromNumber, isDoc, type Doc } from "../values/documents.js";
import { atOnce, mapFlow, type Flow, type Pause } from "../values/flow.js";
import { valuesEqual } from "../values/order.js";
import { CommandError } from "../errors.js";
import { countByIndex } from "../query/count.js";
import { findDocuments, type Query } from "../query/find.js";
import { readSort } from "../values/sort.js";
import type { Collection } from "../collections/catalog.js";
import type { Variables } from "../expressions/expression.js";
import { neededFields } from "./needed-fields.js";
import type { Fold, Source, Stage, StageContext } from "./stage.js";
import { stages } from "./stages.js";
import { statistics } from "./statistics.js";

/** Runs a pipeline over a collection. Leading $match and $sort stages use indexes, as `find` does. */
export function* aggregate(
  source: Source,
  name: string,
  pipeline: unknown,
  hint?: unknown,
  variables: Variables = {},
): Flow<Doc> {
  const collection = source.collection(name);
  const told = tellAbout(source, collection, pipeline);
  if (told) {
    yield* compilePipeline(told.rest, source, variables)(told.documents);
    return;
  }
  const { query, rest } = splitPipeline(pipeline, hint, variables);
  const counted = yield* countOf(source, collection, query, rest);
  if (counted !== undefined) {
    const group = counted === 0 ? [] : [{ _id: fromNumber(1), n: fromNumber(counted) }];
    yield* compilePipeline(rest.slice(1), source, variables)(group);
    return;
  }
  const run = compilePipeline(rest, source, variables);
  const fields = query.sort ? undefined : neededFields(query.filter, rest);
  const found = collection ? documents(source, collection, { ...query, ...(fields && { fields }) }) : [];
  yield* run(found);
}

/** The documents of a first stage that tells about a collection instead of reading it, and the stages after it. */
function tellAbout(
  source: Source,
  collection: Collection | undefined,
  pipeline: unknown,
): { documents: Doc[]; rest: Doc[] } | undefined {
  const [first, ...rest] = readPipeline(pipeline);
  const [name = ""] = Object.keys(first ?? {});
  if (!Object.hasOwn(statistics, name)) return undefined;
  return { documents: collection ? statistics[name]!(source, collection, first![name]) : [], rest };
}

/** A pipeline's leading $match and $sort stages as a query, and the stages after them. Throws for what is no pipeline. */
export function splitPipeline(pipeline: unknown, hint: unknown, variables: Variables): { query: Query; rest: Doc[] } {
  return splitQuery(readPipeline(pipeline), { filter: {}, hint, variables });
}

/** How many documents a count finds, where the pipeline is one that indexes alone can answer; else undefined. */
export function* countOf(
  { records, view }: Source,
  collection: Collection | undefined,
  query: Query,
  rest: Doc[],
): Generator<Pause, number | undefined> {
  if (!collection || query.hint || !isCount(rest)) return undefined;
  return yield* countByIndex(view, collection.indexes, query.filter, records);
}

/** Whether the first stage is the count that a driver's `countDocuments` sends. */
function isCount([stage]: Doc[]): boolean {
  return stage !== undefined && valuesEqual(stage, { $group: { _id: fromNumber(1), n: { $sum: fromNumber(1) } } });
}

/** Compiles stages that do not start from a collection, such as those of an update. */
export function compilePipeline(pipeline: Doc[], source: Source, variables: Variables): Stage {
  const context: StageContext = {
    source,
    variables,
    compile: (inner, more = {}) => compilePipeline(readPipeline(inner), source, { ...variables, ...more }),
    run: (name, inner, more = {}) => aggregate(source, name, inner, undefined, { ...variables, ...more }),
  };
  return inTurn(pipeline.map((stage) => compileStage(stage, context)));
}

/** One stage after the other. */
function inTurn(compiled: Stage[]): Stage {
  const all = (docs: Flow<Doc>) => through(compiled, docs);
  const at = compiled.findIndex(({ alone }) => !alone);
  const fold = compiled[at]?.fold;
  return fold
    ? Object.assign(all, { fold: () => foldAfter(compiled.slice(0, at), fold(), compiled.slice(at + 1)) })
    : all;
}

function foldAfter(before: Stage[], fold: Fold, after: Stage[]): Fold {
  return {
    add: (docs) => fold.add(atOnce(through(before, docs))),
    result: () => through(after, fold.result()),
  };
}

function through(stagesInTurn: Stage[], docs: Flow<Doc>): Flow<Doc> {
  return stagesInTurn.reduce((flow, stage) => stage(flow), docs);
}

function documents(source: Source, collection: Collection, query: Query): Flow<Doc> {
  return mapFlow(findDocuments(source.records, source.view, collection, query), ({ doc }) => doc);
}

/** The stages of a pipeline. Throws where it is none, or a stage is no document of one field. */
export function readPipeline(pipeline: unknown): Doc[] {
  if (!Array.isArray(pipeline))
    throw new CommandError("TypeMismatch", "'pipeline' option must be specified as an array");
  for (const stage of pipeline) {
    if (!isDoc(stage)) throw new CommandError("TypeMismatch", "Each element of the 'pipeline' array must be an object");
    if (Object.keys(stage).length === 1) continue;
    throw new CommandError("Location40323", "A pipeline stage specification object must contain exactly one field.");
  }
  return pipeline as Doc[];
}

function compileStage(stage: Doc, context: StageContext): Stage {
  const [name = ""] = Object.keys(stage);
  if (name === "$changeStream") {
    throw new CommandError("Location40573", "The $changeStream stage is only supported on replica sets");
  }
  if (Object.hasOwn(statistics, name)) {
    throw new CommandError("Location40602", `${name} is only valid as the first stage in a pipeline`);
  }
  const compile = Object.hasOwn(stages, name) ? stages[name] : undefined;
  if (!compile) throw new CommandError("Location40324", `Unrecognized pipeline stage name: '${name}'`);
  return compile(stage[name], context);
}

/** Splits leading $match stages and one $sort off as a query. */
function splitQuery(pipeline: Doc[], query: Query): { query: Query; rest: Doc[] } {
  const [stage, ...rest] = pipeline;
  if (!stage) return { query, rest: [] };
  if (isDoc(stage.$match) && !query.sort) {
    return splitQuery(rest, { ...query, filter: both(query.filter, stage.$match) });
  }
  if (isDoc(stage.$sort) && !query.sort) return splitQuery(rest, { ...query, sort: readSort(stage.$sort) });
  return { query, rest: pipeline };
}

function both(a: Doc, b: Doc): Doc {
  return Object.keys(a).length === 0 ? b : { $and: [a, b] };
}
