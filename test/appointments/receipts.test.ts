import { expect } from "chai";
import type { Appointment } from "../../src/appointments/appointment-model.js";
import { findReceipt } from "../../src/appointments/find-receipt.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { NotFound } from "../../src/platform/errors.js";
import { actorOf, book, wanted } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

describe("A receipt", () => {
  let site: TestSite;
  let client: TestPerson;
  let counsellor: TestPerson;
  let reader: Reader;
  let appointment: Appointment;

  before(async () => {
    site = await startTestSite();
    client = await makeClient({ name: "Kim Weiss" });
    counsellor = await makeCounsellor({ name: "Ana Moreno", credentials: "MSc Psychology" });
    appointment = await book(site, client, counsellor, "2026-11-26T10:00:00.000Z");
    reader = await signedIn(site, client);
  });
  after(() => site.stop());

  const page = (): string => `/appointments/${String(appointment._id)}`;

  it("says who paid whom, for what, and that no money moved", async () => {
    const receipt = await reader.follow(await reader.get(page()), "Receipt");
    expect(receipt.text)
      .to.contain("Kim Weiss")
      .and.to.match(/number [0-9A-F]{12},/)
      .and.to.contain("Ana Moreno MSc Psychology")
      .and.to.contain("individual, 50 minutes, by video")
      .and.to.contain("26 November 2026, 11:00 (Berlin time)")
      .and.to.contain("paid on 23 November 2026")
      .and.to.contain("ending in 4242 60.00 €")
      .and.to.contain("no money moved");
  });

  it("shows the refund", async () => {
    const cancelling = await reader.get(`${page()}/cancel`);
    await reader.submit(cancelling, "form[action$='/cancel']");
    const receipt = await reader.get(`${page()}/receipt`);
    expect(receipt.text)
      .to.contain("Cancelled on 23 November 2026")
      .and.to.contain("−60.00 €")
      .and.to.contain("Total 0.00 €");
  });

  it("is for its payer alone, and exists only once something was paid", async () => {
    const held = await placeHold(site.services, actorOf(client), wanted(counsellor, "2026-11-27T10:00:00.000Z"));
    expect((await reader.get(`/appointments/${String(held._id)}/receipt`)).status).to.equal(404);
    for (const other of [counsellor, await makeClient()]) {
      expect((await (await signedIn(site, other)).get(`${page()}/receipt`)).status).to.equal(404);
    }
  });

  it("is never found for the counsellor", async () => {
    const error = await failure(findReceipt(actorOf(counsellor, "counsellor"), String(appointment._id)));
    expect(error).to.be.instanceOf(NotFound);
    expect((await findReceipt(actorOf(client), String(appointment._id))).payment.amountCents).to.equal(6000);
  });
});
