import { getField, isDoc, isNumber, setField, toDouble, isTruthy, type Doc } from "../values/documents.js";
import { CommandError } from "../errors.js";
import { compileField } from "../expressions/compile-expression.js";
import type { Expression, Variables } from "../expressions/expression.js";
import { elementTest } from "../matching/conditions.js";
import { compileFilter } from "../matching/filter.js";
import { matchedPosition } from "../matching/matched-position.js";

/** Turns a stored document into the requested fields. */
export type Projection = (doc: Doc) => Doc;

/** A tree that says for each field: include, exclude, or how to compute it. */
interface Tree {
  [field: string]: boolean | Transform | Tree;
}

/** `including` says whether the field makes the projection one that includes what it names. */
type Transform = { transform: (value: unknown, root: Doc) => unknown; including: boolean; isPosition?: true };

/** Compiles a projection of find or $project. `filter` serves the positional `field.$`. */
export function compileProjection(spec: Doc, filter: Doc = {}, variables: Variables = {}): Projection {
  const scopeOf = scopes(variables);
  const leaves = Object.keys(spec).flatMap((name) => readLeaves(name, spec[name], filter, scopeOf));
  if (leaves.length === 0) return (doc) => doc;
  const including = isIncluding(leaves);
  const tree = toTree(leaves);
  if (including && !("_id" in tree)) tree._id = true;
  return (doc) => apply(doc, tree, including, doc) as Doc;
}

interface Leaf {
  name: string;
  rule: boolean | Transform;
}

function readLeaves(name: string, value: unknown, filter: Doc, scopeOf: ScopeOf): Leaf[] {
  if (name.endsWith(".$")) return [positional(name.slice(0, -2), filter)];
  if (typeof value === "boolean" || isNumber(value)) return [{ name, rule: isTruthy(value) }];
  if (isDoc(value)) {
    const [first] = Object.keys(value);
    if (first === "$slice" && isFindSlice(value.$slice)) return [{ name, rule: sliced(value.$slice) }];
    if (first === "$elemMatch") return [{ name, rule: firstElement(value.$elemMatch) }];
    if (first === "$meta") throw new CommandError("Location40218", "query requires metadata, but it is not available");
    if (first !== undefined && !first.startsWith("$")) {
      return Object.keys(value).flatMap((inner) => readLeaves(`${name}.${inner}`, value[inner], filter, scopeOf));
    }
  }
  return [{ name, rule: computed(compileField(value), scopeOf) }];
}

function computed(expression: Expression, scopeOf: ScopeOf): Transform {
  return { including: true, transform: (_, root) => expression(scopeOf(root)) };
}

type ScopeOf = (root: Doc) => Variables;

/** The variables for all expressions of one document: they are made once for it, since no expression changes them. */
function scopes(variables: Variables): ScopeOf {
  let [last, scope]: [Doc | undefined, Variables] = [undefined, variables];
  return (root) => {
    if (root !== last) [last, scope] = [root, { ...variables, ROOT: root, CURRENT: root }];
    return scope;
  };
}

function isFindSlice(operand: unknown): boolean {
  return isNumber(operand) || (Array.isArray(operand) && operand.length === 2 && operand.every(isNumber));
}

function sliced(operand: unknown): Transform {
  const [skip, limit] = (Array.isArray(operand) ? operand : [undefined, operand]).map((each) =>
    isNumber(each) ? toDouble(each) : undefined,
  );
  const cut = (array: unknown[]): unknown[] => {
    if (skip === undefined) return limit! < 0 ? array.slice(limit) : array.slice(0, limit);
    const start = skip < 0 ? Math.max(array.length + skip, 0) : skip;
    return array.slice(start, start + limit!);
  };
  return { including: false, transform: (value) => (Array.isArray(value) ? cut(value) : value) };
}

