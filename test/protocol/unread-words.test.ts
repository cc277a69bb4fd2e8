import { expect } from "chai";
import { unreadWords } from "../../src/protocol/unread-words.js";

describe("A number of unread messages", () => {
  it("is exact up to 99", () => {
    expect([1, 99, 100, 1000].map(unreadWords)).to.deep.equal(["1", "99", "99+", "99+"]);
  });
});
