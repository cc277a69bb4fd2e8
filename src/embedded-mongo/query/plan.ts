import type { Doc } from "../values/documents.js";
import { multikeyKey, reliablePart, spaceKey } from "../storage/keys.js";
import { afterPrefix, type Entry, type KeyRange, type View } from "../storage/view.js";
import type { Index } from "../indexes/index-spec.js";
import { intersect, toRange, type Bounds, type Demands, rangeDemandsOf } from "./bounds.js";
import { holdsAllMatches } from "./implied.js";
import type { SortField } from "../values/sort.js";

/** How to find candidates in an index: every match is among them, in order if `sorted`. */
export interface IndexPlan {
  index: Index;
  ranges: KeyRange[];
  sorted: boolean;
  /** Whether a document can appear more than once. */
  multikey: boolean;
  score: number;
}

/** Picks the most selective index for a query; undefined when only a full scan answers it and no index is `demanded`. */
export function planQuery(
  view: View,
  indexes: Index[],
  filter: Doc,
  sort: SortField[],
  demanded = false,
): IndexPlan | undefined {
  const demands = rangeDemandsOf(filter);
  const plans = indexes
    .filter((index) => holdsAllMatches(index, filter))
    .map((index) => planIndex(view, index, demands, sort, demanded))
    .filter((plan) => plan !== undefined);
  const best = Math.max(...plans.map(({ score }) => score));
  return soonestThrough(
    view,
    plans.filter(({ score }) => score === best),
  );
}

/** How many candidates each of several plans may yield before they count as equal. */
const TRIAL_STEPS = 100;

/** Of equally promising plans, the one with the fewest candidates: all advance in step until one is exhausted. */
function soonestThrough(view: View, plans: IndexPlan[]): IndexPlan | undefined {
  if (plans.length < 2) return plans[0];
  const trials = plans.map((plan) => ({ plan, walk: entriesOf(view, plan) }));
  try {
    for (let step = 0; step < TRIAL_STEPS; step += 1) {
      const through = trials.find(({ walk }) => walk.next().done);
      if (through) return through.plan;
    }
    return plans[0];
  } finally {
    for (const { walk } of trials) walk.return();
  }
}

function* entriesOf(view: View, { ranges }: IndexPlan): Generator<Entry, void> {
  for (const range of ranges) yield* view.entries(range);
}

/** Up to this many combinations of single values are looked up one by one. */
export const MAX_LOOKUPS = 10_000;

function planIndex(
  view: View,
  index: Index,
  demands: Demands,
  sort: SortField[],
  demanded: boolean,
): IndexPlan | undefined {
  const isShort = demanded || index.sparse || index.partial !== undefined;
  if (!demands.has(index.fields[0]!.name) && sort.length === 0 && !isShort) return undefined;
  const arrays = index.fields.map((_, i) => view.get(multikeyKey(index.space, i)) !== undefined);
  // Two paths through one array share an entry only if they share an element, which the filter does not require.
  const isUsable = (i: number): boolean => !arrays[i] || i === arrays.indexOf(true);
  const bounds = index.fields.map((field, i) =>
    isUsable(i) ? combine(demands.get(field.name), arrays[i]!) : undefined,
  );
  const { ranges, fixed, lookups, ranged } = toRanges(index, bounds);
  const direction = sortDirection(index, arrays, sort, fixed);
  if (lookups === 0 && !ranged && direction === undefined && !isShort) return undefined;
  const reverse = direction === -1;
  const score =
    lookups * 10 + (ranged ? 5 : 0) + (direction ? 4 : 0) + (index.unique && lookups === index.fields.length ? 100 : 0);
  const ordered = reverse ? ranges.map((range) => ({ ...range, reverse })).reverse() : ranges;
  return { index, ranges: ordered, sorted: direction !== undefined, multikey: arrays.includes(true), score };
}

