import { CommandError } from "../errors.js";
import type { Collection } from "../collections/catalog.js";
import type { Index } from "../indexes/index-spec.js";
import type { View } from "../storage/view.js";
import { isDoc, isNumber, toDouble, type Doc } from "../values/documents.js";
import { valuesEqual } from "../values/order.js";
import type { SortField } from "../values/sort.js";
import { holdsAllMatches } from "./implied.js";
import { planQuery, type IndexPlan } from "./plan.js";

/** How a query finds its candidates: by indexes, or by reading the whole collection. */
export interface Strategy {
  /** One plan, or one for each branch of { $or: [...] }; none for a whole collection. */
  plans: IndexPlan[];
  /** Whether a whole collection is read from its end. */
  reverse: boolean;
  /** Whether the candidates come in the requested order. */
  sorted: boolean;
}

/** Chooses how to answer a query. Throws BadValue for a hint at no index. */
export function chooseStrategy(
  view: View,
  collection: Collection,
  { filter, sort = [], hint }: { filter: Doc; sort?: SortField[]; hint?: unknown },
): Strategy {
  const natural = sort[0]?.name === "$natural";
  const order = naturalOrder(sort, hint);
  if (order !== undefined) return { plans: [], reverse: order < 0, sorted: sort.length === 0 || natural };
  const hinted = hintedIndexes(collection, hint, filter);
  const indexes = hinted ?? collection.indexes;
  const plan = planQuery(view, indexes, filter, sort, hinted !== undefined);
  const sorted = sort.length === 0 || plan?.sorted === true;
  return { plans: plan ? [plan] : planBranches(view, indexes, filter), reverse: false, sorted };
}

/** 1 or -1 where a query asks for the order of insertion, or against it. */
function naturalOrder(sort: SortField[], hint: unknown): number | undefined {
  if (sort[0]?.name === "$natural") return sort[0].descending ? -1 : 1;
  if (!isDoc(hint) || !("$natural" in hint)) return undefined;
  return isNumber(hint.$natural) && toDouble(hint.$natural) < 0 ? -1 : 1;
}

/** The indexes that a hint names; undefined without a hint. Throws if they cannot answer the filter. */
function hintedIndexes(collection: Collection, hint: unknown, filter: Doc): Index[] | undefined {
  if (hint === undefined || (isDoc(hint) && Object.keys(hint).length === 0)) return undefined;
  const hinted = collection.indexes.filter((index) => index.name === hint || valuesEqual(index.spec.key, hint));
  const complete = hinted.filter((index) => holdsAllMatches(index, filter));
  if (complete.length > 0) return complete;
  if (hinted.length === 0) {
    throw new CommandError(
      "BadValue",
      "error processing query: hint provided does not correspond to an existing index",
    );
  }
  const message = "error processing query: the hinted index lacks documents that the filter may match";
  throw new CommandError("NoQueryExecutionPlans", message);
}

/** For { $or: [...] }, one plan for each branch; none if a branch has none. */
function planBranches(view: View, indexes: Index[], filter: Doc): IndexPlan[] {
  if (!Array.isArray(filter.$or)) return [];
  const plans = filter.$or.filter(isDoc).map((branch) => planQuery(view, indexes, branch, []));
  return plans.every((plan) => plan !== undefined) ? plans : [];
}
