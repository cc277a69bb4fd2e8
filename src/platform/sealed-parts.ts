import type { Sealed, SealedFile } from "./secrets.js";

/** A sealed value within a record: the path of its field, and the value. */
export interface SealedPart {
  field: string;
  sealed: Sealed | SealedFile;
}

/** Everything sealed within a value that was read from the database: what has a key's id beside a box or a reference. */
export function sealedParts(value: unknown, field = ""): SealedPart[] {
  if (!isPlain(value)) return [];
  if (typeof value.keyId === "string" && ("box" in value || "reference" in value)) {
    return [{ field, sealed: value as unknown as Sealed | SealedFile }];
  }
  return Object.entries(value).flatMap(([name, inner]) => sealedParts(inner, field ? `${field}.${name}` : name));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return Array.isArray(value) || (value as object | null)?.constructor === Object;
}
