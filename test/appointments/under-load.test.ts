import { expect } from "chai";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { placeHold } from "../../src/appointments/place-hold.js";
import { Conflict } from "../../src/platform/errors.js";
import { actorOf, wanted } from "../support/booking.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const CLIENTS = 200;
const IN_BROWSERS = 20;
const ROUNDS = 50;

describe("Two hundred clients at one time", () => {
  let site: TestSite;
  let counsellor: TestPerson;
  let readers: { reader: Reader; token: string }[];
  let others: TestPerson[];

  before(async () => {
    site = await startTestSite();
    counsellor = await makeCounsellor();
    const inBrowser = async () => {
      const reader = await signedIn(site, await makeClient());
      return { reader, token: await reader.csrfToken("/appointments") };
    };
    readers = await Promise.all(Array.from({ length: IN_BROWSERS }, inBrowser));
    others = await Promise.all(Array.from({ length: CLIENTS - IN_BROWSERS }, () => makeClient()));
  });
  after(() => site.stop());

  it(`sell it once in each of ${ROUNDS} rounds, and tell all others kindly what else is free`, async () => {
    let toBrowsers = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const startsAt = new Date(Date.parse("2026-11-25T08:00:00Z") + round * 24 * 60 * 60_000).toISOString();
      const [pages, holds] = await Promise.all([
        Promise.all(readers.map((each) => bookOn(each, startsAt))),
        Promise.allSettled(others.map((each) => placeHold(site.services, actorOf(each), wanted(counsellor, startsAt)))),
      ]);
      const [lost, won] = [pages.filter(({ status }) => status === 409), pages.filter(({ status }) => status === 303)];
      const refused = holds.flatMap((hold) => (hold.status === "rejected" ? [hold.reason as Error] : []));
      expect(lost.length + won.length, "no other answer").to.equal(IN_BROWSERS);
      expect(won.length + holds.length - refused.length, `sold in round ${round}`).to.equal(1);
      for (const { text } of lost) {
        expect(text).to.contain("That time was just taken").and.to.contain("These are free nearby");
      }
      for (const error of refused)
        expect(error).to.be.instanceOf(Conflict).with.property("message").contains("just taken");
      expect(await AppointmentModel.countDocuments({ startsAt: new Date(startsAt) })).to.equal(1);
      toBrowsers += won.length;
    }
    expect(toBrowsers).to.be.lessThan(ROUNDS);
  }).timeout(600_000);

  function bookOn({ reader, token }: { reader: Reader; token: string }, startsAt: string): Promise<Page> {
    const fields = { counsellorId: counsellor.id, sessionType: "individual", medium: "video", startsAt, _csrf: token };
    return reader.request("/appointments", { method: "POST", redirect: "manual", body: new URLSearchParams(fields) });
  }
});
