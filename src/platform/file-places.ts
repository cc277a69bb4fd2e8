/** In which fields the records of a collection hold references of stored files, however deep. */
export interface FilePlaces {
  collection: string;
  fields: string[];
  /** A field with an index that every record with a file has; without, all records are read. */
  indexed?: string;
}

const declared: FilePlaces[] = [];

/** Declares where a model's records hold references of stored files, so that files which no record refers to can be found. */
export function filesIn(collection: string, fields: string[], indexed?: string): void {
  declared.push({ collection, fields, ...(indexed !== undefined && { indexed }) });
}

/** What the models that are loaded have declared. */
export const declaredFiles = (): readonly FilePlaces[] => declared;

/** What a reference looks like. A text that is none may look the same. */
const REFERENCE = /^([0-9a-f]{24}|[0-9a-f-]{36})$/;

/** What looks like a reference within a value that was read from the database, however deep. */
export function referencesIn(value: unknown): string[] {
  return [...textsIn(value)].filter((text) => REFERENCE.test(text));
}

/** Every text within a value that was read from the database. */
export function* textsIn(value: unknown): Iterable<string> {
  if (typeof value === "string") yield value;
  else if (Array.isArray(value)) for (const each of value) yield* textsIn(each);
  else if ((value as object | null)?.constructor === Object)
    for (const each of Object.values(value as object)) yield* textsIn(each);
}