/** Different elements of an array may meet different demands, so only one demand narrows the search. */
function combine(bounds: Bounds[] | undefined, isArray: boolean): Bounds | undefined {
  if (!bounds) return undefined;
  return isArray ? (bounds.find((each) => each.points) ?? bounds[0]) : bounds.reduce(intersect);
}

interface Ranges {
  ranges: KeyRange[];
  /** How many leading fields have one value each. */
  fixed: number;
  /** How many leading fields have single values. */
  lookups: number;
  ranged: boolean;
  /** Whether the ranges hold only entries within the bounds: not where keys are too long to be stored whole. */
  exact: boolean;
}

/** The ranges of an index that hold all values within these bounds, field by field. */
export function toRanges(index: Index, bounds: (Bounds | undefined)[]): Ranges {
  const space = spaceKey(index.space);
  let prefixes = [Buffer.alloc(0)];
  let fixed = 0;
  for (const [i, field] of index.fields.entries()) {
    const each = bounds[i];
    const parts = each?.intervals.map((interval) => toRange(interval, field.descending));
    if (!each || !parts || prefixes.length * parts.length > MAX_LOOKUPS) {
      return { ...inSpace(space, prefixes.map(whole)), fixed, lookups: i, ranged: false };
    }
    if (field.descending) parts.reverse();
    if (!each.points) {
      const ranges = prefixes.flatMap((prefix) => parts.map((part) => within(prefix, part)));
      return { ...inSpace(space, ranges), fixed, lookups: i, ranged: true };
    }
    if (fixed === i && parts.length === 1) fixed++;
    prefixes = prefixes.flatMap((prefix) => parts.map((part) => Buffer.concat([prefix, part.start])));
  }
  return { ...inSpace(space, prefixes.map(whole)), fixed, lookups: index.fields.length, ranged: false };
}

function whole(prefix: Buffer): KeyRange {
  return { start: prefix, end: afterPrefix(prefix) };
}

function within(prefix: Buffer, { start, end }: KeyRange): KeyRange {
  return { start: Buffer.concat([prefix, start]), end: Buffer.concat([prefix, end]) };
}

/** Ranges as they are stored. Those that long keys make overlap become one, so that no entry is found twice. */
function inSpace(space: Buffer, ranges: KeyRange[]): { ranges: KeyRange[]; exact: boolean } {
  const stored = ranges.map((range) =>
    within(space, { start: reliablePart(range.start), end: reliableEnd(range.end) }),
  );
  const exact = ranges.every(
    ({ start, end }) => reliablePart(start).length === start.length && reliablePart(end).length === end.length,
  );
  return { ranges: exact ? stored : merged(stored), exact };
}

function reliableEnd(end: Buffer): Buffer {
  const part = reliablePart(end);
  return part.length === end.length ? end : afterPrefix(part);
}

function merged(ranges: KeyRange[]): KeyRange[] {
  const result: KeyRange[] = [];
  for (const range of ranges) {
    const last = result.at(-1);
    if (!last || Buffer.compare(range.start, last.end) >= 0) result.push(range);
    else if (Buffer.compare(range.end, last.end) > 0) result[result.length - 1] = { start: last.start, end: range.end };
  }
  return result;
}

/** 1 or -1 if scanning the index in that direction gives the requested order; else undefined. */
function sortDirection(index: Index, arrays: boolean[], sort: SortField[], fixed: number): 1 | -1 | undefined {
  const fixedNames = new Set(index.fields.slice(0, fixed).map((field) => field.name));
  const wanted = sort.filter((field) => !fixedNames.has(field.name));
  if (sort.length === 0) return undefined;
  if (sort.some((field) => arrays[index.fields.findIndex((each) => each.name === field.name)] ?? true))
    return undefined;
  const given = index.fields.slice(fixed, fixed + wanted.length);
  if (given.length < wanted.length || !wanted.every((field, i) => field.name === given[i]!.name)) return undefined;
  const same = wanted.map((field, i) => field.descending === given[i]!.descending);
  if (same.every(Boolean)) return 1;
  return same.some(Boolean) ? undefined : -1;
}
