import { expect } from "chai";
import { placeHold } from "../../src/booking/place-hold.js";
import { FIRST_TALK } from "../../src/catalogue/catalogue-rules.js";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { actorOf, book, wanted } from "../support/booking.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Reader } from "../support/reader.js";
import { MONDAY, startTestSite, type TestSite } from "../support/test-site.js";

const WEDNESDAY_TEN = "2026-11-25T09:00:00.000Z";
const THURSDAY_TEN = "2026-11-26T09:00:00.000Z";
const PRICE = "form[action$='/price']";

describe("A price agreed with one client", () => {
  let site: TestSite;
  let counsellor: TestPerson;
  let client: TestPerson;
  let desk: Reader;

  before(async () => (site = await startTestSite()));
  after(() => site.stop());
  beforeEach(async () => {
    site.clock.moveTo(MONDAY);
    counsellor = await makeCounsellor({ name: "Ana Moreno" });
    client = await makeClient({ name: "Kim Weiss" });
    desk = await signedIn(site, counsellor);
    await book(site, client, counsellor, WEDNESDAY_TEN);
  });

  const agree = async (price: string) => {
    const page = await desk.follow(await desk.get(`/clients/${client.id}`), "Prices for Kim Weiss");
    return desk.submit(page, PRICE, { individual: price });
  };

  it("is what that client sees and pays, and nobody else", async () => {
    const saved = await agree("25");
    expect(saved.text).to.contain("Their prices are saved.");
    const profile = `/counsellors/counsellor-${counsellor.id}?at=${THURSDAY_TEN}`;
    const reader = await signedIn(site, client);
    const page = await reader.get(profile);
    expect(page.text).to.contain("Individual session, 50 minutes, 25.00 €").and.not.to.contain("60.00 €");
    expect(page.html, "what search engines read").to.contain('"price":"60.00"');
    const checkout = await reader.submit(page, "form[action='/appointments']");
    expect(checkout.text).to.contain("Pay & Book 25.00 €");
    for (const other of [site.newReader(), await signedIn(site, await makeClient())]) {
      const [own, search] = [await other.get(profile), await other.get("/counsellors?words=Ana")];
      for (const { html } of [own, search]) expect(html).to.contain("60.00").and.not.to.contain("25.00");
    }
  });

  it("is agreed with one client of several", async () => {
    const second = await makeClient({ name: "Lee Brown" });
    await book(site, second, counsellor, "2026-11-25T11:00:00.000Z");
    const page = await desk.follow(await desk.get(`/clients/${second.id}`), "Prices for Lee Brown");
    await desk.submit(page, PRICE, { individual: "20" });
    const first = await placeHold(site.services, actorOf(client), wanted(counsellor, THURSDAY_TEN));
    expect(first.priceCents).to.equal(6000);
    const other = await placeHold(site.services, actorOf(second), wanted(counsellor, "2026-11-26T11:00:00.000Z"));
    expect(other.priceCents).to.equal(2000);
  });

  it("can be nothing, and then no card is asked for", async () => {
    await agree("0");
    const held = await placeHold(site.services, actorOf(client), wanted(counsellor, THURSDAY_TEN));
    expect(held).to.include({ priceCents: 0, payBy: "free" });
  });

  it("is refused beside its field when it is not below the usual price, and removed when left empty", async () => {
    for (const wrong of ["60", "70", "cheap"]) {
      const page = await agree(wrong);
      expect(page.status, wrong).to.equal(422);
      expect(page.text).to.contain("Please enter a price below your usual 60.00 €, or leave this empty.");
    }
    await agree("25");
    await agree(" ");
    const held = await placeHold(site.services, actorOf(client), wanted(counsellor, THURSDAY_TEN));
    expect(held.priceCents).to.equal(6000);
  });

  it("is not asked for what is free", async () => {
    await CounsellorModel.updateOne({ _id: counsellor.id }, { $push: { offers: FIRST_TALK } });
    const page = await desk.follow(await desk.get(`/clients/${client.id}`), "Prices for Kim Weiss");
    const names = page.document.querySelectorAll(`${PRICE} [name]`).map((field) => field.getAttribute("name"));
    expect(names).to.include("individual").and.to.not.include(FIRST_TALK.type);
  });

  it("never raises the price when the usual one becomes lower", async () => {
    await agree("55");
    const form = await desk.get("/profile");
    await desk.submit(form, "form[action='/profile']", { "individual.price": "50" });
    await CounsellorModel.updateOne({ _id: counsellor.id }, { $set: { published: true } });
    const held = await placeHold(site.services, actorOf(client), wanted(counsellor, THURSDAY_TEN));
    expect(held.priceCents).to.equal(5000);
  });
});
