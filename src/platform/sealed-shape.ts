import type { Place } from "./secrets.js";

/** A sealed value in a mongoose schema. */
export const sealedShape = {
  _id: false,
  keyId: { type: String, required: true },
  box: { type: Buffer, required: true },
};

/** A sealed value that is kept in the file store, in a mongoose schema. */
export const sealedFileShape = {
  _id: false,
  keyId: { type: String, required: true },
  reference: { type: String, required: true },
};

type Id = { toString(): string };
/** The place of a field in a record. */
export type PlaceOf<R> = (record: R, field: string) => Place;

/** By collection. */
export type PlacesIn = Record<string, PlaceOf<never>>;

const declared: PlacesIn = {};

/**
 * Declares that records of a collection hold sealed values, and what those are bound to besides their record's `_id` and their own
 * path. Models seal and open by the result, and so does the rotation of keys.
 */
export function sealedIn<R extends { _id: Id }>(
  collection: string,
  boundTo: (record: R, field: string) => unknown[] = () => [],
): PlaceOf<R> {
  const placeOf: PlaceOf<R> = (record, field) => {
    const bound = boundTo(record, field);
    return { collection, id: record._id, field, ...(bound.length > 0 && { bound }) };
  };
  declared[collection] = placeOf;
  return placeOf;
}

/** What the models that are loaded have declared. */
export const declaredPlaces = (): PlacesIn => ({ ...declared });

/** Where a field of a record is sealed: as its model declares, or else in this record, at this path. */
export function placeIn(places: PlacesIn, collection: string, record: { _id: Id }, field: string): Place {
  return places[collection]?.(record as never, field) ?? { collection, id: record._id, field };
}
