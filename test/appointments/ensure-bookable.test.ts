import { expect } from "chai";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import type { Status } from "../../src/appointments/appointment-rules.js";
import { whyNotBookable } from "../../src/appointments/ensure-bookable.js";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { book } from "../support/booking.js";
import { makeClient, makeCounsellor } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

describe("A counsellor who takes no new clients", () => {
  let site: TestSite;

  before(async () => (site = await startTestSite()));
  after(() => site.stop());

  const known: [Status, boolean][] = [
    ["held", false],
    ["booked", true],
    ["live", true],
    ["completed", true],
    ["cancelled", false],
  ];
  for (const [status, isKnown] of known) {
    it(`${isKnown ? "can" : "cannot"} be booked by one whose only appointment with them is ${status}`, async () => {
      const [client, person] = await Promise.all([makeClient(), makeCounsellor()]);
      const { _id } = await book(site, client, person, "2026-11-26T10:00:00.000Z");
      await AppointmentModel.updateOne({ _id }, { $set: { status } });
      const counsellor = await CounsellorModel.findById(person.id).orFail().lean();
      expect(await whyNotBookable({ ...counsellor, acceptsNew: true }, client)).to.equal(null);
      const refusal = await whyNotBookable({ ...counsellor, acceptsNew: false }, client);
      expect(refusal === null, refusal ?? "bookable").to.equal(isKnown);
    });
  }

  it("counts only sessions with this counsellor", async () => {
    const [client, other, person] = await Promise.all([makeClient(), makeCounsellor(), makeCounsellor()]);
    await book(site, client, other, "2026-11-26T10:00:00.000Z");
    const counsellor = await CounsellorModel.findById(person.id).orFail().lean();
    expect(await whyNotBookable({ ...counsellor, acceptsNew: false }, client)).to.contain("is not taking new clients");
  });
});
