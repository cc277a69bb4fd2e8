import { isDoc, setField, type Doc } from "../values/documents.js";
import { gathered, MAY_PAUSE } from "../values/flow.js";
import { CommandError } from "../errors.js";
import { compileExpression } from "../expressions/compile-expression.js";
import type { Stage, StageContext } from "./stage.js";

/** Compiles $lookup, by equal fields, by a pipeline with variables, or both. */
export function lookup(spec: Doc, context: StageContext): Stage {
  const { from, as, localField, foreignField, pipeline = [], let: given = {} } = spec;
  if (typeof from !== "string" || typeof as !== "string" || !isDoc(given) || !Array.isArray(pipeline)) {
    throw new CommandError(
      "FailedToParse",
      "$lookup needs 'from', 'as', and either 'localField' and 'foreignField' or a 'pipeline'",
    );
  }
  const local = typeof localField === "string" ? compileExpression(`$${localField}`) : undefined;
  const bindings = Object.keys(given).map((name) => ({ name, value: compileExpression(given[name]) }));
  return function* (docs) {
    for (const doc of docs) {
      if (doc === MAY_PAUSE) {
        yield doc;
        continue;
      }
      const scope = { ...context.variables, ROOT: doc, CURRENT: doc };
      const bound = Object.fromEntries(bindings.map(({ name, value }) => [name, value(scope)]));
      const match = local ? [{ $match: equalTo(String(foreignField), local(scope)) }] : [];
      const found = yield* gathered(context.run(from, [...match, ...(pipeline as Doc[])], bound));
      yield withField(doc, as, found);
      yield MAY_PAUSE;
    }
  };
}

/** A local array matches anything that equals one of its elements. */
function equalTo(field: string, value: unknown): Doc {
  return { [field]: Array.isArray(value) ? { $in: value } : { $eq: value ?? null } };
}

function withField(doc: Doc, name: string, value: unknown): Doc {
  const [field = "", ...rest] = name.split(".");
  const copy = { ...doc };
  if (rest.length === 0) setField(copy, field, value);
  else setField(copy, field, withField(isDoc(doc[field]) ? doc[field] : {}, rest.join("."), value));
  return copy;
}
