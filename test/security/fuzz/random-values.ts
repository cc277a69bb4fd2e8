import type { Random } from "../../support/random.js";

/** Stands in much of what is entered: it must never reach the log. */
export const ENTERED = "zqheron";
/** Would run as a script if a page showed it as it was entered. */
const SCRIPT = `<img src=x onerror=alert('${ENTERED}')>`;
const SVG = `"><svg onload=alert('${ENTERED}')>`;
export const SCRIPTS = [SCRIPT, SVG, `href="javascript:`];

/** What belongs to the server's inside, which no answer shows. */
export const INSIDE = /\n\s+at |node_modules|\w\.[jt]s:\d+|Mongo\w*Error|CastError|ZodError|\/src\/|\/dist\//;

/** Would be a header of its own if one took it over as it was sent. */
export const FORGED_HEADER = "x-forged";

const PROTOTYPE_NAMES = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "__defineGetter__"];
const NUMBERS = [
  "0",
  "-0",
  "-1",
  "1",
  "1e309",
  "NaN",
  "Infinity",
  "0x10",
  "1.5",
  "9007199254740993",
  "٣",
  "1".repeat(400),
];
const DATES = [
  "2026-11-24",
  "2026-02-30",
  "0000-00-00",
  "+275760-09-13",
  "2026-11-24T09:00:00.000Z",
  "24:00",
  "-271821-04-20",
];
const TEXTS = [
  "",
  " ",
  "\t\r\n",
  "\u0000",
  "a\u0000b",
  "\ud800",
  "\ufffd\ufffe\uffff",
  "\u202eevil\u202c",
  "a\u200bb",
  "e\u0301".repeat(50),
  "😀".repeat(60),
  "null",
  "undefined",
  "true",
  "on",
  "[object Object]",
  "../../../../etc/passwd",
  "..%2f..%2f",
  "file:///etc/passwd",
  "javascript:alert(1)",
  "//elsewhere.example",
  "/\\elsewhere.example",
  "https://elsewhere.example/",
  "<%= process.env %>",
  "{{7*7}}",
  "${7*7}",
  "=cmd|' /C calc'!A0",
  "'; DROP TABLE x; --",
  "$where",
  "(a+)+$",
  "[".repeat(200),
  '{"$ne":null}',
  "%",
  "%00",
  "%c0%ae",
  "%e0%a4%a",
  `a\r\n${FORGED_HEADER}: 1`,
  `kim@example.org\r\nBcc: all@example.org`,
  SCRIPT,
  SVG,
  `[link](javascript:alert('${ENTERED}'))`,
];

/** What slow patterns and parsers stumble over when it comes again and again. */
const REPEATED = [
  "x",
  " ",
  "\n",
  "a ",
  "0",
  "é",
  "e\u0301",
  "😀",
  "(",
  "[a](",
  "*_",
  "<",
  "&",
  "/",
  "\\",
  "@",
  ".",
  "a.",
  "\u200d",
  "x@x.",
];

/** What nobody sends who means well, and some of what they do. The same seed gives the same values. */
export class RandomValues {
  constructor(readonly random: Random) {}

  text(): string {
    const { random } = this;
    return this.#oneOf([
      () => random.pick(TEXTS),
      () => random.pick(TEXTS),
      () => random.pick(PROTOTYPE_NAMES),
      () => random.pick(NUMBERS),
      () => random.pick(DATES),
      () => `${ENTERED} ${random.whole(0, 9)}`,
      () => random.pick(REPEATED).repeat(random.pick([81, 301, 4001, 20_000])),
      () => "x".repeat(random.pick([81, 301, 4001, 70_000])),
      () => this.#noise(random.whole(1, 60)),
    ]);
  }

  /** Any value that JSON can say. */
  json(depth = 0): unknown {
    const { random } = this;
    return this.#oneOf([
      () => this.text(),
      () => random.pick([null, true, false, 0, -1, 1.5, 1e308, 2 ** 53, [], {}]),
      () => (depth > 2 ? [] : Array.from({ length: random.whole(0, 4) }, () => this.json(depth + 1))),
      () =>
        depth > 2
          ? {}
          : (JSON.parse(`{${JSON.stringify(this.name())}:${JSON.stringify(this.json(depth + 1))}}`) as unknown),
      () => ({ $gt: "" }),
      () => JSON.parse("[".repeat(500) + "]".repeat(500)) as unknown,
    ]);
  }

  name(): string {
    const { random } = this;
    return random.pick([
      ...PROTOTYPE_NAMES,
      "a[b]",
      "a.b",
      "a[]",
      "a[__proto__][b]",
      "$ne",
      "",
      "id",
      "_id",
      "role",
      "isAdmin",
    ]);
  }

  bytes(most: number): Buffer {
    return Buffer.from(Array.from({ length: this.random.whole(0, most) }, () => this.random.whole(0, 255)));
  }

  chance(share: number): boolean {
    return this.random.next() < share;
  }

  #noise(length: number): string {
    return String.fromCharCode(...Array.from({ length }, () => this.random.whole(1, 0xd7ff)));
  }

  #oneOf<T>(makers: (() => T)[]): T {
    return this.random.pick(makers)();
  }
}
