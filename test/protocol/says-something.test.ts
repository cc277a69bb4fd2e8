import { expect } from "chai";
import { saysSomething } from "../../src/protocol/says-something.js";

describe("A text says something", () => {
  for (const text of ["a", "…", "?", "👍", "👩‍👩‍👧", "\u200bx", "नमस्ते", "می‌خواهم", "。", "1", "❤️", "-"]) {
    it(`when it is ${JSON.stringify(text)}`, () => expect(saysSomething(text)).to.equal(true));
  }

  const blanks = [
    "",
    " \n\t",
    "\u00a0",
    "\u00ad",
    "\u115f",
    "\u1160",
    "\u180e",
    "\u200b",
    "\u200c\u200d",
    "\u200e\u202e",
  ];
  const more = [
    "\u2060",
    "\u2800",
    "\u2800 \u2800",
    "\u3000",
    "\u3164",
    "\ufe0f",
    "\ufeff",
    "\uffa0",
    "\ufff9",
    "\u{e0020}",
  ];
  for (const text of [...blanks, ...more]) {
    const codes = [...text].map((letter) => letter.codePointAt(0)!.toString(16)).join(" ");
    it(`not when it is ${codes || "empty"}`, () => expect(saysSomething(text)).to.equal(false));
  }
});
