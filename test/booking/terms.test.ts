import { expect } from "chai";
import mongoose from "mongoose";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { cancelAppointment } from "../../src/booking/cancel-appointment.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { addTerms } from "../../src/migrations/add-terms.js";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { actorOf, book, current, wanted } from "../support/booking.js";
import { makeClient, makeCounsellor, signedIn } from "../support/people.js";
import { MONDAY, startTestSite, type TestSite } from "../support/test-site.js";

const WEDNESDAY_TEN = "2026-11-25T09:00:00.000Z";

describe("What is agreed at booking", () => {
  let site: TestSite;

  before(async () => (site = await startTestSite()));
  after(() => site.stop());
  beforeEach(() => site.clock.moveTo(MONDAY));

  it("says before booking until when cancelling is free, and keeps it when the counsellor changes it", async () => {
    const counsellor = await makeCounsellor({ cancelWindowHours: 2 });
    const client = await makeClient();
    const reader = await signedIn(site, client);
    const page = await reader.get(`/counsellors/counsellor-${counsellor.id}?at=${WEDNESDAY_TEN}`);
    const agreed = "free of charge until 2 hours before the start";
    expect(page.text.split(agreed), "on the profile and beside the time").to.have.lengthOf(3);
    const { _id, holdId } = await placeHold(site.services, actorOf(client), wanted(counsellor, WEDNESDAY_TEN));
    await CounsellorModel.updateOne({ _id: counsellor.id }, { $set: { cancelWindowHours: 72 } });
    expect((await reader.get(`/appointments/${String(holdId)}/checkout`)).text).to.contain(agreed);

    await book(site, client, counsellor, WEDNESDAY_TEN);
    site.clock.moveTo("2026-11-25T06:59:00.000Z");
    expect((await reader.get(`/appointments/${String(_id)}/cancel`)).text).to.contain("Cancel and get 60.00 € back");
    await cancelAppointment(site.services, actorOf(client), String(_id), 6000);
    expect((await current(_id)).cancellation).to.include({ refundCents: 6000 });
  });

  it("says before a late booking, and with a late offer, that it can't be moved or cancelled free of charge", async () => {
    const counsellor = await makeCounsellor({ cancelWindowHours: 72 });
    const client = await makeClient();
    const reader = await signedIn(site, client);
    const late = "It starts in less than 72 hours. You can't move it, and cancelling is not free of charge.";
    const chosen = await reader.get(`/counsellors/counsellor-${counsellor.id}?at=${WEDNESDAY_TEN}`);
    expect(chosen.text).to.contain(late);
    const { _id, holdId } = await placeHold(site.services, actorOf(client), wanted(counsellor, WEDNESDAY_TEN));
    expect((await reader.get(`/appointments/${String(holdId)}/checkout`)).text).to.contain(late);
    await AppointmentModel.updateOne({ _id }, { $set: { status: "offered" }, $unset: { holdId: 1 } });
    expect((await reader.get(`/appointments/${String(_id)}`)).text).to.contain(late);
  });

  it("is edited on the profile, from 0 to 72 hours", async () => {
    const counsellor = await makeCounsellor();
    const reader = await signedIn(site, counsellor);
    const save = async (hours: string) => {
      const form = await reader.get("/profile");
      return reader.submit(form, "form[action='/profile']", { cancelWindowHours: hours });
    };
    for (const bad of ["73", "-1", "two", ""]) {
      const page = await save(bad);
      expect(page.status, bad).to.equal(422);
      expect(page.text).to.contain("Please enter a number of hours from 0 to 72.");
    }
    await save("0");
    expect((await CounsellorModel.findById(counsellor.id).orFail().lean()).cancelWindowHours).to.equal(0);
    expect((await reader.get(`/counsellors/counsellor-${counsellor.id}`)).text).to.contain("until the start.");
  });

  it("is 24 hours and payment on the site for records from before", async () => {
    const [client, counsellor] = [await makeClient(), await makeCounsellor()];
    const { _id } = await book(site, client, counsellor, WEDNESDAY_TEN);
    await AppointmentModel.collection.updateOne({ _id }, { $unset: { payBy: 1, windowHours: 1 } });
    const id = new mongoose.Types.ObjectId(counsellor.id);
    await CounsellorModel.collection.updateOne({ _id: id }, { $unset: { cancelWindowHours: 1 } });
    await addTerms(mongoose.connection.db!, site.services);
    expect(await current(_id)).to.include({ payBy: "site", windowHours: 24 });
    expect((await CounsellorModel.findById(id).orFail().lean()).cancelWindowHours).to.equal(24);
  });
});
