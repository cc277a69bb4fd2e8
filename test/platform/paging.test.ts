import { expect } from "chai";
import { page } from "../../src/platform/paging.js";

describe("A page of a list", () => {
  it("holds twenty records, and the last one what is left", () => {
    expect(page(41, 2)).to.deep.equal({ page: 2, pages: 3, skip: 20, limit: 20 });
    expect([page(40, 1).pages, page(41, 1).pages]).to.deep.equal([2, 3]);
  });

  it("is the last one where a later one is asked for, and the first of an empty list", () => {
    expect(page(41, 99)).to.include({ page: 3, skip: 40 });
    expect(page(0, 5)).to.include({ page: 1, pages: 1, skip: 0 });
  });
});
