import { expect } from "chai";
import { findAvailability } from "../../src/availability/find-availability.js";
import { findLeftOutside } from "../../src/availability/find-left-outside.js";
import { book } from "../support/booking.js";
import { makeClient, makeCounsellor } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

describe("The sessions that new hours leave out", () => {
  let site: TestSite;
  before(async () => (site = await startTestSite()));
  after(() => site.stop());

  it("are those to come, of this counsellor, soonest first", async () => {
    const [ana, lou] = [await makeCounsellor(), await makeCounsellor()];
    const kim = await makeClient({ name: "Kim Weiss" });
    for (const day of ["26", "25", "24"]) await book(site, kim, ana, `2026-11-${day}T10:00:00.000Z`);
    await book(site, await makeClient(), lou, "2026-11-25T10:00:00.000Z");
    const closed = { ...(await findAvailability(ana.id)), weekly: Array.from({ length: 7 }, () => []) };
    const left = async () => {
      const found = await findLeftOutside(ana.id, closed, site.clock.now());
      return found.map(({ startsAt, clientName }) => `${clientName} on ${startsAt.getUTCDate()}`);
    };
    expect(await left()).to.deep.equal(["Kim Weiss on 24", "Kim Weiss on 25", "Kim Weiss on 26"]);
    site.clock.moveTo("2026-11-24T10:01:00Z");
    expect(await left()).to.deep.equal(["Kim Weiss on 25", "Kim Weiss on 26"]);
    expect(await findLeftOutside(ana.id, await findAvailability(ana.id), site.clock.now())).to.deep.equal([]);
  });
});
