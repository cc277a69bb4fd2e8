import type { Collection } from "../collections/catalog.js";
import { Records } from "../collections/records.js";
import type { Variables } from "../expressions/expression.js";
import { countingPlan, explained, winningPlan, type Execution } from "../query/explain-query.js";
import { findDocuments, type Query } from "../query/find.js";
import type { Doc } from "../values/documents.js";
import { gathered, mapFlow, withPauses, type Pause } from "../values/flow.js";
import { compilePipeline, countOf, splitPipeline } from "./pipeline.js";
import type { Source } from "./stage.js";

/** A pipeline to explain. */
export interface ExplainedPipeline {
  database: string;
  name: string;
  pipeline: unknown;
  hint: unknown;
  variables: Variables;
}

/**
 * The reply of `explain` for a pipeline: the query it begins with, and the stages after it. `runs` says whether to run it. What it
 * yields are points to pause at.
 */
export function* explainPipeline(source: Source, given: ExplainedPipeline, runs: boolean): Generator<Pause, Doc> {
  const { query, rest } = splitPipeline(given.pipeline, given.hint, given.variables);
  const { docs, reply } = yield* explainStart(source, given, query, rest, runs);
  if (rest.length === 0) return reply;
  if (!runs) return { stages: [{ $cursor: reply }, ...rest] };
  const stages: Doc[] = [];
  let flow = docs;
  for (const stage of rest) {
    const apart = { ...source, records: new Records(source.view) };
    flow = yield* gathered(compilePipeline([stage], apart, given.variables)(withPauses(flow)));
    stages.push({ ...stage, nReturned: flow.length, ...accessOf(source, apart.records) });
  }
  return { stages: [{ $cursor: reply }, ...stages] };
}

/** Explains the query of a pipeline, and finds its documents where the pipeline is run. */
function* explainStart(
  source: Source,
  { database, name }: ExplainedPipeline,
  query: Query,
  rest: Doc[],
  runs: boolean,
): Generator<Pause, { docs: Doc[]; reply: Doc }> {
  const [records, started] = [new Records(source.view), performance.now()];
  const collection = source.collection(name);
  const apart = { ...source, records };
  const counted = yield* countOf(apart, collection, query, rest);
  const plan = counted !== undefined ? countingPlan(collection!, records) : winningPlan(source.view, collection, query);
  const docs = runs && collection ? yield* found(apart, collection, query, counted) : [];
  const execution: Execution = { records, returned: counted ?? docs.length, milliseconds: performance.now() - started };
  return { docs, reply: explained({ database, name }, plan, runs ? execution : undefined) };
}

/** A count from indexes alone reads no document; the stage after it still wants as many. */
function* found(
  { records, view }: Source,
  collection: Collection,
  query: Query,
  counted: number | undefined,
): Generator<Pause, Doc[]> {
  if (counted !== undefined) return Array.from({ length: counted }, () => ({}));
  return yield* gathered(mapFlow(findDocuments(records, view, collection, query), ({ doc }) => doc));
}

/** What a stage read from other collections, as MongoDB reports it for $lookup. */
function accessOf(source: Source, { examined, uses }: Records): Doc {
  if (examined.collections === 0 && examined.keys === 0) return {};
  return {
    totalDocsExamined: examined.documents,
    totalKeysExamined: examined.keys,
    collectionScans: examined.collections,
    indexesUsed: source.indexNames([...uses.keys()]),
  };
}
