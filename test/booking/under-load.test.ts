import { expect } from "chai";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { Conflict } from "../../src/platform/errors.js";
import { actorOf, wanted, countNoHolds, countNoSessions } from "../support/booking.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";
import { TRIAL_MS, TRIALS } from "../support/trials.js";

/** IN_BROWSERS clients book over HTTP, different ones in each round, and all of them in every tenth. The others call the action. */
const { clients: CLIENTS, overHttp: IN_BROWSERS, rounds: ROUNDS } = TRIALS.underLoad;

interface Client {
  person: TestPerson;
  reader: Reader;
  token: string;
}

describe(`${CLIENTS} clients at one time`, () => {
  let site: TestSite;
  let counsellor: TestPerson;
  let clients: Client[];

  before(async function () {
    this.timeout(200_000);
    site = await startTestSite();
    countNoHolds(site);
    counsellor = await makeCounsellor();
    const makeOne = async (): Promise<Client> => {
      const person = await makeClient();
      const reader = await signedIn(site, person);
      return { person, reader, token: await reader.csrfToken("/appointments") };
    };
    clients = [];
    while (clients.length < CLIENTS) clients.push(...(await Promise.all(Array.from({ length: IN_BROWSERS }, makeOne))));
  });
  after(() => site.stop());

  it(`sell it once in each of ${ROUNDS} rounds, and offer all others other times`, async () => {
    let toBrowsers = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      await countNoSessions();
      const startsAt = new Date(Date.parse("2026-11-25T08:00:00Z") + round * 24 * 60 * 60_000).toISOString();
      const wish = wanted(counsellor, startsAt);
      const inBrowsers = clients.filter((_, place) => comesOverHttp(place, round));
      const others = clients.filter((_, place) => !comesOverHttp(place, round));
      const [pages, holds] = await Promise.all([
        Promise.all(inBrowsers.map((each) => bookOn(each, startsAt))),
        Promise.allSettled(others.map(({ person }) => placeHold(site.services, actorOf(person), wish))),
      ]);
      const [lost, won] = [pages.filter(({ status }) => status === 409), pages.filter(({ status }) => status === 303)];
      const refused = holds.flatMap((hold) => (hold.status === "rejected" ? [hold.reason as Error] : []));
      expect(lost.length + won.length, "no other answer").to.equal(inBrowsers.length);
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
  }).timeout(TRIAL_MS);

  const comesOverHttp = (place: number, round: number): boolean =>
    round % 10 === 0 || Math.floor(place / IN_BROWSERS) === round % (CLIENTS / IN_BROWSERS);

  function bookOn({ reader, token }: Client, startsAt: string): Promise<Page> {
    const fields = { counsellorId: counsellor.id, sessionType: "individual", medium: "video", startsAt, _csrf: token };
    return reader.request("/appointments", { method: "POST", redirect: "manual", body: new URLSearchParams(fields) });
  }
});
