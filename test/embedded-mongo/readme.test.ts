import { expect } from "chai";
import { readFileSync } from "node:fs";
import path from "node:path";
import { stages } from "../../src/embedded-mongo/aggregate/stages.js";
import { statistics } from "../../src/embedded-mongo/aggregate/statistics.js";
import { commands } from "../../src/embedded-mongo/commands/run-command.js";
import { accumulators } from "../../src/embedded-mongo/expressions/accumulators.js";
import { arrayOperators } from "../../src/embedded-mongo/expressions/array-operators.js";
import { logicOperators } from "../../src/embedded-mongo/expressions/logic-operators.js";
import { mingoOperators } from "../../src/embedded-mongo/expressions/mingo-operators.js";
import { numberOperators } from "../../src/embedded-mongo/expressions/number-operators.js";
import { objectOperators } from "../../src/embedded-mongo/expressions/object-operators.js";
import { scopeOperators } from "../../src/embedded-mongo/expressions/scope-operators.js";
import { textOperators } from "../../src/embedded-mongo/expressions/text-operators.js";
import { valueConditions } from "../../src/embedded-mongo/matching/value-conditions.js";
import { modifiers } from "../../src/embedded-mongo/update/modifiers.js";

const readme = readFileSync(path.resolve("src/embedded-mongo/README.md"), "utf8");

describe("The embedded database's README", () => {
  const expressions = {
    ...logicOperators,
    ...numberOperators,
    ...textOperators,
    ...arrayOperators,
    ...objectOperators,
    ...scopeOperators,
    ...mingoOperators,
  };
  const combining = { $and: 1, $or: 1, $nor: 1, $expr: 1, $all: 1, $elemMatch: 1, $not: 1 };
  const lists: [string, object][] = [
    ["commands", commands],
    ["filters", { ...combining, ...valueConditions }],
    ["updates", modifiers],
    ["stages", { ...stages, ...statistics }],
    ["accumulators", accumulators],
    ["expressions", expressions],
  ];

  for (const [title, known] of lists) {
    it(`lists the ${title} that the code knows`, () => {
      const names = Object.keys(known).toSorted().join(" ");
      expect(readme.replaceAll(/\s+/g, " ")).to.include(`**${title}**: \`${names}\``);
    });
  }
});
