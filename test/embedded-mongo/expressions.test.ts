import { expect } from "chai";
import { Decimal128, Double, Int32, Long, ObjectId, refusal, withServer, type Doc } from "./support.js";

describe("Expressions in the embedded database", () => {
  const running = withServer();
  const id = new ObjectId("0123456789abcdef01234567");
  const at = new Date("2024-03-05T07:08:09.010Z");
  const doc = { n: 7, half: 2.5, neg: -7, list: [3, 1, 2, 3], text: "Ünï text", at, none: null, docs: [{ x: 1 }, {}] };

  async function computed(expressions: unknown[], options: Doc = {}): Promise<unknown[]> {
    const collection = running.db.collection("docs");
    await collection.insertOne({ ...doc });
    const fields = Object.fromEntries(expressions.map((expression, i) => [`_${i}`, expression]));
    const [result] = await collection.aggregate([{ $project: { _id: 0, ...fields } }], options).toArray();
    return expressions.map((_, i) => result![`_${i}`] as unknown);
  }

  function computes(title: string, cases: [unknown, unknown][]): void {
    it(title, async () => {
      const results = await computed(cases.map(([expression]) => expression));
      for (const [i, [expression, expected]] of cases.entries()) {
        expect(results[i], JSON.stringify(expression)).to.deep.equal(expected);
      }
    });
  }

  computes("compare values of all types, and tell a missing value from null", [
    [{ $eq: ["$n", 7] }, true],
    [{ $eq: ["$none", "$missing"] }, false],
    [{ $ne: ["$none", "$missing"] }, true],
    [{ $ne: ["$n", 7] }, false],
    [{ $gt: ["$none", "$missing"] }, true],
    [{ $lt: ["$missing", "$none"] }, true],
    [{ $gt: ["$n", 7] }, false],
    [{ $gte: ["$n", 7] }, true],
    [{ $gte: ["$missing", "$alsoMissing"] }, true],
    [{ $lt: ["$n", 7] }, false],
    [{ $lte: ["$n", 7] }, true],
    [{ $lte: ["$n", 6] }, false],
    [{ $gt: ["text", 5] }, true],
    [{ $cmp: ["$n", 100] }, -1],
    [{ $cmp: ["b", "a"] }, 1],
    [{ $cmp: ["\uffff", "😀"] }, -1],
    [{ $cmp: ["😀b", "😀a"] }, 1],
    [{ $gt: ["$$ROOT", "$n"] }, true],
    [{ $and: ["$n", "$list", true] }, true],
    [{ $and: ["$n", 0] }, false],
    [{ $and: [] }, true],
    [{ $or: [0, "$none", false] }, false],
    [{ $or: [0, "$n"] }, true],
    [{ $not: ["$missing"] }, true],
    [{ $not: [""] }, false],
  ]);

  computes("calculate with numbers and dates", [
    [{ $add: ["$n", "$half", 1] }, 10.5],
    [{ $add: ["$at", 1000] }, new Date(at.getTime() + 1000)],
    [{ $add: ["$n", "$none"] }, null],
    [{ $subtract: ["$n", 10] }, -3],
    [{ $subtract: ["$at", 10] }, new Date(at.getTime() - 10)],
    [{ $add: [9.6, "$at"] }, new Date(at.getTime() + 10)],
    [{ $subtract: ["$at", 9.6] }, new Date(at.getTime() - 10)],
    [{ $subtract: ["$at", new Date(at.getTime() - 5)] }, 5],
    [{ $subtract: ["$missing", 1] }, null],
    [{ $multiply: ["$n", "$half", 2] }, 35],
    [{ $multiply: ["$n", "$none"] }, null],
    [{ $divide: ["$n", 2] }, 3.5],
    [{ $divide: ["$none", 2] }, null],
    [{ $mod: ["$neg", 4] }, -3],
    [{ $mod: [7.5, 2] }, 1.5],
    [{ $abs: "$neg" }, 7],
    [{ $abs: "$n" }, 7],
    [{ $ceil: "$half" }, 3],
    [{ $floor: "$half" }, 2],
    [{ $floor: "$none" }, null],
    [{ $trunc: -2.567 }, -2],
    [{ $trunc: [-2.567, 1] }, -2.5],
    [{ $trunc: [1567, -2] }, 1500],
    [{ $round: "$half" }, 2],
    [{ $round: 3.5 }, 4],
    [{ $round: [1.005, 2] }, 1],
    [{ $round: [2.345, 1] }, 2.3],
    [{ $round: [-4, -1] }, 0],
    [{ $pow: [2, 10] }, 1024],
    [{ $sqrt: 9 }, 3],
  ]);

  computes("take arrays and sets apart and put them together", [
    [{ $size: "$list" }, 4],
    [{ $isArray: "$list" }, true],
    [{ $isArray: "$n" }, false],
    [{ $in: [2, "$list"] }, true],
    [{ $in: [4, "$list"] }, false],
    [{ $arrayElemAt: ["$list", 1] }, 1],
    [{ $arrayElemAt: ["$list", -1] }, 3],
    [{ $arrayElemAt: ["$list", 9] }, undefined],
    [{ $arrayElemAt: ["$none", 0] }, null],
    [{ $first: "$list" }, 3],
    [{ $last: [["a", "b"]] }, "b"],
    [{ $concatArrays: ["$list", [9]] }, [3, 1, 2, 3, 9]],
    [{ $concatArrays: ["$list", "$none"] }, null],
    [{ $reverseArray: "$list" }, [3, 2, 1, 3]],
    [{ $slice: ["$list", 2] }, [3, 1]],
    [{ $slice: ["$list", -1] }, [3]],
    [{ $slice: ["$list", 1, 2] }, [1, 2]],
    [{ $slice: ["$list", -3, 2] }, [1, 2]],
    [{ $slice: ["$list", -9, 2] }, [3, 1]],
    [{ $range: [0, 5, 2] }, [0, 2, 4]],
    [{ $range: [3, 0, -1] }, [3, 2, 1]],
    [{ $range: [0, 3] }, [0, 1, 2]],
    [{ $range: [3, 0] }, []],
    [{ $indexOfArray: ["$list", 3] }, 0],
    [{ $indexOfArray: ["$list", 4] }, -1],
    [
      {
        $setUnion: [
          [1, 2],
          [2, 3],
        ],
      },
      [1, 2, 3],
    ],
    [{ $setIntersection: ["$list", [3, 3, 4]] }, [3]],
    [{ $setDifference: ["$list", [3]] }, [1, 2]],
    [{ $setDifference: ["$list", "$none"] }, null],
    [{ $setIsSubset: [[3, 1], "$list"] }, true],
    [{ $setIsSubset: [[4], "$list"] }, false],
    [{ $setEquals: [[3, 2, 1], "$list"] }, true],
    [{ $setEquals: [[3, 2], "$list"] }, false],
    [{ $anyElementTrue: [[0, 1]] }, true],
    [{ $anyElementTrue: [[0, null]] }, false],
    [{ $allElementsTrue: [[1, 0]] }, false],
    [{ $allElementsTrue: [[1, true]] }, true],
    [{ $sortArray: { input: "$list", sortBy: -1 } }, [3, 3, 2, 1]],
    [{ $sortArray: { input: [{ x: 2 }, { x: 1 }], sortBy: { x: 1 } } }, [{ x: 1 }, { x: 2 }]],
    [{ $sortArray: { input: [{ x: 1 }, 5, { x: 0 }], sortBy: { x: 1 } } }, [5, { x: 0 }, { x: 1 }]],
    [{ $sum: "$list" }, 9],
    [{ $sum: ["$n", "$half", "text"] }, 9.5],
    [{ $avg: "$list" }, 2.25],
    [{ $avg: ["text"] }, null],
    [{ $min: "$list" }, 1],
    [{ $max: ["$n", "$none", "$half"] }, 7],
    [
      ["$n", "$missing"],
      [7, null],
    ],
    ["$docs.x", [1]],
    [{ $map: { input: "$list", in: { $add: ["$$this", 1] } } }, [4, 2, 3, 4]],
    [{ $map: { input: "$none", in: 1 } }, null],
    [{ $filter: { input: "$list", cond: { $gt: ["$$this", 2] } } }, [3, 3]],
    [{ $filter: { input: "$none", cond: true } }, null],
    [{ $reduce: { input: "$none", initialValue: 0, in: 1 } }, null],
    [{ $reduce: { input: ["a", "b"], initialValue: "", in: { $concat: ["$$value", "$$this"] } } }, "ab"],
  ]);

  computes("read and change texts", [
    [{ $concat: ["$text", "!"] }, "Ünï text!"],
    [{ $concat: ["$text", "$none"] }, null],
    [{ $toLower: "ÀB" }, "àb"],
    [{ $toUpper: "$none" }, ""],
    [{ $strLenCP: "a😀" }, 2],
    [{ $substrCP: ["a😀b", 1, 2] }, "😀b"],
    [{ $substrCP: ["abc", 1, -1] }, "bc"],
    [{ $split: ["a, b", ", "] }, ["a", "b"]],
    [{ $indexOfCP: ["abcb", "b"] }, 1],
    [{ $indexOfCP: ["abc", "x"] }, -1],
    [{ $trim: { input: "  a b " } }, "a b"],
    [{ $trim: { input: "$none" } }, null],
    [{ $ltrim: { input: " a" } }, "a"],
    [{ $replaceAll: { input: "aXbX", find: "X", replacement: "-" } }, "a-b-"],
    [{ $regexMatch: { input: "Anna", regex: "^an", options: "i" } }, true],
    [{ $regexMatch: { input: "Anna", regex: /^an/ } }, false],
    [{ $regexMatch: { input: "Anna", regex: "^nn" } }, false],
    [{ $regexMatch: { input: "$none", regex: /x/ } }, false],
  ]);

  computes("convert between types", [
    [{ $type: "$at" }, "date"],
    [{ $type: "$missing" }, "missing"],
    [{ $toString: "$n" }, "7"],
    [{ $toString: true }, "true"],
    [{ $toString: "$at" }, "2024-03-05T07:08:09.010Z"],
    [{ $toString: id }, "0123456789abcdef01234567"],
    [{ $toString: "$none" }, null],
    [{ $toInt: "12" }, 12],
    [{ $toInt: -2.9 }, -2],
    [{ $toInt: true }, 1],
    [{ $toInt: false }, 0],
    [{ $toLong: "$at" }, at.getTime()],
    [{ $toDouble: "1.5" }, 1.5],
    [{ $toBool: 0 }, false],
    [{ $toBool: "" }, true],
    [{ $toDate: "2024-03-05" }, new Date("2024-03-05")],
    [{ $toDate: 5 }, new Date(5)],
    [{ $toDate: "$at" }, at],
    [{ $toObjectId: id }, id],
    [{ $toDate: id }, id.getTimestamp()],
    [{ $toObjectId: "0123456789abcdef01234567" }, id],
    [{ $toObjectId: "$none" }, null],
  ]);

  computes("choose, bind variables and build documents", [
    [{ $cond: { if: "$none", then: 1, else: 2 } }, 2],
    [{ $ifNull: ["$none", "$missing", "$n"] }, 7],
    [{ $ifNull: ["$n", 1] }, 7],
    [{ $switch: { branches: [{ case: "$n", then: "yes" }] } }, "yes"],
    [{ $let: { vars: { a: "$n", b: 2 }, in: { $add: ["$$a", "$$b"] } } }, 9],
    [{ $literal: { $add: [1, 1] } }, { $add: [1, 1] }],
    [
      { a: "$n", b: "$missing", c: { d: "$half" } },
      { a: 7, c: { d: 2.5 } },
    ],
    ["$$ROOT.n", 7],
    ["$$CURRENT.half", 2.5],
    ["$$REMOVE", undefined],
    [{ $gt: ["$$NOW", "$at"] }, true],
    [{ $mergeObjects: [{ a: 1, b: 1 }, { b: 2 }, "$none"] }, { a: 1, b: 2 }],
    [{ $objectToArray: { a: 1 } }, [{ k: "a", v: 1 }]],
    [{ $objectToArray: "$none" }, null],
    [{ $arrayToObject: [[["a", 1]]] }, { a: 1 }],
    [{ $arrayToObject: [[{ k: "b", v: 2 }]] }, { b: 2 }],
  ]);

  computes("read dates and count with them", [
    [{ $year: "$at" }, 2024],
    [{ $month: "$at" }, 3],
    [{ $dayOfMonth: "$at" }, 5],
    [{ $dayOfWeek: "$at" }, 3],
    [{ $hour: { date: "$at", timezone: "Europe/Berlin" } }, 8],
    [{ $minute: "$at" }, 8],
    [{ $second: "$at" }, 9],
    [{ $millisecond: "$at" }, 10],
    [{ $isoWeek: "$at" }, 10],
    [{ $year: "$none" }, null],
    [
      { $dateToParts: { date: "$at" } },
      { year: 2024, month: 3, day: 5, hour: 7, minute: 8, second: 9, millisecond: 10 },
    ],
    [{ $dateAdd: { startDate: "$at", unit: "day", amount: 2 } }, new Date(at.getTime() + 2 * 86_400_000)],
    [{ $dateDiff: { startDate: "$at", endDate: new Date(at.getTime() + 7_200_000), unit: "hour" } }, 2],
    [{ $dateToString: { date: "$none", format: "%Y", onNull: "never" } }, "never"],
    [{ $dateToString: { date: "$at", format: "%H:%M" } }, "07:08"],
    [{ $dateFromParts: { year: 2024, month: 2, day: 29 } }, new Date("2024-02-29T00:00:00Z")],
  ]);

  computes("give null for null", [
    ...["$first", "$last", "$reverseArray", "$arrayToObject", "$abs", "$toBool", "$toInt", "$toLong", "$toDouble"].map(
      (name): [unknown, unknown] => [{ [name]: "$none" }, null],
    ),
    ...["$slice", "$indexOfArray", "$setUnion", "$setIntersection", "$mod", "$split", "$indexOfCP"].map(
      (name): [unknown, unknown] => [{ [name]: ["$none", "$list"] }, null],
    ),
    ...["$setUnion", "$setIntersection", "$setDifference", "$concatArrays"].map((name): [unknown, unknown] => [
      { [name]: ["$list", "$missing"] },
      null,
    ]),
    [{ $toDate: "$none" }, null],
    [{ $mod: [1, "$none"] }, null],
    [{ $subtract: ["$n", "$none"] }, null],
    [{ $divide: ["$n", "$none"] }, null],
    [{ $sortArray: { input: "$none", sortBy: 1 } }, null],
  ]);

  it("keep the types of numbers apart", async () => {
    const cases: [unknown, unknown][] = [
      [{ $add: [new Int32(2147483647), new Int32(1)] }, Long.fromNumber(2147483648)],
      [{ $add: [new Int32(1), new Double(1)] }, new Double(2)],
      [{ $multiply: [Long.fromString("9223372036854775807"), new Int32(2)] }, new Double(2 ** 64)],
      [{ $add: [Decimal128.fromString("0.1"), new Int32(1)] }, Decimal128.fromString("1.1")],
      [{ $multiply: [Decimal128.fromString("0.5"), new Double(0.5)] }, Decimal128.fromString("0.25")],
      [{ $add: [new Double(0.5), new Double(0.25)] }, new Double(0.75)],
      [{ $add: [Long.fromNumber(5), Long.fromNumber(6)] }, Long.fromNumber(11)],
      [
        { $add: [Long.fromString("9007199254740993"), Long.fromString("9007199254740993")] },
        Long.fromString("18014398509481986"),
      ],
      [{ $subtract: [Long.fromString("9007199254740993"), Long.fromNumber(2)] }, Long.fromString("9007199254740991")],
      ...["Infinity", "-Infinity", "NaN"].map((name): [unknown, unknown] => [
        { $add: [Decimal128.fromString(name), 1] },
        Decimal128.fromString(name),
      ]),
      [{ $subtract: ["$at", "$at"] }, Long.ZERO],
      [{ $ceil: new Double(1.5) }, new Double(2)],
      [{ $mod: [new Int32(7), new Int32(4)] }, new Int32(3)],
      [{ $size: "$list" }, new Int32(4)],
      [{ $toLong: 5 }, Long.fromNumber(5)],
      [{ $avg: "$list" }, new Double(2.25)],
    ];
    const results = await computed(
      cases.map(([expression]) => expression),
      { promoteValues: false },
    );
    for (const [i, [expression, expected]] of cases.entries()) {
      expect(results[i], JSON.stringify(expression)).to.deep.equal(expected);
    }
  });

  it("are refused where their operands do not fit", async () => {
    const collection = running.db.collection("docs");
    await collection.insertOne({ ...doc });
    const refused: [unknown, number][] = [
      [{ $toInt: "  " }, 241],
      [{ $mergeObjects: "$docs" }, 40400],
      [{ $mergeObjects: [{}, "$n"] }, 40400],
      [{ $add: ["$text", 1] }, 14],
      [{ $add: ["$at", "$at"] }, 16612],
      [{ $divide: ["$n", 0] }, 2],
      [{ $mod: ["$n", 0] }, 2],
      [{ $size: "$n" }, 14],
      [{ $concat: ["$n"] }, 14],
      [{ $toInt: "x" }, 241],
      [{ $toInt: "" }, 241],
      [{ $toDate: "x" }, 241],
      [{ $toObjectId: "x" }, 241],
      [{ $toString: "$list" }, 241],
      [{ $switch: { branches: [{ case: false, then: 1 }] } }, 2],
      [{ $let: 5 }, 9],
      [{ $add: [1], $subtract: [1, 1] }, 9],
      ["$$unbound", 2],
      [{ $dateToString: { date: "$text" } }, 2],
      [{ $nothing: 1 }, 31325],
      [{ $add: [{ $nothing: 1 }] }, 168],
      [{ $toString: { constructor: 1 } }, 241],
    ];
    for (const [expression, code] of refused) {
      const attempt = collection.aggregate([{ $project: { a: expression } }]).toArray();
      await refusal(attempt, code).catch((error: Error) => {
        throw new Error(`${JSON.stringify(expression)}: ${error.message}`);
      });
    }
  });
});
