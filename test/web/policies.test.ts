import { expect } from "chai";
import { isPolicy } from "../../src/web/guards.js";
import { allRoutes } from "../support/routes.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

describe("Every route", () => {
  let site: TestSite;
  before(async () => (site = await startTestSite()));
  after(() => site.stop());

  it("begins with a policy that says who may use it", () => {
    const routes = allRoutes(site.services);
    const unguarded = routes.filter(({ first }) => !isPolicy(first)).map(({ method, path }) => `${method} ${path}`);
    expect(unguarded).to.deep.equal([]);
    expect(routes.length).to.be.greaterThan(20);
  });
});
