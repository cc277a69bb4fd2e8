import { namespaceOf, type Collection } from "../collections/catalog.js";
import type { Records } from "../collections/records.js";
import type { View } from "../storage/view.js";
import type { Doc } from "../values/documents.js";
import type { SortField } from "../values/sort.js";
import type { Query } from "./find.js";
import type { IndexPlan } from "./plan.js";
import { chooseStrategy } from "./strategy.js";

/** What running an explained command took. Its `records` serve that command alone. */
export interface Execution {
  records: Records;
  returned: number;
  milliseconds: number;
}

/** The stages of a query as MongoDB's `winningPlan` nests them, the last stage outermost. */
export function winningPlan(view: View, collection: Collection | undefined, query: Query): Doc {
  if (!collection) return { stage: "EOF" };
  const { plans, reverse, sorted } = chooseStrategy(view, collection, query);
  const found = candidateStage(plans, reverse, query.filter);
  return withLimits(sorted ? found : { stage: "SORT", sortPattern: patternOf(query.sort!), inputStage: found }, query);
}

/** The plan of a count that indexes answer alone. */
export function countingPlan(collection: Collection, records: Records): Doc {
  const scans = collection.indexes.filter(({ space }) => records.uses.has(space)).map((index) => scanStage({ index }));
  return scans.length === 1 ? { ...scans[0], stage: "COUNT_SCAN" } : { stage: "AND_SORTED", inputStages: scans };
}

/** The reply of `explain` for one plan; with `execution`, what running it took. */
export function explained(namespace: Pick<Collection, "database" | "name">, plan: Doc, execution?: Execution): Doc {
  const queryPlanner = {
    namespace: namespaceOf(namespace),
    indexFilterSet: false,
    winningPlan: plan,
    rejectedPlans: [],
  };
  return { queryPlanner, ...(execution && { executionStats: statsOf(plan, execution) }) };
}

function candidateStage(plans: IndexPlan[], reverse: boolean, filter: Doc): Doc {
  const remaining = Object.keys(filter).length > 0 ? { filter } : {};
  const scans = plans.map(scanStage);
  if (scans.length === 0) return { stage: "COLLSCAN", ...remaining, direction: reverse ? "backward" : "forward" };
  const inputStage = scans.length === 1 ? scans[0] : { stage: "OR", inputStages: scans };
  return { stage: "FETCH", ...remaining, inputStage };
}

function scanStage({ index, multikey = false, ranges = [] }: Pick<IndexPlan, "index"> & Partial<IndexPlan>): Doc {
  return {
    stage: "IXSCAN",
    keyPattern: index.spec.key,
    indexName: index.name,
    isMultiKey: multikey,
    isUnique: index.unique,
    isSparse: index.sparse,
    isPartial: index.partial !== undefined,
    direction: ranges[0]?.reverse ? "backward" : "forward",
  };
}

function withLimits(plan: Doc, { skip = 0, limit = 0 }: Query): Doc {
  const skipped = skip > 0 ? { stage: "SKIP", skipAmount: skip, inputStage: plan } : plan;
  return limit > 0 ? { stage: "LIMIT", limitAmount: limit, inputStage: skipped } : skipped;
}

function patternOf(sort: SortField[]): Doc {
  return Object.fromEntries(sort.map(({ name, descending }) => [name, descending ? -1 : 1]));
}

function statsOf(plan: Doc, { records, returned, milliseconds }: Execution): Doc {
  return {
    executionSuccess: true,
    nReturned: returned,
    executionTimeMillis: Math.round(milliseconds),
    totalKeysExamined: records.examined.keys,
    totalDocsExamined: records.examined.documents,
    executionStages: { ...plan, nReturned: returned },
  };
}
