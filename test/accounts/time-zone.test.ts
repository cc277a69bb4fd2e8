import { expect } from "chai";
import mongoose from "mongoose";
import { AccountModel } from "../../src/accounts/account-model.js";
import { AvailabilityModel } from "../../src/availability/availability-model.js";
import { findAvailability } from "../../src/availability/find-availability.js";
import { moveZonesToAccounts } from "../../src/migrations/move-zones-to-accounts.js";
import { TestSocket } from "../realtime/test-socket.js";
import { book } from "../support/booking.js";
import { makeClient, makeCounsellor, PASSWORD, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const FORM = "form[action='/account/profile']";
const OFFER = "form.other-zone";
const START = "2026-11-25T09:00:00.000Z";

describe("The time zone of an account", () => {
  let site: TestSite;
  let client: TestPerson;
  let counsellor: TestPerson;
  before(async () => {
    site = await startTestSite();
    [client, counsellor] = [await makeClient(), await makeCounsellor({ name: "Ana Moreno", slug: "ana-moreno" })];
    await book(site, client, counsellor, START);
  });
  after(() => site.stop());
  afterEach(() => AccountModel.updateMany({}, { $set: { zone: "Europe/Berlin" } }));

  const change = async (reader: Reader, zone: string): Promise<Page> =>
    reader.submit(await reader.get("/account/profile"), FORM, { zone });
  const onDevice = async (person: TestPerson, zone: string): Promise<Reader> => {
    const reader = await signedIn(site, person);
    reader.setCookie("zone", encodeURIComponent(zone));
    return reader;
  };

  it("is stored under its current name, whichever name a browser sends", async () => {
    const reader = site.newReader();
    reader.setCookie("zone", "Asia%2FCalcutta");
    const page = await reader.get("/register");
    expect(page.document.querySelector("option[selected]")?.getAttribute("value")).to.equal("Asia/Kolkata");
    const fields = { name: "Kim", email: "kim@example.org", password: PASSWORD, zone: "Asia/Calcutta" };
    await reader.submit(page, "form[action='/register']", fields);
    expect((await AccountModel.findOne({ email: "kim@example.org" }).orFail().lean()).zone).to.equal("Asia/Kolkata");
  });

  it("is chosen by its owner: where the browser names none, nothing is preselected", async () => {
    const page = await site.newReader().get("/register");
    expect(page.document.querySelector("option[selected]")).to.equal(null);
    expect(page.document.querySelector("select[name=zone] option")?.getAttribute("value")).to.equal("");
  });

  it("is changed on the details page, and every time follows immediately, on other devices too", async () => {
    const [reader, elsewhere] = [await signedIn(site, client), await signedIn(site, client)];
    expect((await elsewhere.get("/appointments")).text).to.contain("10:00");
    const socket = await TestSocket.of(elsewhere);
    const closed = socket.closed();
    const page = await change(reader, "Europe/Kiev");
    expect(page.text).to.contain("Your details are saved");
    expect(await closed).to.equal(1012);
    expect((await elsewhere.get("/appointments")).text)
      .to.contain("11:00")
      .and.not.to.contain("10:00");
    expect((await change(reader, "Mars/Olympus")).text).to.contain("Please choose your time zone.");
  });

  it("applies to a counsellor's hours too", async () => {
    const reader = await signedIn(site, counsellor);
    await change(reader, "Europe/Lisbon");
    expect((await reader.get("/availability")).text).to.contain("Your hours are in Lisbon time");
    const visitor = await site.newReader().get("/counsellors/ana-moreno");
    expect(visitor.text).to.contain("Times in Lisbon time");
    expect((await findAvailability(counsellor.id)).zone).to.equal("Europe/Lisbon");
  });

  it("adopts the zone once stored with hours, so that none of them shifts", async () => {
    const _id = new mongoose.Types.ObjectId(counsellor.id);
    await AvailabilityModel.collection.updateOne({ _id }, { $set: { zone: "America/Lima" } });
    await moveZonesToAccounts();
    expect((await AccountModel.findById(_id).orFail().lean()).zone).to.equal("America/Lima");
    await AccountModel.updateOne({ _id }, { $set: { zone: "Europe/Paris" } });
    await moveZonesToAccounts();
    expect((await AccountModel.findById(_id).orFail().lean()).zone).to.equal("Europe/Paris");
  });

  describe("on a device that is set to another", () => {
    it("can be changed with one click, without leaving the page", async () => {
      const reader = await onDevice(client, "Asia/Calcutta");
      const page = await reader.get("/appointments?past=1");
      expect(page.text).to.contain("This device is set to Kolkata time. Your account shows Berlin time.");
      const after = await reader.submit(page, OFFER, { zone: "Asia/Kolkata" });
      expect(after.url).to.match(/\/appointments\?past=1$/);
      expect(after.document.querySelector(OFFER)).to.equal(null);
      expect((await AccountModel.findById(client.id).orFail().lean()).zone).to.equal("Asia/Kolkata");
    });

    it("is not offered again once declined there, until the device's zone changes again", async () => {
      const reader = await onDevice(client, "Asia/Kolkata");
      const after = await reader.submit(await reader.get("/appointments"), OFFER, { zone: "Europe/Berlin" });
      expect(after.document.querySelector(OFFER)).to.equal(null);
      expect((await AccountModel.findById(client.id).orFail().lean()).zone).to.equal("Europe/Berlin");
      reader.setCookie("zone", "Europe/Lisbon");
      expect((await reader.get("/appointments")).document.querySelector(OFFER)).not.to.equal(null);
    });

    it("is not mentioned where both clocks agree, nobody is signed in, or the cookie is malformed", async () => {
      for (const zone of ["Europe/Vienna", "Mars/Olympus", "%E0%A4%A"]) {
        const reader = await signedIn(site, client);
        reader.setCookie("zone", zone);
        expect((await reader.get("/appointments")).document.querySelector(OFFER), zone).to.equal(null);
      }
      const visitor = site.newReader();
      visitor.setCookie("zone", "Asia/Tokyo");
      expect((await visitor.get("/counsellors")).document.querySelector(OFFER)).to.equal(null);
    });
  });
});
