import { CommandError } from "../errors.js";
import type { Collection } from "../collections/catalog.js";
import type { Index } from "../indexes/index-spec.js";
import type { View } from "../storage/view.js";
import { isDoc, type Doc } from "../values/documents.js";
import { valuesEqual } from "../values/order.js";
import type { SortField } from "../values/sort.js";
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
  const indexes = natural ? [] : hintedIndexes(collection, hint);
  const plan = planQuery(view, indexes, filter, sort);
  const sorted = sort.length === 0 || natural || plan?.sorted === true;
  if (plan) return { plans: [plan], reverse: false, sorted };
  return { plans: planBranches(view, indexes, filter), reverse: natural && sort[0]!.descending, sorted };
}

function hintedIndexes(collection: Collection, hint: unknown): Index[] {
  if (hint === undefined || (isDoc(hint) && Object.keys(hint).length === 0)) return collection.indexes;
  if (isDoc(hint) && "$natural" in hint) return [];
  const hinted = collection.indexes.filter((index) => index.name === hint || valuesEqual(index.spec.key, hint));
  if (hinted.length > 0) return hinted;
  throw new CommandError("BadValue", "error processing query: hint provided does not correspond to an existing index");
}

/** For { $or: [...] }, one plan for each branch; none if a branch has none. */
function planBranches(view: View, indexes: Index[], filter: Doc): IndexPlan[] {
  if (!Array.isArray(filter.$or)) return [];
  const plans = filter.$or.filter(isDoc).map((branch) => planQuery(view, indexes, branch, []));
  return plans.every((plan) => plan !== undefined) ? plans : [];
}
