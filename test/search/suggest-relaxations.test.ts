import { expect } from "chai";
import mongoose from "mongoose";
import { ListingModel } from "../../src/search/listing-model.js";
import { suggestRelaxations } from "../../src/search/suggest-relaxations.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

describe("The suggestions for a search that nobody matches", () => {
  let site: TestSite;
  before(async () => {
    site = await startTestSite();
    const freshUntil = new Date("2100-01-01T00:00:00Z");
    const facets = [["medium:audio"], ["language:Thai"], ["language:Thai"]];
    await ListingModel.insertMany(
      facets.map((each) => ({
        _id: new mongoose.Types.ObjectId(),
        ...{ facets: ["everyone", ...each], words: [], name: "someone", freshUntil },
      })),
    );
  });
  after(() => site.stop());

  it("begin with the one that finds most", async () => {
    const search = { specialization: [], medium: "audio" as const, language: "Thai", sort: "name" as const, page: 1 };
    const found = await suggestRelaxations(search, site.clock.now());
    expect(found.map(({ without, count }) => [without[0]?.demand, count])).to.deep.equal([
      ["medium", 2],
      ["language", 1],
    ]);
  });
});