function firstElement(operand: unknown): Transform {
  if (!isDoc(operand)) throw new CommandError("Location31274", "elemMatch: Invalid argument, object required");
  const test = elementTest(operand, compileFilter);
  const first = (array: unknown[]) => array.filter(test).slice(0, 1);
  return { including: true, transform: (value) => (Array.isArray(value) ? nonEmpty(first(value)) : undefined) };
}

function nonEmpty(array: unknown[]): unknown {
  return array.length > 0 ? array : undefined;
}

function positional(name: string, filter: Doc): Leaf {
  const pick = (value: unknown, root: Doc): unknown => {
    if (!Array.isArray(value)) return value;
    const position = matchedPosition(filter, root, name);
    if (position !== undefined) return [value[position]];
    throw new CommandError("Location51246", `positional operator '.$' couldn't find a matching element in the array`);
  };
  return { name, rule: { including: true, isPosition: true, transform: pick } };
}

/** Whether the projection includes the named fields, rather than excludes them. */
function isIncluding(leaves: Leaf[]): boolean {
  const named = leaves.filter(({ name, rule }) => name !== "_id" && typeof rule === "boolean");
  const including = named.find(({ rule }) => rule === true);
  const excluding = named.find(({ rule }) => rule === false);
  if (excluding && leaves.some(({ rule }) => typeof rule !== "boolean" && rule.isPosition)) {
    throw new CommandError("Location31395", "positional projection cannot be used with exclusion");
  }
  if (including && excluding) {
    throw new CommandError("Location31254", `Cannot do exclusion on field ${excluding.name} in inclusion projection`);
  }
  if (including) return true;
  if (excluding) return false;
  const id = leaves.find(({ name }) => name === "_id");
  return id?.rule === true || leaves.some(({ rule }) => typeof rule !== "boolean" && rule.including);
}

function toTree(leaves: Leaf[]): Tree {
  const tree: Tree = {};
  for (const { name, rule } of leaves) plant(tree, name.split("."), rule, name);
  return tree;
}

function plant(tree: Tree, [field, ...rest]: string[], rule: boolean | Transform, name: string): void {
  if (!field) throw new CommandError("BadValue", `FieldPath '${name}' must not have empty parts`);
  const there = getField(tree, field);
  if (there !== undefined && (rest.length === 0 || !isBranch(there))) {
    throw new CommandError("Location31249", `Path collision at ${name}`);
  }
  if (rest.length === 0) return setField(tree, field, rule);
  const branch = there ?? {};
  setField(tree, field, branch);
  plant(branch, rest, rule, name);
}

function isBranch(value: unknown): value is Tree {
  return isDoc(value) && typeof value.transform !== "function";
}

function apply(value: unknown, tree: Tree, including: boolean, root: Doc): unknown {
  if (Array.isArray(value)) {
    const kept = including ? value.filter((element) => isDoc(element) || Array.isArray(element)) : value;
    return kept.map((element) => apply(element, tree, including, root));
  }
  if (!isDoc(value)) return including ? undefined : value;
  const result: Doc = {};
  for (const field of Object.keys(value)) {
    const projected = project(value[field], getField(tree, field), including, root);
    if (projected !== undefined) setField(result, field, projected);
  }
  addComputed(result, value, tree, including, root);
  return result;
}

function project(value: unknown, rule: unknown, including: boolean, root: Doc): unknown {
  if (rule === undefined) return including ? undefined : value;
  if (typeof rule === "boolean") return rule ? value : undefined;
  if (isBranch(rule)) return apply(value, rule, including, root);
  return (rule as Transform).transform(value, root);
}

/** Computed fields appear even if the document has no field of that name. */
function addComputed(result: Doc, original: Doc, tree: Tree, including: boolean, root: Doc): void {
  for (const field of Object.keys(tree)) {
    const rule = tree[field];
    if (Object.hasOwn(original, field) || typeof rule !== "object") continue;
    const value = isBranch(rule) ? apply({}, rule, including, root) : rule.transform(undefined, root);
    const isEmpty = isBranch(rule) && Object.keys(value as Doc).length === 0;
    if (value !== undefined && !isEmpty) setField(result, field, value);
  }
}
