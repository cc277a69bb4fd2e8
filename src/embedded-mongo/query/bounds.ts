import { BSONRegExp, Double, isDoc, isNumber, toDouble, type Doc } from "../values/documents.js";
import { encodeValue, typeByte, typeBytes } from "../values/key-encoding.js";
import { isPosition } from "../values/paths.js";
import { isOperators } from "../matching/conditions.js";
import { literalStart } from "../values/regex.js";
import { afterPrefix } from "../storage/view.js";

/** One end of an interval: all encodings that begin with these bytes, in or out. */
interface Bound {
  bytes: Buffer;
  included: boolean;
}

/** Encoded values between two bounds. */
export interface Interval {
  low: Bound;
  high: Bound;
}

/** A filter's demand on one path, as intervals of an index: every match lies in one of them. */
export interface Bounds {
  intervals: Interval[];
  /** Whether each interval is a single value. */
  points: boolean;
}

/** The demands that a filter makes on each path, all of which a document must meet. */
export type Demands = Map<string, Bounds[]>;

/** Reads the demands of a filter that an index can answer. */
export function rangeDemandsOf(filter: Doc): Demands {
  const demands: Demands = new Map();
  collect(filter, demands);
  return demands;
}

/** The position of an interval in an index, whose field may be descending. */
export function toRange({ low, high }: Interval, descending: boolean): { start: Buffer; end: Buffer } {
  if (!descending) return { start: startAt(low), end: endAt(high) };
  const [first, last] = [inverted(high), inverted(low)];
  return { start: startAt(first), end: endAt(last) };
}

/** The values that lie in both. */
export function intersect(a: Bounds, b: Bounds): Bounds {
  const both = a.intervals.flatMap((x) =>
    b.intervals.map((y) => overlap(x, y) && (a.points ? x : b.points ? y : overlap(x, y))),
  );
  return { intervals: both.filter((interval) => interval !== undefined), points: a.points || b.points };
}

function collect(filter: Doc, demands: Demands): void {
  for (const name of Object.keys(filter)) {
    const operand = filter[name];
    if (name === "$and" && Array.isArray(operand)) operand.filter(isDoc).forEach((part) => collect(part, demands));
    if (name.startsWith("$") || name.split(".").some(isPosition)) continue;
    const found = boundsOf(operand);
    if (found.length > 0) demands.set(name, [...(demands.get(name) ?? []), ...found]);
  }
}

function boundsOf(operand: unknown): Bounds[] {
  if (operand instanceof BSONRegExp) return regexBounds(operand);
  if (!isOperators(operand)) return pointBounds([operand]);
  return Object.keys(operand).flatMap((name) => operatorBounds(name, operand));
}

function operatorBounds(name: string, operators: Doc): Bounds[] {
  const operand = operators[name];
  switch (name) {
    case "$eq":
      return operand instanceof BSONRegExp ? [] : pointBounds([operand]);
    case "$in":
      return Array.isArray(operand) ? pointBounds(operand) : [];
    case "$gt":
    case "$gte":
    case "$lt":
    case "$lte":
      return rangeBounds(name, operand);
    case "$regex":
      return operators.$options === undefined ? regexBounds(asRegex(operand)) : [];
    case "$all":
      return Array.isArray(operand) ? operand.flatMap(boundsOf) : [];
  }
  return [];
}

function pointBounds(values: unknown[]): Bounds[] {
  if (!values.every(isIndexable)) return [];
  const encoded = new Map(values.map((value) => encodeValue(value)).map((bytes) => [bytes.toString("latin1"), bytes]));
  const sorted = [...encoded.values()].sort((a, b) => Buffer.compare(a, b));
  return [{ intervals: sorted.map((bytes) => between(bytes, true, bytes, true)), points: true }];
}

/** Arrays and regular expressions match values other than their own key. */
function isIndexable(value: unknown): boolean {
  return !Array.isArray(value) && !(value instanceof BSONRegExp);
}

const comparable = new Set<number>([
  typeBytes.number,
  typeBytes.string,
  typeBytes.objectId,
  typeBytes.date,
  typeBytes.bool,
  typeBytes.binData,
  typeBytes.timestamp,
]);

function rangeBounds(name: string, operand: unknown): Bounds[] {
  const type = typeByte(operand);
  if (!comparable.has(type) || !isIndexable(operand) || (isNumber(operand) && Number.isNaN(toDouble(operand))))
    return [];
  const [sameType, value, included] = [Buffer.from([type]), encodeValue(operand), name.endsWith("e")];
  if (name.startsWith("$g")) return [{ intervals: [between(value, included, sameType, true)], points: false }];
  // NaN sorts before every other number, but is below none.
  const interval = isNumber(operand)
    ? between(NOT_A_NUMBER, false, value, included)
    : between(sameType, true, value, included);
  return [{ intervals: [interval], points: false }];
}

const NOT_A_NUMBER = encodeValue(new Double(NaN));

function regexBounds(regex: BSONRegExp | undefined): Bounds[] {
  const start = regex && literalStart(regex);
  if (start === undefined) return [];
  // The two bytes that end a text are cut off, so that longer ones begin the same.
  const bytes = encodeValue(start).subarray(0, -2);
  const own = encodeValue(regex);
  return [{ intervals: [between(bytes, true, bytes, true), between(own, true, own, true)], points: false }];
}

function asRegex(operand: unknown): BSONRegExp | undefined {
  if (typeof operand === "string") return new BSONRegExp(operand);
  return operand instanceof BSONRegExp ? operand : undefined;
}

function between(low: Buffer, lowIncluded: boolean, high: Buffer, highIncluded: boolean): Interval {
  return { low: { bytes: low, included: lowIncluded }, high: { bytes: high, included: highIncluded } };
}

function overlap(a: Interval, b: Interval): Interval | undefined {
  const low = Buffer.compare(startAt(a.low), startAt(b.low)) >= 0 ? a.low : b.low;
  const high = Buffer.compare(endAt(a.high), endAt(b.high)) <= 0 ? a.high : b.high;
  return Buffer.compare(startAt(low), endAt(high)) < 0 ? { low, high } : undefined;
}

function startAt(edge: Bound): Buffer {
  return edge.included ? edge.bytes : afterPrefix(edge.bytes);
}

function endAt(edge: Bound): Buffer {
  return edge.included ? afterPrefix(edge.bytes) : edge.bytes;
}

function inverted({ bytes, included }: Bound): Bound {
  return { bytes: Buffer.from(bytes.map((byte) => ~byte)), included };
}
