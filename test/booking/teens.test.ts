import { expect } from "chai";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { payAppointment } from "../../src/booking/pay-appointment.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { TeenModel } from "../../src/booking/teen-model.js";
import { forgetUnbookedTeens } from "../../src/booking/teens.js";
import { actorOf, GOOD_CARD } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { SiteSettingsModel } from "../../src/site/site-model.js";
import { DEFAULT_SETTINGS } from "../../src/site/site-rules.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { MONDAY, startTestSite, type TestSite } from "../support/test-site.js";

const START = "2026-11-24T09:00:00.000Z";
const FORM = "form[action$='/teen']";
const CARD = { cardNumber: "4242 4242 4242 4242", cardExpiry: "04/29", cardSecurityCode: "123" };
const GUARDIAN = { guardianName: "Lou Berg", guardianContact: "lou@example.org", guardianAgrees: "yes" };

describe("Booking a teen session", () => {
  let site: TestSite;
  let ana: TestPerson;
  let kim: TestPerson;
  let asKim: Reader;
  before(async () => (site = await startTestSite()));
  after(() => site.stop());
  beforeEach(async () => {
    site.clock.moveTo(MONDAY);
    const offers = ["teen", "individual"].map((type) => ({ type: type as "teen", minutes: 45, priceCents: 4000 }));
    ana = await makeCounsellor({ name: "Ana Moreno", offers });
    kim = await makeClient();
    asKim = await signedIn(site, kim);
  });

  const wanted = (sessionType: "teen" | "individual" = "teen") => ({
    ...{ counsellorId: ana.id, sessionType, medium: "video" as const },
  });
  const hold = (sessionType?: "teen" | "individual"): Promise<Page> =>
    asKim.post("/appointments", { ...wanted(sessionType), startsAt: START }, "/appointments");

  it("asks for the age and, under the age of consent, for a guardian's agreement, which the counsellor sees", async () => {
    const asked = await hold();
    expect(asked.text).to.contain("Who is this session for?").and.to.contain("under 16");
    const refused = await asKim.submit(asked, FORM, { age: "15", guardianName: "Lou Berg" });
    expect(refused.status).to.equal(422);
    const error = (name: string) => refused.document.getElementById(`field-${name}-error`)?.text ?? "";
    expect(error("guardianContact")).to.contain("telephone number or e-mail");
    expect(error("guardianAgrees")).to.contain("Under 16");
    expect(error("guardianName")).to.equal("");
    expect(refused.document.getElementById("field-guardianName")?.getAttribute("value")).to.equal("Lou Berg");
    const checkout = await asKim.submit(refused, FORM, { age: "15", ...GUARDIAN });
    expect(checkout.text)
      .to.contain("Pay & Book")
      .and.to.match(/Age\s*15 years/);
    const booked = await asKim.submit(checkout, "form[action$='/pay']", CARD);
    expect(booked.text).to.contain("Lou Berg");
    const { pathname } = new URL(booked.url);
    const asAna = await signedIn(site, ana);
    for (const path of [pathname, `/clients/${kim.id}`]) {
      expect((await asAna.get(path)).text)
        .to.contain("15 years")
        .and.to.contain("lou@example.org")
        .and.to.contain("Agreed on 23 November 2026");
    }
    const [stored] = await TeenModel.find().lean();
    expect(stored!.said.box.toString()).not.to.contain("Lou");
  });

  it("asks nobody of consenting age for a guardian, and stores none", async () => {
    const checkout = await asKim.submit(await hold(), FORM, { age: "١٦", ...GUARDIAN });
    expect(checkout.text)
      .to.match(/Age\s*16 years/)
      .and.not.to.contain("Lou Berg");
    const changed = await asKim.submit(await asKim.follow(checkout, "Change who it is for"), FORM, { age: "17" });
    expect(changed.text).to.match(/Age\s*17 years/);
  });

  it("goes by the age of consent that the admin set", async () => {
    await SiteSettingsModel.create({ _id: "site", ...DEFAULT_SETTINGS, ageOfConsent: 14, version: 1 });
    await site.services.site.refresh();
    const asked = await hold();
    expect(asked.text).to.contain("under 14");
    expect((await asKim.submit(asked, FORM, { age: "13" })).status).to.equal(422);
    expect((await asKim.submit(asked, FORM, { age: "14" })).text).to.contain("Pay & Book");
  });

  it("is not for children or adults, nor without a valid age", async () => {
    const asked = await hold();
    for (const age of ["9", "20", "teen", ""]) {
      const back = await asKim.submit(asked, FORM, { age });
      expect(back.status, age).to.equal(422);
      expect(back.document.getElementById("field-age-error")?.text).to.contain("from 10 to 19");
    }
  });

  it("cannot be paid until it is answered, and leads back to the question", async () => {
    const { holdId } = await placeHold(site.services, actorOf(kim), { ...wanted(), startsAt: new Date(START) });
    const refused = await failure(payAppointment(site.services, actorOf(kim), String(holdId), GOOD_CARD));
    expect(refused.name).to.equal("Conflict");
    const page = await asKim.post(`/appointments/${String(holdId)}/pay`, CARD, "/appointments");
    expect(page.text).to.contain("Who is this session for?");
  });

  it("says what happened to a time after its hold has expired, and only its client can answer", async () => {
    const asked = await hold();
    const stranger = await signedIn(site, await makeClient());
    const { pathname } = new URL(asked.url);
    expect((await stranger.post(pathname, { age: "17" }, "/appointments")).status).to.equal(404);
    site.clock.advance({ minutes: 11 });
    await site.sweep();
    expect((await asKim.get(pathname)).text).to.contain("has expired");
  });

  it("keeps the answers as they were booked: a window left open changes nothing", async () => {
    const asked = await hold();
    const checkout = await asKim.submit(asked, FORM, { age: "15", ...GUARDIAN });
    await asKim.submit(checkout, "form[action$='/pay']", CARD);
    const stored = await TeenModel.find().lean();
    await asKim.submit(asked, FORM, { age: "18" });
    expect(await TeenModel.find().lean()).to.deep.equal(stored);
  });

  it("forgets the answers for a time that was never booked, and keeps them for a booked one", async () => {
    await TeenModel.deleteMany({});
    const checkout = await asKim.submit(await hold(), FORM, { age: "17" });
    await asKim.submit(checkout, "form[action$='/pay']", CARD);
    const later = { ...wanted(), startsAt: new Date("2026-11-26T09:00:00.000Z") };
    const { holdId } = await placeHold(site.services, actorOf(kim), later);
    await asKim.submit(await asKim.get(`/appointments/${String(holdId)}/teen`), FORM, { age: "14", ...GUARDIAN });
    for (const hours of [0.5, 24]) {
      site.clock.advance({ hours });
      await forgetUnbookedTeens(site.services);
      expect(await TeenModel.countDocuments(), "while its time is still held").to.equal(2);
    }
    await site.sweep();
    site.clock.advance({ hours: 24 });
    await forgetUnbookedTeens(site.services);
    const [kept, ...others] = await TeenModel.find().lean();
    expect(others).to.deep.equal([]);
    expect((await AppointmentModel.findById(kept!._id).orFail().lean()).sessionType).to.equal("teen");
  });

  it("asks nothing for other sessions", async () => {
    expect((await hold("individual")).text)
      .to.contain("Pay & Book")
      .and.not.to.contain("Age");
  });
});
