import { END } from "./bson-layout.js";
import type { ObjectId } from "./documents.js";

/** The fields to read: each whole, or with some of the fields inside it. */
export interface Fields {
  /** By a hash of the name's bytes; fields whose names share one are in one list. */
  byHash: Map<number, Field[]>;
  size: number;
}

/** A field to read. */
export interface Field {
  name: string;
  bytes: Buffer;
  inside: Fields | "whole";
  /** The id read last: where many documents have the same, they share it. */
  lastId?: ObjectId;
}

/** The fields at these dotted paths. A path to a whole field makes those inside it superfluous. */
export function fieldsAt(paths: Iterable<string>): Fields {
  const fields: Fields = { byHash: new Map(), size: 0 };
  for (const path of paths) plant(fields, path.split("."));
  return fields;
}

/** The one of these fields whose name stands here in a document. */
export function fieldIn(fields: Field[], bytes: Buffer, at: number): Field | undefined {
  for (const field of fields) {
    const name = field.bytes;
    let i = 0;
    while (i < name.length && name[i] === bytes[at + i]) i++;
    if (i === name.length) return field;
  }
  return undefined;
}

function plant(fields: Fields, [name = "", ...rest]: string[]): void {
  const field = fieldNamed(fields, name);
  if (field.inside === "whole") return;
  if (rest.length === 0) field.inside = "whole";
  else plant(field.inside, rest);
}

function fieldNamed(fields: Fields, name: string): Field {
  const bytes = Buffer.from(`${name}\0`);
  const hash = hashAt(bytes, 0);
  const alike = fields.byHash.get(hash) ?? [];
  const there = alike.find((field) => field.name === name);
  if (there) return there;
  const field: Field = { name, bytes, inside: { byHash: new Map(), size: 0 } };
  fields.byHash.set(hash, [...alike, field]);
  fields.size++;
  return field;
}

/** A hash of the name that begins here and ends with a zero. */
function hashAt(bytes: Buffer, at: number): number {
  let hash = 0;
  for (let i = at; bytes[i] !== END; i++) hash = (hash * 31 + bytes[i]!) | 0;
  return hash;
}
