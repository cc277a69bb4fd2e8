import { deepCopy, isDoc, setField, type Doc } from "../values/documents.js";
import { atOnce } from "../values/flow.js";
import { valuesEqual } from "../values/order.js";
import { describe } from "../values/types.js";
import { CommandError } from "../errors.js";
import { compilePipeline, readPipeline } from "../aggregate/pipeline.js";
import type { Source } from "../aggregate/stage.js";
import { compileArrayFilters, ensureUsed, resolvePath, type ArrayFilters } from "./array-paths.js";
import type { Modifier } from "./modifier.js";
import { modifiers } from "./modifiers.js";

/** Turns a document into its successor; the original stays as it is. */
export interface Update {
  apply(doc: Doc, filter: Doc, inserting?: boolean): Doc;
  /** Whether it replaces the whole document, except for its _id. */
  replaces: boolean;
}

/** Compiles an update: a document of modifiers, a whole replacement, or a pipeline. */
export function compileUpdate(update: unknown, arrayFilters: unknown, source: Source): Update {
  const filters = compileArrayFilters(arrayFilters);
  if (Array.isArray(update)) {
    if (filters.size > 0)
      throw new CommandError("FailedToParse", "arrayFilters may not be specified for pipeline-style updates");
    return pipelineUpdate(update, source);
  }
  if (!isDoc(update)) throw new CommandError("FailedToParse", "Update argument must be either an object or an array");
  const names = Object.keys(update);
  if (!names[0]?.startsWith("$")) return replacement(update);
  return modifierUpdate(update, filters);
}

function replacement(update: Doc): Update {
  const dollar = Object.keys(update).find((name) => name.startsWith("$"));
  if (dollar)
    throw new CommandError(
      "DollarPrefixedFieldName",
      `The dollar ($) prefixed field '${dollar}' is not allowed in a replacement`,
    );
  return {
    replaces: true,
    apply: (doc) => {
      if ("_id" in update && "_id" in doc && !valuesEqual(update._id, doc._id)) throw immutableId("replacement");
      const _id = doc._id ?? update._id;
      return { ...(_id === undefined ? {} : { _id }), ...deepCopy(withoutId(update)) };
    },
  };
}

function pipelineUpdate(update: unknown[], source: Source): Update {
  const allowed = ["$set", "$addFields", "$unset", "$project", "$replaceRoot", "$replaceWith"];
  const pipeline = readPipeline(update);
  for (const stage of pipeline) {
    if (!allowed.includes(Object.keys(stage)[0]!)) {
      throw new CommandError("InvalidOptions", `${describe(stage)} is not allowed to be used within an update`);
    }
  }
  const stage = compilePipeline(pipeline, source, {});
  return {
    replaces: false,
    apply: (doc) => {
      const [result = {}] = atOnce(stage([doc]));
      return keepingId(doc, deepCopy(result));
    },
  };
}

interface FieldChange {
  name: string;
  modify: Modifier;
  onInsertOnly: boolean;
}

function modifierUpdate(update: Doc, arrayFilters: ArrayFilters): Update {
  const changes = Object.keys(update).flatMap((operator) => readChanges(operator, update[operator]));
  changes.sort((a, b) => comparePaths(a.name, b.name));
  refuseConflicts(changes);
  ensureUsed(
    arrayFilters,
    changes.map(({ name }) => name),
  );
  return {
    replaces: false,
    apply: (doc, filter, inserting = false) => {
      const result = deepCopy(doc);
      for (const { name, modify, onInsertOnly } of changes) {
        if (onInsertOnly && !inserting) continue;
        for (const path of resolvePath(result, name.split("."), { filter, original: doc, arrayFilters }))
          modify(result, path);
      }
      return keepingId(doc, result);
    },
  };
}

function readChanges(operator: string, fields: unknown): FieldChange[] {
  const compile = Object.hasOwn(modifiers, operator) ? modifiers[operator] : undefined;
  if (!compile)
    throw new CommandError("FailedToParse", `Unknown modifier: ${operator}. Expected a valid update modifier`);
  if (!isDoc(fields))
    throw new CommandError("FailedToParse", `Modifiers operate on fields but we found another type for ${operator}`);
  return Object.keys(fields).flatMap((name) => {
    // A renamed field's new name conflicts with other changes as well.
    const newNames = operator === "$rename" ? [String(fields[name])] : [];
    for (const path of [name, ...newNames]) checkPath(path);
    const change = { name, modify: compile(fields[name], name), onInsertOnly: operator === "$setOnInsert" };
    return [change, ...newNames.map((newName) => ({ ...change, name: newName, modify: () => undefined }))];
  });
}

function checkPath(name: string): void {
  for (const part of name.split(".")) {
    if (part === "")
      throw new CommandError(
        "EmptyFieldName",
        `The update path '${name}' contains an empty field name, which is not allowed.`,
      );
    if (part.startsWith("$") && part !== "$" && !part.startsWith("$[")) {
      throw new CommandError(
        "DollarPrefixedFieldName",
        `The dollar ($) prefixed field '${part}' in '${name}' is not valid for storage.`,
      );
    }
  }
}

function comparePaths(a: string, b: string): number {
  const [x, y] = [a.split("."), b.split(".")];
  const at = x.findIndex((part, i) => part !== y[i]);
  if (at === -1) return x.length - y.length;
  return at < y.length && x[at]! < y[at]! ? -1 : 1;
}

function refuseConflicts(changes: FieldChange[]): void {
  const names = new Set<string>();
  for (const { name } of changes) {
    const parts = name.split(".");
    const taken = parts.map((_, i) => parts.slice(0, i + 1).join(".")).find((prefix) => names.has(prefix));
    if (taken !== undefined) {
      throw new CommandError(
        "ConflictingUpdateOperators",
        `Updating the path '${name}' would create a conflict at '${taken}'`,
      );
    }
    names.add(name);
  }
}

function keepingId(before: Doc, after: Doc): Doc {
  if (!("_id" in before)) return after;
  if (!("_id" in after) || !valuesEqual(before._id, after._id)) throw immutableId("update");
  return after;
}

function immutableId(what: string): CommandError {
  return new CommandError(
    "ImmutableField",
    `Performing an update on the path '_id' would modify the immutable field '_id' (${what})`,
  );
}

function withoutId(doc: Doc): Doc {
  const copy: Doc = {};
  for (const field of Object.keys(doc)) if (field !== "_id") setField(copy, field, doc[field]);
  return copy;
}
