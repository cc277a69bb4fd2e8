import { expect } from "chai";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { ChargeModel } from "../../src/payments/charge-model.js";
import { book, current } from "../support/booking.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { MONDAY, startTestSite, type TestSite } from "../support/test-site.js";

const TUESDAY_TEN = "2026-11-24T09:00:00.000Z";
const GOOD = { cardNumber: "4242 4242 4242 4242", cardExpiry: "04/29", cardSecurityCode: "123" };
const PAY = "form[action$='/pay']";

describe("Checkout", () => {
  let site: TestSite;
  let counsellor: TestPerson;
  let client: TestPerson;
  let reader: Reader;

  before(async () => (site = await startTestSite()));
  after(() => site.stop());
  beforeEach(async () => {
    site.clock.moveTo(MONDAY);
    counsellor = await makeCounsellor({ name: "Ana Moreno" });
    client = await makeClient();
    reader = await signedIn(site, client);
  });

  const wanted = (startsAt = TUESDAY_TEN) => ({
    counsellorId: counsellor.id,
    sessionType: "individual",
    medium: "video",
    startsAt,
  });
  const hold = (startsAt?: string, who = reader): Promise<Page> =>
    who.post("/appointments", wanted(startsAt), "/appointments");

  it("names what is bought, both zones, the countdown and the test cards", async () => {
    const far = await signedIn(site, await makeClient({ zone: "America/New_York" }));
    const page = await hold(TUESDAY_TEN, far);
    expect(page.url).to.match(/\/appointments\/[0-9a-f]{24}\/checkout$/);
    expect(page.text).to.contain("Tuesday 24 November, 04:00 (New York time)");
    expect(page.text).to.contain("For Ana Moreno: Tuesday 24 November, 10:00 (Berlin time)");
    expect(page.text)
      .to.contain("held for you for 10 min")
      .and.to.contain("4242 4242 4242 4242")
      .and.to.contain("No money moves");
  });

  it("books with a good card and shows it to both", async () => {
    const booked = await reader.submit(await hold(), PAY, GOOD);
    expect(booked.text).to.contain("is booked").and.to.contain("Visa ending in 4242");
    const other = await (await signedIn(site, counsellor)).get("/appointments");
    expect(other.text).to.contain(`Individual session with ${client.name}`);
  });

  it("keeps the hold when a card is declined, says so beside it, and gives no digit of it back", async () => {
    const checkout = await hold();
    const declined = await reader.submit(checkout, PAY, { ...GOOD, cardNumber: "4000 0000 0000 0002" });
    expect(declined.status).to.equal(422);
    expect(declined.document.getElementById("field-cardNumber-error")?.text).to.contain("declined");
    expect(declined.document.querySelector("[name=cardNumber]")?.getAttribute("value")).to.equal("");
    expect((await reader.submit(declined, PAY, GOOD)).text).to.contain("is booked");
  });

  it("checks a card before it is charged", async () => {
    const checkout = await hold();
    const page = await reader.submit(checkout, PAY, {
      cardNumber: "4242 4242 4242 4241",
      cardExpiry: "13/29",
      cardSecurityCode: "x",
    });
    expect(page.status).to.equal(422);
    for (const name of ["cardNumber", "cardExpiry", "cardSecurityCode"]) {
      expect(page.document.querySelector(`[name=${name}]`)?.getAttribute("aria-invalid"), name).to.equal("true");
    }
    const old = await reader.submit(checkout, PAY, { ...GOOD, cardExpiry: "10/26" });
    expect(old.text).to.contain("This card has expired");
    expect(await ChargeModel.countDocuments({ key: new RegExp(`^${idOf(checkout)}`) })).to.equal(0);
  });

  it("charges once for a double click", async () => {
    const checkout = await hold();
    const pages = await Promise.all([reader.submit(checkout, PAY, GOOD), reader.submit(checkout, PAY, GOOD)]);
    for (const page of pages) expect(page.text).to.contain("is booked");
    expect((await reader.submit(checkout, PAY, GOOD)).text).to.contain("is booked");
    expect(await ChargeModel.countDocuments({ key: new RegExp(`^${idOf(checkout)}`) })).to.equal(1);
  });

  it("says when a hold has ended, before and after it was cleared away, and charges nothing", async () => {
    const checkout = await hold();
    site.clock.advance({ minutes: 11 });
    for (const clear of [false, true]) {
      if (clear) await site.sweep();
      const page = await reader.submit(checkout, PAY, GOOD);
      expect(page.status).to.equal(404);
      expect(page.text).to.contain("not held any more").and.to.contain("Nothing was charged");
    }
    expect(await ChargeModel.countDocuments({ key: new RegExp(`^${idOf(checkout)}`) })).to.equal(0);
  });

  it("looks to a stranger as if the hold had ended", async () => {
    const checkout = await hold();
    const stranger = await signedIn(site, await makeClient());
    const page = await stranger.get(new URL(checkout.url).pathname);
    expect(page.status).to.equal(404);
    expect(page.text).to.contain("not held any more").and.to.not.contain("Ana Moreno");
  });

  it("can be taken up again from Appointments", async () => {
    await hold();
    const list = await reader.get("/appointments");
    expect(list.text).to.contain("Not paid yet");
    expect((await reader.follow(list, "Pay & Book")).url).to.match(/\/checkout$/);
  });

  it("lets its client go back and choose an overlapping time instead", async () => {
    await hold();
    const picker = await reader.get(`/counsellors/counsellor-${counsellor.id}?at=2026-11-24T09:30:00.000Z`);
    expect(picker.text).not.to.contain("is not free");
    const other = await hold("2026-11-24T09:30:00.000Z");
    expect(other.url).to.match(/\/checkout$/);
    expect(await AppointmentModel.countDocuments({ counsellorId: counsellor.id })).to.equal(1);
  });

  it("gives one of 100 clients the time, and tells every other one kindly what is free nearby", async () => {
    const clients = await Promise.all(Array.from({ length: 100 }, () => makeClient()));
    const readers: Reader[] = [];
    for (const one of clients) readers.push(await signedIn(site, one));
    const tokens = await Promise.all(readers.map((one) => one.csrfToken("/appointments")));
    const pages = await Promise.all(
      readers.map((one, index) =>
        one.request("/appointments", {
          method: "POST",
          body: new URLSearchParams({ ...wanted(), _csrf: tokens[index] ?? "" }),
        }),
      ),
    );
    const won = pages.filter(({ status }) => status === 200);
    expect(won).to.have.length(1);
    expect(won[0]?.url).to.match(/\/checkout$/);
    for (const page of pages.filter((one) => one !== won[0])) {
      expect(page.status).to.equal(409);
      expect(page.text).to.contain("That time was just taken").and.to.contain("free nearby");
    }
    expect(await AppointmentModel.countDocuments({ counsellorId: counsellor.id })).to.equal(1);
  }).timeout(60_000);

  it("refuses past, foreign and unreadable times kindly", async () => {
    for (const time of ["2026-11-23T08:00:00.000Z", "2026-11-24T02:00:00.000Z", "2026-11-24T09:10:00.000Z"]) {
      const page = await hold(time);
      expect(page.status, time).to.equal(409);
      expect(page.text, time).to.contain("cannot be booked").and.to.contain("free nearby");
    }
    const unreadable = await reader.post(
      "/appointments",
      { ...wanted(), startsAt: "soon", counsellorId: "../../etc" },
      "/appointments",
    );
    expect(unreadable.status).to.equal(422);
    expect(unreadable.text).not.to.contain("CastError");
  });

  it("does not let one client be in two places", async () => {
    await book(site, client, await makeCounsellor(), TUESDAY_TEN);
    const page = await hold();
    expect(page.status).to.equal(409);
    expect(page.text).to.contain("You already have an appointment at that time");
  });

  it("is closed to counsellors and visitors", async () => {
    const other = await signedIn(site, counsellor);
    expect((await hold(TUESDAY_TEN, other)).status).to.equal(404);
    const visitor = site.newReader();
    expect((await visitor.post("/appointments", wanted())).url).to.contain("/sign-in");
  });

  it("keeps the old page of a booked session pointing at the session", async () => {
    const checkout = await hold();
    await reader.submit(checkout, PAY, GOOD);
    const again = await reader.get(new URL(checkout.url).pathname);
    expect(again.text).to.contain("Session with Ana Moreno");
    expect((await current(idOf(checkout))).status).to.equal("booked");
  });
});

const idOf = ({ url }: Page): string => /appointments\/([0-9a-f]{24})/.exec(url)?.[1] ?? "";
