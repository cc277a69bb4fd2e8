import { ObjectId } from "bson";
import { BSONRegExp, isDoc, isNumber, toDouble, type Doc } from "../values/documents.js";
import { MAY_PAUSE, taking, withPauses, type Pause } from "../values/flow.js";
import { isPosition } from "../values/paths.js";
import { isOperators } from "../matching/conditions.js";
import { isLiteralStart } from "../values/regex.js";
import type { Index } from "../indexes/index-spec.js";
import { multikeyKey } from "../storage/keys.js";
import type { Records } from "../collections/records.js";
import type { KeyRange, View } from "../storage/view.js";
import { rangeDemandsOf, intersect, type Bounds } from "./bounds.js";
import { holdsAllMatches } from "./implied.js";
import { MAX_LOOKUPS, toRanges } from "./plan.js";

/** Where counting notes what it examined. */
type Examined = Pick<Records, "examined" | "countUse">;

/**
 * Counts matching documents from index entries alone; undefined when indexes cannot answer every condition exactly. Conditions that
 * no single index answers are answered one by one and their records intersected; the branches of { $or: [...] } are united.
 */
export function* countByIndex(view: View, indexes: Index[], filter: Doc, records: Examined): Counting<number> {
  const isChoice = Array.isArray(filter.$or) && Object.keys(filter).length === 1;
  if (!isChoice) {
    const found = yield* findByIndex(view, indexes, filter, records);
    return typeof found === "number" ? found : found?.size;
  }
  const any = new Set<number>();
  for (const branch of (filter.$or as unknown[]).filter(isDoc)) {
    const found = yield* findByIndex(view, indexes, branch, records, true);
    if (!(found instanceof Set)) return undefined;
    for (const record of found) any.add(record);
  }
  return any.size;
}

/** Counting in turns: what it yields are points to pause at. */
type Counting<T> = Generator<Pause, T | undefined>;

/** The matching records, or only their number when that is enough and one index has each of them once. */
function* findByIndex(
  view: View,
  indexes: Index[],
  filter: Doc,
  records: Examined,
  named = false,
): Counting<Set<number> | number> {
  if (!isExact(filter)) return undefined;
  const usable = indexes.filter((index) => holdsAllMatches(index, filter));
  let open = conditionsOf(filter);
  let common: Set<number> | undefined;
  while (open.length > 0) {
    const answers = usable.map((index) => answer(view, index, open)).sort((a, b) => b.met.length - a.met.length);
    const [best] = answers;
    if (!best || best.met.length === 0) return undefined;
    open = open.filter((condition) => !best.met.includes(condition));
    records.countUse(best.index);
    if (!named && !common && open.length === 0 && best.eachOnce) return yield* countEntries(view, best.ranges, records);
    common = yield* recordsIn(view, best.ranges, common, records);
  }
  return common;
}

/** A single demand of a filter on one path. */
interface CountedCondition {
  name: string;
  bounds: Bounds;
}

function conditionsOf(filter: Doc): CountedCondition[] {
  return [...rangeDemandsOf(filter)].flatMap(([name, all]) => all.map((bounds) => ({ name, bounds })));
}

/** Whether a filter consists only of comparisons whose bounds contain exactly the matches. */
function isExact(filter: Doc): boolean {
  return Object.keys(filter).every((name) => {
    const operand = filter[name];
    if (name === "$and") return Array.isArray(operand) && operand.every((part) => isDoc(part) && isExact(part));
    if (name.startsWith("$") || name.split(".").some(isPosition)) return false;
    if (operand instanceof BSONRegExp) return isLiteralStart(operand);
    return isOperators(operand)
      ? Object.keys(operand).every((each) => isExactOperator(each, operand[each]))
      : isPlain(operand);
  });
}

function isExactOperator(name: string, operand: unknown): boolean {
  if (name === "$all" || name === "$in") return Array.isArray(operand) && operand.length > 0 && operand.every(isPlain);
  return ["$eq", "$gt", "$gte", "$lt", "$lte"].includes(name) && isPlain(operand);
}

function isPlain(value: unknown): boolean {
  if (typeof value === "string") return value.length < 100;
  if (isNumber(value)) return !Number.isNaN(toDouble(value));
  return typeof value === "boolean" || value instanceof Date || value instanceof ObjectId;
}

/** The open conditions that one index can answer. */
interface Answer {
  index: Index;
  met: CountedCondition[];
  ranges: KeyRange[];
  /** Whether each document has at most one entry there. */
  eachOnce: boolean;
}

const NOTHING = { ranges: [], exact: false };

/** Uses an index from its first field on: single values, then at most one range. */
function answer(view: View, index: Index, open: CountedCondition[]): Answer {
  const arrays = index.fields.map((_, i) => view.get(multikeyKey(index.space, i)) !== undefined);
  const met: CountedCondition[] = [];
  const bounds: Bounds[] = [];
  for (const [i, field] of index.fields.entries()) {
    const here = open.filter(({ name }) => name === field.name);
    const used = arrays[i] ? here.slice(0, 1) : here;
    const [first, ...others] = used.map((condition) => condition.bounds);
    if (!first) break;
    met.push(...used);
    bounds.push(others.reduce(intersect, first));
    if (!first.points) break;
  }
  const arrayCount = arrays.filter(Boolean).length;
  const lookups = bounds.reduce((product, { intervals }) => product * intervals.length, 1);
  // Two paths through one array share an entry only if they share an element, which the filter does not require.
  const { ranges, exact } = lookups > MAX_LOOKUPS ? NOTHING : toRanges(index, bounds);
  if (arrayCount > 1 || !exact) return { index, met: [], ranges: [], eachOnce: false };
  const arrayAt = arrays.indexOf(true);
  const single = bounds[arrayAt]?.points === true && bounds[arrayAt].intervals.length === 1;
  return { index, met, ranges, eachOnce: arrayCount === 0 || single };
}

function* countEntries(view: View, ranges: KeyRange[], records: Examined): Generator<Pause, number> {
  let count = 0;
  for (const range of ranges) {
    count += view.count(range);
    yield MAY_PAUSE;
  }
  records.examined.keys += count;
  return count;
}

function* recordsIn(
  view: View,
  ranges: KeyRange[],
  common: Set<number> | undefined,
  records: Examined,
): Generator<Pause, Set<number>> {
  const found = new Set<number>();
  for (const range of ranges) {
    yield* taking(withPauses(view.entries(range)), ({ value }) => {
      records.examined.keys++;
      const record = value.readUIntBE(0, 6);
      if (!common || common.has(record)) found.add(record);
    });
  }
  return found;
}
