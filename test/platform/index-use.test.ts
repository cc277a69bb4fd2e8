import { expect } from "chai";
import mongoose from "mongoose";
import { plansOf } from "../support/explain.js";
import { startSiteOnOwnDatabase } from "../support/own-database.js";
import { plantRecords, QUESTIONS } from "../support/database-questions.js";
import type { TestSite } from "../support/test-site.js";

describe("Without a page, the database finds", () => {
  let site: TestSite;
  before(async () => {
    site = await startSiteOnOwnDatabase();
    await plantRecords();
  });
  after(() => site.stop());

  for (const { what, model, filter, sort, hint, indexes } of QUESTIONS) {
    it(`${what} by an index`, async () => {
      const { name } = model.collection;
      const body = { find: name, filter, ...(sort && { sort }), ...(hint && { hint }) };
      const found = await plansOf(mongoose.connection.db!, { trip: 1, name: "find", body });
      expect(new Set(found.indexes)).to.deep.equal(new Set(indexes.map((index) => `${name} ${index}`)));
    });
  }
});
