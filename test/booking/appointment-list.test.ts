import { expect } from "chai";
import { AppointmentModel, type Appointment } from "../../src/appointments/appointment-model.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { actorOf, book, wanted } from "../support/booking.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { MONDAY, startTestSite, type TestSite } from "../support/test-site.js";

const DAY_MS = 86_400_000;
const WEDNESDAY_TEN = "2026-11-25T09:00:00.000Z";
const FRIDAY_TEN = "2026-11-27T09:00:00.000Z";

describe("The list of appointments", () => {
  let site: TestSite;
  let client: TestPerson;
  let counsellor: TestPerson;
  let reader: Reader;

  before(async () => (site = await startTestSite()));
  after(() => site.stop());
  beforeEach(async () => {
    site.clock.moveTo(MONDAY);
    counsellor = await makeCounsellor({ name: "Ana Moreno" });
    client = await makeClient();
    reader = await signedIn(site, client);
  });

  const upcoming = (page: Page): string[] => starts(page, "section[aria-labelledby=upcoming]");
  const past = (page: Page): string[] => starts(page, "section[aria-labelledby=history]");

  /** Copies of a booked session that claim no time unless `more` says so, this many days from Monday. */
  async function copy(
    booked: Appointment,
    days: number[],
    more: (place: number) => object = () => ({}),
  ): Promise<void> {
    const { _id, ticks, deadlineAt, ...session } = booked;
    expect([_id, ticks, deadlineAt]).to.not.include(undefined);
    const at = (day: number): Date => new Date(Date.parse(MONDAY) + day * DAY_MS);
    await AppointmentModel.insertMany(days.map((day, place) => ({ ...session, startsAt: at(day), ...more(place) })));
  }

  it("shows twenty to a page, upcoming ones soonest first, past ones latest first", async () => {
    const booked = await book(site, client, counsellor, WEDNESDAY_TEN);
    const days = Array.from({ length: 25 }, (_, day) => day + 1);
    const status = (place: number) => ({ status: place % 5 === 0 ? ("cancelled" as const) : ("completed" as const) });
    await copy(booked, days.map((day) => -day).sort(), status);
    await copy(
      booked,
      days
        .slice(0, 21)
        .map((day) => day + 8)
        .sort(),
      (place) => ({ ticks: [place] }),
    );

    const all = await reader.get("/appointments");
    expect(upcoming(all)).to.have.length(20);
    expect(upcoming(all)[0]).to.equal(WEDNESDAY_TEN);
    expect(upcoming(all)).to.deep.equal(upcoming(all).toSorted());
    const rest = upcoming(await reader.get("/appointments?ahead=2"));
    expect(rest).to.have.length(2);
    expect(rest[0]! > upcoming(all).at(-1)!).to.equal(true);

    expect(past(all)).to.have.length(20);
    expect(past(all)).to.deep.equal(past(all).toSorted().toReversed());
    const earlier = past(await reader.get("/appointments?page=2"));
    expect(earlier).to.have.length(5);
    expect(earlier[0]! < past(all).at(-1)!).to.equal(true);
    expect(past(await reader.follow(all, "Cancelled"))).to.have.length(5);
  });

  it("begins with a hold while it lasts, and shows it to its client only", async () => {
    await book(site, client, counsellor, WEDNESDAY_TEN);
    await placeHold(site.services, actorOf(client), wanted(counsellor, FRIDAY_TEN));
    expect(upcoming(await reader.get("/appointments"))).to.deep.equal([FRIDAY_TEN, WEDNESDAY_TEN]);
    const words = (await reader.get("/appointments")).document.querySelectorAll("section[aria-labelledby=upcoming] li");
    expect(words.map(({ text }) => text.includes("Pay & Book"))).to.deep.equal([true, false]);
    const other = await signedIn(site, counsellor);
    expect(upcoming(await other.get("/appointments"))).to.deep.equal([WEDNESDAY_TEN]);
    site.clock.advance({ minutes: 10 });
    expect(upcoming(await reader.get("/appointments"))).to.deep.equal([WEDNESDAY_TEN]);
  });
});

function starts({ document }: Page, section: string): string[] {
  return document.querySelectorAll(`${section} li time`).map((time) => time.getAttribute("datetime") ?? "");
}
