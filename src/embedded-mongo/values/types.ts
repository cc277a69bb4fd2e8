import { bsonType, isNumber, toDouble, type Doc, type ObjectId } from "./documents.js";
import { CommandError } from "../errors.js";

const names: Record<string, string> = {
  Double: "double",
  Binary: "binData",
  UUID: "binData",
  ObjectId: "objectId",
  BSONRegExp: "regex",
  Code: "javascript",
  BSONSymbol: "symbol",
  Int32: "int",
  Timestamp: "timestamp",
  Long: "long",
  Decimal128: "decimal",
  MinKey: "minKey",
  MaxKey: "maxKey",
  DBRef: "object",
};

const numbers: Record<number, string> = {
  1: "double",
  2: "string",
  3: "object",
  4: "array",
  5: "binData",
  6: "undefined",
  7: "objectId",
  8: "bool",
  9: "date",
  10: "null",
  11: "regex",
  13: "javascript",
  14: "symbol",
  16: "int",
  17: "timestamp",
  18: "long",
  19: "decimal",
  [-1]: "minKey",
  127: "maxKey",
};

const aliases = new Set([...Object.values(numbers), "number"]);

/** MongoDB's name for a value's type, as `$type` knows it; "missing" where there is no value. */
export function typeName(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (Array.isArray(value)) return "array";
  if (value instanceof Date) return "date";
  return names[bsonType(value) ?? ""] ?? "object";
}

/** The type names that an operand of `$type` asks for: one number or name, or an array of them. */
export function wantedTypes(operand: unknown): Set<string> {
  const wanted = new Set((Array.isArray(operand) ? operand : [operand]).map(oneType));
  if (wanted.delete("number")) for (const name of ["int", "long", "double", "decimal"]) wanted.add(name);
  return wanted;
}

function oneType(operand: unknown): string {
  const name = isNumber(operand) ? numbers[toDouble(operand)] : operand;
  if (typeof name === "string" && aliases.has(name)) return name;
  throw new CommandError("BadValue", `Unknown type name alias: ${String(operand)}`);
}

/** A value as MongoDB's messages print it. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[ ${value.map(describe).join(", ")} ]`;
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  const type = bsonType(value);
  if (type === "ObjectId") return `ObjectId('${(value as ObjectId).toHexString()}')`;
  if (type === undefined && typeof value === "object") return describeFields(value as Doc);
  if (type === "Double" && Number.isInteger(Number(value))) return Number(value).toFixed(1);
  return (value as number).toString();
}

function describeFields(doc: Doc): string {
  const fields = Object.keys(doc).map((field) => `${field}: ${describe(doc[field])}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}
