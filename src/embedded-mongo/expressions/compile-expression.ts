import { getField, isDoc, setField, type Doc } from "../values/documents.js";
import { CommandError } from "../errors.js";
import type { Expression, Operator, Variables } from "./expression.js";
import { arrayOperators } from "./array-operators.js";
import { logicOperators } from "./logic-operators.js";
import { mingoOperators } from "./mingo-operators.js";
import { numberOperators } from "./number-operators.js";
import { objectOperators } from "./object-operators.js";
import { scopeOperators } from "./scope-operators.js";
import { textOperators } from "./text-operators.js";

/** Compiles an aggregation expression. Throws for unsupported operators. */
export function compileExpression(expression: unknown): Expression {
  if (typeof expression === "string" && expression.startsWith("$$")) return variable(expression.slice(2).split("."));
  if (typeof expression === "string" && expression.startsWith("$"))
    return variable(["CURRENT", ...expression.slice(1).split(".")]);
  if (Array.isArray(expression)) return arrayOf(expression.map(compileExpression));
  if (!isDoc(expression)) return () => expression;
  const [name] = Object.keys(expression);
  return name?.startsWith("$") ? operation(name, expression) : objectOf(expression);
}

/** Compiles the value of a field in $project or $addFields, which MongoDB refuses by another code where its operator is unknown. */
export function compileField(value: unknown): Expression {
  const [name] = isDoc(value) ? Object.keys(value) : [];
  const isKnown = !name?.startsWith("$") || Object.hasOwn(scopeOperators, name) || Object.hasOwn(operators, name);
  if (!isKnown) throw new CommandError("Location31325", `Unknown expression ${name}`);
  return compileExpression(value);
}

function variable([name = "", ...path]: string[]): Expression {
  if (name === "NOW") {
    const now = new Date();
    return () => now;
  }
  if (name === "REMOVE") return () => undefined;
  const isDocument = name === "CURRENT" || name === "ROOT";
  const [field = "", ...rest] = path;
  if (isDocument && path.length > 0 && rest.length === 0) {
    return ({ [name]: doc }) => (isDoc(doc) ? getField(doc, field) : follow(doc, path, 0));
  }
  return (variables) => {
    const value = isDocument ? variables[name] : known(variables, name);
    return follow(value, path, 0);
  };
}

function known(variables: Variables, name: string): unknown {
  if (Object.hasOwn(variables, name)) return variables[name];
  throw new CommandError("BadValue", `Use of undefined variable: ${name}`);
}

/** A path through an array yields an array of its documents' values. */
function follow(value: unknown, path: string[], at: number): unknown {
  if (at === path.length) return value;
  if (Array.isArray(value))
    return value.map((element) => follow(element, path, at)).filter((found) => found !== undefined);
  return isDoc(value) ? follow(getField(value, path[at]!), path, at + 1) : undefined;
}

function arrayOf(elements: Expression[]): Expression {
  return (variables) => elements.map((element) => element(variables) ?? null);
}

function objectOf(fields: Doc): Expression {
  const compiled = Object.keys(fields).map((name) => ({ name, value: compileExpression(fields[name]) }));
  return (variables) => {
    const result: Doc = {};
    for (const { name, value } of compiled) {
      const computed = value(variables);
      if (computed !== undefined) setField(result, name, computed);
    }
    return result;
  };
}

const operators: Record<string, Operator> = {
  ...mingoOperators,
  ...logicOperators,
  ...numberOperators,
  ...textOperators,
  ...arrayOperators,
  ...objectOperators,
};

function operation(name: string, expression: Doc): Expression {
  if (Object.keys(expression).length > 1) {
    throw new CommandError("FailedToParse", "an object representing an expression must have exactly one field");
  }
  const operand = expression[name];
  if (Object.hasOwn(scopeOperators, name)) return scopeOperators[name]!(operand, compileExpression);
  if (!Object.hasOwn(operators, name))
    throw new CommandError("InvalidPipelineOperator", `Unrecognized expression '${name}'`);
  const operator = operators[name]!;
  const operands = (Array.isArray(operand) ? operand : [operand]).map(compileExpression);
  // Calls without a list of operands are several times quicker, and most operators have one or two.
  const [first, second] = operands;
  if (first && operands.length === 1) return (variables) => operator(first(variables));
  if (first && second && operands.length === 2) return (variables) => operator(first(variables), second(variables));
  return (variables) => operator(...operands.map((each) => each(variables)));
}
