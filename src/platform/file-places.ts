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
