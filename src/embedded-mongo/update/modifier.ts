import type { Doc } from "../values/documents.js";

/** Changes a document at a path without `$`. */
export type Modifier = (doc: Doc, path: string[]) => void;

/** Compiles a modifier such as $set from its operand for the field `name`. */
export type CompileModifier = (operand: unknown, name: string) => Modifier;
