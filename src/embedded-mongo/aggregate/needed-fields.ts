import { isDoc, isNumber, toDouble, type Doc } from "../values/documents.js";
import { fieldsAt, type Fields } from "../values/fields.js";

/**
 * The fields of stored documents that a filter and the stages after it read, where a $group, an inclusive $project, or a $facet of
 * such stages says that no others are; else undefined. As in MongoDB, documents then need not be read whole. The stages compile.
 */
export function neededFields(filter: Doc, stages: Doc[]): Fields | undefined {
  const paths = new Set<string>();
  addFilter(paths, filter);
  return addStages(paths, stages) && !paths.has(EVERYTHING) ? fieldsAt(paths) : undefined;
}

/** Adds what these stages read; false unless one of them passes no document on as it is. */
function addStages(paths: Set<string>, stages: Doc[]): boolean {
  for (const stage of stages) {
    if (isDoc(stage.$match)) addFilter(paths, stage.$match);
    else if (stage.$limit === undefined && stage.$skip === undefined) return addLast(paths, stage);
  }
  return false;
}

function addLast(paths: Set<string>, { $group, $project, $facet }: Doc): boolean {
  if (isDoc($facet)) {
    return Object.values($facet).every((stages) => addStages(paths, stages as Doc[]));
  }
  if (isDoc($group)) addExpression(paths, $group);
  else if (isDoc($project) && isInclusive($project)) addProjection(paths, $project);
  else return false;
  return true;
}

/** Stands for the whole document. */
const EVERYTHING = "";

function addFilter(paths: Set<string>, filter: Doc): void {
  for (const name of Object.keys(filter)) {
    const operand = filter[name];
    if (name === "$and" || name === "$or" || name === "$nor") {
      if (Array.isArray(operand)) operand.filter(isDoc).forEach((part) => addFilter(paths, part));
    } else if (name === "$expr") addExpression(paths, operand);
    else paths.add(name.startsWith("$") ? EVERYTHING : topOf(name));
  }
}

function addExpression(paths: Set<string>, expression: unknown): void {
  if (typeof expression === "string" && expression.startsWith("$")) addPath(paths, expression);
  else if (Array.isArray(expression)) expression.forEach((each) => addExpression(paths, each));
  else if (isDoc(expression)) Object.values(expression).forEach((each) => addExpression(paths, each));
}

/** "$a.b" reads a field; "$$ROOT" and "$$CURRENT.a" may read any; other variables none. */
function addPath(paths: Set<string>, path: string): void {
  if (!path.startsWith("$$")) paths.add(path.slice(1));
  else if (/^\$\$(ROOT|CURRENT)\b/.test(path)) paths.add(EVERYTHING);
}

/** Whether a projection names what it keeps, at its top, and uses none of the operators of `find`. */
function isInclusive(projection: Doc): boolean {
  const rules = Object.entries(projection);
  const isDropped = (rule: unknown): boolean => rule === false || (isNumber(rule) && toDouble(rule) === 0);
  if (rules.some(([name, rule]) => name.endsWith(".$") || isFindOperator(rule))) return false;
  return rules.every(([name, rule]) => name === "_id" || !isDropped(rule)) && rules.some(([name]) => name !== "_id");
}

function isFindOperator(rule: unknown): boolean {
  return isDoc(rule) && ["$slice", "$elemMatch", "$meta"].some((name) => name in rule);
}

function addProjection(paths: Set<string>, projection: Doc): void {
  paths.add("_id");
  for (const [name, rule] of Object.entries(projection)) {
    paths.add(topOf(name));
    addExpression(paths, rule);
  }
}

const topOf = (path: string): string => path.split(".")[0]!;
