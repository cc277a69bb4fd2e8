import { ObjectId } from "bson";
import { isDoc, isNumber, toDouble, type Doc } from "../values/documents.js";
import { isPosition } from "../values/paths.js";
import { isOperators } from "../matching/conditions.js";
import type { Index } from "../indexes/index-spec.js";
import { multikeyKey } from "../storage/keys.js";
import type { KeyRange, View } from "../storage/view.js";
import { demandsOf, intersect, type Bounds } from "./bounds.js";
import { holdsAllMatches } from "./implied.js";
import { MAX_LOOKUPS, toRanges } from "./plan.js";

/**
 * How many documents match, counted from index entries alone; undefined where indexes cannot answer every condition
 * exactly. Conditions that no one index answers together are answered one by one, and what all hold is counted.
 */
export function countByIndex(view: View, indexes: Index[], filter: Doc): number | undefined {
  if (!isExact(filter)) return undefined;
  const usable = indexes.filter((index) => holdsAllMatches(index, filter));
  let open = conditionsOf(filter);
  let common: Set<string> | undefined;
  while (open.length > 0) {
    const answers = usable.map((index) => answer(view, index, open)).sort((a, b) => b.met.length - a.met.length);
    const [best] = answers;
    if (!best || best.met.length === 0) return undefined;
    open = open.filter((condition) => !best.met.includes(condition));
    if (!common && open.length === 0 && best.eachOnce) return countEntries(view, best.ranges);
    common = recordsIn(view, best.ranges, common);
  }
  return common?.size;
}

/** One thing that a filter demands of one path. */
interface Condition {
  name: string;
  bounds: Bounds;
}

function conditionsOf(filter: Doc): Condition[] {
  return [...demandsOf(filter)].flatMap(([name, all]) => all.map((bounds) => ({ name, bounds })));
}

/** Whether a filter consists of nothing but comparisons whose bounds hold all that match and nothing else. */
function isExact(filter: Doc): boolean {
  return Object.keys(filter).every((name) => {
    const operand = filter[name];
    if (name === "$and") return Array.isArray(operand) && operand.every((part) => isDoc(part) && isExact(part));
    if (name.startsWith("$") || name.split(".").some(isPosition)) return false;
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

/** What one index can answer of the open conditions. */
interface Answer {
  met: Condition[];
  ranges: KeyRange[];
  /** Whether no document has two entries there. */
  eachOnce: boolean;
}

/** Uses an index from its first field on: single values, and then one range at most. */
function answer(view: View, index: Index, open: Condition[]): Answer {
  const arrays = index.fields.map((_, i) => view.get(multikeyKey(index.space, i)) !== undefined);
  const met: Condition[] = [];
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
  // Two paths through one array share an entry only where they share an element, which the filter does not ask for.
  if (arrayCount > 1 || lookups > MAX_LOOKUPS) return { met: [], ranges: [], eachOnce: false };
  const { ranges } = toRanges(index, bounds);
  const arrayAt = arrays.indexOf(true);
  const single = bounds[arrayAt]?.points === true && bounds[arrayAt].intervals.length === 1;
  return { met, ranges, eachOnce: arrayCount === 0 || single };
}

function countEntries(view: View, ranges: KeyRange[]): number {
  return ranges.reduce((sum, range) => sum + view.count(range), 0);
}

function recordsIn(view: View, ranges: KeyRange[], common: Set<string> | undefined): Set<string> {
  const records = new Set<string>();
  for (const range of ranges) {
    for (const { value } of view.entries(range)) {
      const record = value.toString("latin1");
      if (!common || common.has(record)) records.add(record);
    }
  }
  return records;
}
