import { isNumber, toDouble, type Doc } from "../values/documents.js";
import { readSort } from "../values/sort.js";
import { nameIn } from "../engine.js";
import { readCount, type Query } from "../query/find.js";
import { docField, letVariables } from "./command.js";

/** The query of a `find`. */
export function findQuery(body: Doc): Query {
  return {
    filter: docField(body, "filter"),
    sort: readSort(body.sort),
    skip: readCount(body.skip, "skip"),
    limit: Math.abs(isNumber(body.limit) ? toDouble(body.limit) : 0),
    hint: body.hint,
    variables: letVariables(body),
  };
}

/** The query of a `count`. */
export function countQuery(body: Doc): Query {
  return { ...findQuery(body), filter: docField(body, "query") };
}

/** The query of a `distinct`. */
export function distinctQuery(body: Doc): Query {
  return { filter: docField(body, "query"), hint: body.hint };
}

/** The collection that an `aggregate` reads; a number stands for none. */
export function aggregatedName({ aggregate }: Doc): string {
  return isNumber(aggregate) ? "$cmd.aggregate" : nameIn(aggregate);
}

/** Whether a count is the number of all records. A hint is to be followed, or refused. */
export function isFastCount({ filter, skip, limit, hint }: Query): boolean {
  return Object.keys(filter).length === 0 && !skip && !limit && hint === undefined;
}
