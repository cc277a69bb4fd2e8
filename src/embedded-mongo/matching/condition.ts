import type { Doc } from "../values/documents.js";

/** Says whether one of the values that a path reaches passes a test; with `whole`, an array is tested itself only. */
export type Reach = (test: (value: unknown) => boolean, whole?: boolean) => boolean;

/** A filter's demand on one path. */
export type Condition = (reach: Reach) => boolean;

/** Says whether a document matches. */
export type Filter = (doc: Doc) => boolean;

/** Compiles a filter. Conditions such as $elemMatch hold filters, and filters hold conditions. */
export type CompileFilter = (filter: Doc) => Filter;
