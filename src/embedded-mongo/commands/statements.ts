import { CommandError } from "../errors.js";
import { isDoc, isNumber, isTruthy, toDouble, type Doc } from "../values/documents.js";
import { docField, docsField, required } from "./command.js";
import type { DeleteStatement, UpdateStatement } from "./write-statements.js";

/** The entries of `updates`. Throws what MongoDB refuses the whole command with, before it changes anything. */
export function updatesIn(body: Doc): Doc[] {
  const updates = statementsIn(body, "updates");
  updates.forEach(checkUpdate);
  return updates;
}

/** One entry of `updates`. Throws FailedToParse for a replacement of several documents. */
export function readUpdate(each: Doc): Omit<UpdateStatement, "variables"> {
  const { u: update, arrayFilters, sort, hint } = each;
  const [multi, upsert] = [isTruthy(each.multi), isTruthy(each.upsert)];
  const isReplacement = isDoc(update) && !Object.keys(update)[0]?.startsWith("$");
  if (multi && isReplacement)
    throw new CommandError("FailedToParse", "multi update is not supported for replacement-style update");
  return { filter: docField(each, "q"), update, multi, upsert, arrayFilters, sort, hint };
}

/** The entries of `deletes`. Throws what MongoDB refuses the whole command with, before it changes anything. */
export function deletesIn(body: Doc): Omit<DeleteStatement, "variables">[] {
  return statementsIn(body, "deletes").map(readDelete);
}

/** A command's statements, of which there is at least one. */
export function statementsIn(body: Doc, name: string): Doc[] {
  const statements = docsField(body, name);
  if (statements.length > 0) return statements;
  throw new CommandError("InvalidLength", "Write batch sizes must be between 1 and 100000. Got 0 operations.");
}

function checkUpdate(each: Doc): void {
  for (const name of ["q", "u"]) required(each, name, "update.updates");
  docField(each, "q");
  if (isDoc(each.u) || Array.isArray(each.u)) return;
  throw new CommandError("FailedToParse", "Update argument must be either an object or an array");
}

function readDelete(each: Doc): Omit<DeleteStatement, "variables"> {
  for (const name of ["q", "limit"]) required(each, name, "delete.deletes");
  const limit = isNumber(each.limit) ? toDouble(each.limit) : 0;
  if (limit !== 0 && limit !== 1)
    throw new CommandError("FailedToParse", `The limit field in delete objects must be 0 or 1. Got ${limit}`);
  return { filter: docField(each, "q"), multi: limit === 0, hint: each.hint };
}
