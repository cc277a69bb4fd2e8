import type { BSONRegExp } from "./documents.js";
import { CommandError } from "../errors.js";

/** Compiles a regular expression as MongoDB's filters write it. Throws 51091 for one that cannot be read, 51108 for an unknown option. */
export function compileRegex(pattern: string, options: string): RegExp {
  for (const option of options) {
    if (!"imsu".includes(option)) throw new CommandError("Location51108", `invalid flag in regex options: ${option}`);
  }
  const flags = options.replace("u", "");
  try {
    return new RegExp(pattern, `${flags}u`);
  } catch {
    return compileLoosely(pattern, flags);
  }
}

/** The literal text that every match begins with; undefined where the pattern has no plain prefix. */
export function literalStart({ pattern, options }: BSONRegExp): string | undefined {
  if (options !== "" || pattern.includes("|")) return undefined;
  const [, start = "", next = ""] = /^\^([\p{L}\p{N}_ @:/-]*)(.?)/u.exec(pattern) ?? [];
  const certain = "*?{".includes(next || " ") ? start.slice(0, -1) : start;
  return certain === "" ? undefined : certain;
}

/** Whether the expression tests for a literal prefix and nothing else. */
export function isLiteralStart(regex: BSONRegExp): boolean {
  const start = literalStart(regex);
  return start !== undefined && start.length < 100 && regex.pattern === `^${start}`;
}

function compileLoosely(pattern: string, flags: string): RegExp {
  try {
    return new RegExp(pattern, flags);
  } catch (error) {
    throw new CommandError("Location51091", `Regular expression is invalid: ${(error as Error).message}`);
  }
}
