import { getField, isDoc, type Doc } from "../values/documents.js";
import { CommandError } from "../errors.js";
import type { Engine, Request } from "../engine.js";
import { compileExpression } from "../expressions/compile-expression.js";
import type { Variables } from "../expressions/expression.js";

/** Runs a command and returns its reply. An error that it throws becomes the reply. */
export type Command = (engine: Engine, request: Request) => Doc | Promise<Doc>;

/** A field of a command as a document, empty where it is missing. */
export function docField(body: Doc, name: string): Doc {
  const value = getField(body, name);
  if (value === undefined || value === null) return {};
  if (isDoc(value)) return value;
  throw new CommandError("TypeMismatch", `BSON field '${name}' is the wrong type, expected type 'object'`);
}

/** A field that must be there. `owner` is what has it, as in "update.updates". Throws Location40414 if it is missing or null. */
export function required(body: Doc, name: string, owner = Object.keys(body)[0]!): unknown {
  const value = getField(body, name);
  if (value !== undefined && value !== null) return value;
  throw new CommandError("Location40414", `BSON field '${owner}.${name}' is missing but a required field`);
}

/** A required field of a command as an array. */
export function arrayField(body: Doc, name: string): unknown[] {
  const value = required(body, name);
  if (Array.isArray(value)) return value;
  throw new CommandError("TypeMismatch", `BSON field '${name}' is the wrong type, expected type 'array'`);
}

/** A required field of a command as an array of documents. */
export function docsField(body: Doc, name: string): Doc[] {
  const values = arrayField(body, name);
  if (values.every(isDoc)) return values;
  throw new CommandError("TypeMismatch", `BSON field '${name}' must be an array of objects`);
}

/** The variables that a command's `let` names. */
export function letVariables(body: Doc): Variables {
  const given = docField(body, "let");
  return Object.fromEntries(
    Object.keys(given).map((name) => [name, compileExpression(given[name])({ ROOT: {}, CURRENT: {} })]),
  );
}
