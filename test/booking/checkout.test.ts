import { expect } from "chai";
import mongoose from "mongoose";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { cancelAppointment } from "../../src/booking/cancel-appointment.js";
import { payAppointment } from "../../src/booking/pay-appointment.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { ChargeModel } from "../../src/payments/charge-model.js";
import { actorOf, book, current, GOOD_CARD } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { justBefore } from "../support/just-before.js";
import { makeClient, makeCounsellor, PASSWORD, signedIn, type TestPerson } from "../support/people.js";
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

  /** What happens in between, once, while the gateway charges. */
  let meanwhile: (() => Promise<unknown>) | undefined;

  before(async () => {
    site = await startTestSite();
    const { gateway } = site.services;
    const charge = gateway.charge.bind(gateway);
    gateway.charge = async (request) => {
      const outcome = await charge(request);
      const then = meanwhile;
      meanwhile = undefined;
      await then?.();
      return outcome;
    };
  });
  after(() => site.stop());
  beforeEach(async () => {
    site.clock.moveTo(MONDAY);
    counsellor = await makeCounsellor({ name: "Ana Moreno" });
    client = await makeClient();
    reader = await signedIn(site, client);
  });

  const wanted = (startsAt = TUESDAY_TEN) => ({
    counsellorId: counsellor.id,
    sessionType: "individual" as const,
    medium: "video" as const,
    startsAt,
  });
  const hold = (startsAt?: string, who = reader): Promise<Page> =>
    who.post("/appointments", wanted(startsAt), "/appointments");

  it("shows the purchase, both zones, the countdown and the test cards", async () => {
    const far = await signedIn(site, await makeClient({ zone: "America/New_York" }));
    const page = await hold(TUESDAY_TEN, far);
    expect(page.url).to.match(/\/appointments\/[0-9a-f]{24}\/checkout$/);
    expect(page.text).to.contain("Tuesday 24 November, 04:00 (New York time)");
    expect(page.text).to.contain("For Ana Moreno: Tuesday 24 November, 10:00 (Berlin time)");
    expect(page.text)
      .to.contain("held for you for 10 min, until 04:10 (New York time)")
      .and.to.contain("4242 4242 4242 4242")
      .and.to.contain("No money moves");
    const timer = (of: Page): number =>
      Number(of.document.querySelector(".countdown")?.getAttribute("data-seconds-left"));
    expect(timer(page)).to.be.within(560, 600);
    site.clock.advance({ seconds: 90 });
    const later = await far.get(page.url);
    expect(later.text).to.contain("held for you for 9 min");
    expect(timer(later)).to.be.within(480, 510);
  });

  it("books with a good card and shows it to both", async () => {
    const checkout = await hold();
    for (const page of ["", "/room"]) {
      expect((await reader.get(`/appointments/${idOf(checkout)}${page}`)).url, "before it is paid").to.equal(
        checkout.url,
      );
    }
    const booked = await reader.submit(checkout, PAY, GOOD);
    expect(booked.text).to.contain("is booked").and.to.contain("Visa ending in 4242");
    const other = await (await signedIn(site, counsellor)).get("/appointments");
    expect(other.text).to.contain(`Individual session with ${client.name}`);
  });

  it("keeps the hold when a card is declined, says so beside it, and shows none of its digits again", async () => {
    const checkout = await hold();
    const declined = await reader.submit(checkout, PAY, { ...GOOD, cardNumber: "4000 0000 0000 0002" });
    expect(declined.status).to.equal(422);
    expect(declined.document.getElementById("field-cardNumber-error")?.text).to.contain("declined");
    expect(declined.document.querySelector("[name=cardNumber]")?.getAttribute("value")).to.equal("");
    expect(declined.text).to.contain("Your payment did not go through");
    expect((await reader.get(new URL(declined.url).pathname)).url, "after a reload").to.match(/\/checkout$/);
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
    const empty = await reader.post(new URL(checkout.url).pathname.replace("checkout", "pay"), {}, "/appointments");
    expect(empty.text).to.contain("Please enter the 3 or 4 digits").and.not.to.contain("Invalid input");
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
      expect(page.text).to.contain("Your hold has expired").and.to.contain("Nothing was charged");
      expect(page.text).to.contain("All free times of Ana Moreno").and.to.contain("Tue 24 Nov, 10:00");
    }
    expect(await ChargeModel.countDocuments({ key: new RegExp(`^${idOf(checkout)}`) })).to.equal(0);
  });

  it("looks to a stranger as if the hold had ended", async () => {
    const checkout = await hold();
    const stranger = await signedIn(site, await makeClient());
    const page = await stranger.get(new URL(checkout.url).pathname);
    expect(page.status).to.equal(404);
    expect(page.text).to.contain("Your hold has expired").and.to.not.contain("Ana Moreno");
  });

  it("names no time for a hold other than this browser's latest", async () => {
    const [first, second] = [await hold(), await hold("2026-11-25T09:00:00.000Z")];
    site.clock.advance({ minutes: 11 });
    await site.sweep();
    const [lost, last] = await Promise.all([first, second].map(({ url }) => reader.get(url)));
    expect(last?.text).to.contain("Wednesday 25 November, 10:00").and.to.contain("free nearby");
    expect(lost?.text).to.contain("Your hold has expired").and.to.not.contain("November, 10:00");
  });

  it("shows the new hold after another time was chosen in another window", async () => {
    const first = await hold();
    await hold("2026-11-25T09:00:00.000Z");
    const page = await reader.submit(first, PAY, GOOD);
    expect(page.text).to.contain("You have since chosen another time").and.to.contain("Nothing was charged");
    expect((await reader.follow(page, "Pay for that time")).text).to.contain("Wednesday 25 November, 10:00");
  });

  it("says where the money is when the time was lost during payment, and offers times nearby", async () => {
    const checkout = await hold();
    meanwhile = async () => {
      await AppointmentModel.deleteOne({ _id: idOf(checkout) });
      await placeHold(site.services, actorOf(await makeClient()), { ...wanted(), startsAt: new Date(TUESDAY_TEN) });
    };
    const page = await reader.submit(checkout, PAY, GOOD);
    expect(page.status).to.equal(409);
    expect(page.text).to.contain("gone before your payment arrived").and.to.contain("refund of 60.00 € is on its way");
    expect(page.text).to.contain("These are free nearby").and.not.to.contain("Nothing was charged");
    site.clock.advance({ minutes: 1 });
    await site.sweep();
    const list = await reader.get("/appointments");
    expect(list.text)
      .to.contain("Tuesday 24 November, 10:00 (Berlin time) Individual session with Ana Moreno Not booked")
      .and.to.contain("Your refund of 60.00 € has arrived");
  });

  it("does not call a session booked that was cancelled since", async () => {
    const checkout = await hold();
    await reader.submit(checkout, PAY, GOOD);
    await cancelAppointment(site.services, actorOf(counsellor, "counsellor"), idOf(checkout), 6000);
    for (const page of [
      await reader.submit(checkout, PAY, GOOD),
      await reader.get(`/appointments/${idOf(checkout)}?booked=1`),
    ]) {
      expect(page.text).to.contain("Ana Moreno cancelled this session").and.not.to.contain("is booked");
    }
    const paying = payAppointment(site.services, actorOf(client), idOf(checkout), GOOD_CARD);
    expect((await failure(paying)).message).to.contain("nothing to pay");
  });

  it("continues after signing in again, even when the login expired at Pay", async () => {
    const checkout = await hold();
    await mongoose.connection.db!.collection("loginSessions").deleteMany({});
    const headers = { origin: site.url, referer: checkout.url };
    const body = new URLSearchParams({ ...GOOD, _csrf: "gone" });
    const path = `/appointments/${idOf(checkout)}/pay`;
    const signIn = await reader.request(path, { method: "POST", body, headers });
    const back = await reader.submit(signIn, "form[action='/sign-in']", { email: client.email, password: PASSWORD });
    expect(back.url).to.equal(checkout.url);
    expect((await reader.submit(back, PAY, GOOD)).text).to.contain("is booked");
  });

  it("answers 404 for an address with no valid id", async () => {
    for (const path of ["payment", "checkout", "pay"]) {
      expect((await reader.get(`/appointments/xyz/${path}`)).status, path).to.equal(404);
    }
  });

  it("takes an id in capital letters for the same one", async () => {
    const id = "abcdef0123456789abcdef01";
    const page = await reader.get(`/appointments/${id.toUpperCase()}/pay`);
    expect(new URL(page.url).pathname).to.equal(`/appointments/${id}/checkout`);
  });

  it("can be resumed from Appointments", async () => {
    await hold();
    const list = await reader.get("/appointments");
    expect(list.text).to.contain("Not paid yet");
    expect((await reader.follow(list, "Pay & Book")).url).to.match(/\/checkout$/);
  });

  it("lets the client go back and choose an overlapping time instead", async () => {
    await hold();
    const picker = await reader.get(`/counsellors/counsellor-${counsellor.id}?at=2026-11-24T09:30:00.000Z`);
    expect(picker.text).not.to.contain("is not free");
    const other = await hold("2026-11-24T09:30:00.000Z");
    expect(other.url).to.match(/\/checkout$/);
    expect(await AppointmentModel.countDocuments({ counsellorId: counsellor.id })).to.equal(1);
  });

  it("takes no session type and no medium that the counsellor does not offer", async () => {
    await CounsellorModel.updateOne({ _id: counsellor.id }, { $set: { media: ["audio"] } });
    for (const other of [{ sessionType: "couple", medium: "audio" }, { medium: "video" }]) {
      expect((await reader.post("/appointments", { ...wanted(), ...other }, "/appointments")).status).to.equal(404);
    }
    const offered = await reader.post("/appointments", { ...wanted(), medium: "audio" }, "/appointments");
    expect(offered.url).to.match(/checkout$/);
  });

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
    const elsewhere = await hold("2026-11-25T09:00:00.000Z");
    const page = await hold();
    expect(page.status).to.equal(409);
    expect(page.text).to.contain("You already have an appointment at that time");
    expect(page.text).to.contain("free nearby").and.not.to.contain("Tue 24 Nov, 10:00");
    expect((await current(idOf(elsewhere))).status, "the hold that they had").to.equal("held");
  });

  it("does not let one client be in two places, even from two windows at once", async () => {
    const other = await makeCounsellor();
    justBefore("create", () => book(site, client, other, TUESDAY_TEN));
    const page = await hold();
    expect(page.status).to.equal(409);
    expect(page.text).to.contain("You already have an appointment at that time");
    expect(await AppointmentModel.countDocuments({ clientId: client.id })).to.equal(1);
  });

  it("is closed to counsellors and visitors", async () => {
    const other = await signedIn(site, counsellor);
    expect((await hold(TUESDAY_TEN, other)).status).to.equal(404);
    const visitor = site.newReader();
    expect((await visitor.post("/appointments", wanted())).url).to.contain("/sign-in");
  });

  it("leads from the checkout of a booked session to the session", async () => {
    const checkout = await hold();
    await reader.submit(checkout, PAY, GOOD);
    const again = await reader.get(new URL(checkout.url).pathname);
    expect(again.text).to.contain("Session with Ana Moreno");
    expect((await current(idOf(checkout))).status).to.equal("booked");
  });
});

const idOf = ({ url }: Page): string => /appointments\/([0-9a-f]{24})/.exec(url)?.[1] ?? "";
