import { expect } from "chai";
import { applyDeadlines } from "../../src/booking/apply-deadlines.js";
import { blockClient } from "../../src/booking/block-client.js";
import { cancelAppointment } from "../../src/booking/cancel-appointment.js";
import { findAppointmentDetails } from "../../src/booking/find-appointment-details.js";
import { payAppointment } from "../../src/booking/pay-appointment.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { InvalidInput } from "../../src/platform/errors.js";
import { joinRoom } from "../../src/room/join-room.js";
import { renewPresence } from "../../src/room/renew-presence.js";
import { actorOf, BAD_CARD, book, GOOD_CARD, wanted } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import { MONDAY, startTestSite, type TestSite } from "../support/test-site.js";

const WEDNESDAY_TEN = "2026-11-25T09:00:00.000Z";
const MASTERCARD = { ...GOOD_CARD, number: "5555555555554444" };

describe("What the page of an appointment shows", () => {
  let site: TestSite;
  let client: TestPerson;
  let counsellor: TestPerson;

  before(async () => (site = await startTestSite()));
  after(() => site.stop());
  beforeEach(async () => {
    site.clock.moveTo(MONDAY);
    counsellor = await makeCounsellor({ name: "Ana Moreno" });
    client = await makeClient();
  });

  const pageFor = async (person: TestPerson, id: unknown) =>
    (await signedIn(site, person)).get(`/appointments/${String(id)}`);

  it("names the card that paid, not one that was declined before, and that to its client alone", async () => {
    const { _id, holdId } = await placeHold(site.services, actorOf(client), wanted(counsellor, WEDNESDAY_TEN));
    const pay = (card: typeof GOOD_CARD) => payAppointment(site.services, actorOf(client), String(holdId), card);
    expect(await failure(pay(BAD_CARD))).to.be.instanceOf(InvalidInput);
    await pay(MASTERCARD);
    expect((await pageFor(client, _id)).text).to.contain("Paid with Mastercard ending in 4444");
    expect((await pageFor(counsellor, _id)).text).to.not.contain("ending in");
    await cancelAppointment(site.services, actorOf(client), String(_id), 6000);
    const { refund } = (await findAppointmentDetails(site.services, actorOf(client), String(_id))).payment!;
    expect(refund?.cents).to.equal(6000);
  });

  it("lets its client move it until 24 hours before the start, and its counsellor never", async () => {
    const { _id } = await book(site, client, counsellor, WEDNESDAY_TEN);
    const move = `a[href='/appointments/${String(_id)}/reschedule']`;
    site.clock.moveTo("2026-11-24T08:59:00.000Z");
    expect((await pageFor(client, _id)).document.querySelector(move)).to.not.equal(null);
    expect((await pageFor(counsellor, _id)).document.querySelector(move)).to.equal(null);
    site.clock.moveTo("2026-11-24T09:00:00.000Z");
    expect((await pageFor(client, _id)).document.querySelector(move)).to.equal(null);
  });

  it("tells the counsellor alone that they have stopped bookings", async () => {
    const appointmentId = String((await book(site, client, counsellor, WEDNESDAY_TEN))._id);
    const ana = actorOf(counsellor, "counsellor");
    await blockClient(site.services, ana, { appointmentId, isBlocked: true });
    expect((await findAppointmentDetails(site.services, ana, appointmentId)).isBlocked).to.equal(true);
    const forClient = await findAppointmentDetails(site.services, actorOf(client), appointmentId);
    expect(forClient.isBlocked).to.equal(false);
    const { _id } = await book(site, await makeClient(), counsellor, "2026-11-26T09:00:00.000Z");
    expect((await findAppointmentDetails(site.services, ana, String(_id))).isBlocked, "another client").to.equal(false);
  });

  it("offers other times to a client whose counsellor did not come, and none where they stayed away themselves", async () => {
    const [waited, missed] = [
      await book(site, client, counsellor, WEDNESDAY_TEN),
      await book(site, await makeClient(), await makeCounsellor(), WEDNESDAY_TEN),
    ];
    site.clock.moveTo(WEDNESDAY_TEN);
    await joinRoom(site.services, actorOf(client), String(waited._id));
    const other = { id: String(missed.counsellorId), email: "", name: "" };
    await joinRoom(site.services, actorOf(other, "counsellor"), String(missed._id));
    site.clock.advance({ minutes: 1 });
    await renewPresence(site.services, [
      { appointmentId: String(waited._id), party: "client" },
      { appointmentId: String(missed._id), party: "counsellor" },
    ]);
    site.clock.advance({ minutes: 30 });
    await applyDeadlines(site.services);
    const offered = async (id: unknown, person: TestPerson) =>
      (await findAppointmentDetails(site.services, actorOf(person), String(id))).alternatives !== null;
    expect(await offered(waited._id, client)).to.equal(true);
    expect(await offered(missed._id, { id: String(missed.clientId), email: "", name: "" })).to.equal(false);
  });

  it("says that it is booked or moved only while it is booked", async () => {
    const { _id } = await book(site, client, counsellor, WEDNESDAY_TEN);
    const isSaid = async () => {
      const [booked, moved] = await Promise.all(
        ["booked", "moved"].map(async (what) => (await pageFor(client, `${String(_id)}?${what}=1`)).text),
      );
      return [booked!.includes("is booked. You can write"), /was moved to \w+ \d+ \w+, \d\d:\d\d/.test(moved!)];
    };
    expect(await isSaid()).to.deep.equal([true, true]);
    await cancelAppointment(site.services, actorOf(client), String(_id), 6000);
    expect(await isSaid()).to.deep.equal([false, false]);
  });
});
