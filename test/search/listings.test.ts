import { expect } from "chai";
import mongoose from "mongoose";
import { mock } from "node:test";
import { AccountModel } from "../../src/accounts/account-model.js";
import { saveDetails } from "../../src/accounts/save-details.js";
import { changeZone } from "../../src/accounts/change-zone.js";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { applyDeadlines } from "../../src/booking/apply-deadlines.js";
import { handlePaymentEvent } from "../../src/booking/follow-payment.js";
import { payAppointment } from "../../src/booking/pay-appointment.js";
import { ChargeModel } from "../../src/payments/charge-model.js";
import { cancelAppointment } from "../../src/booking/cancel-appointment.js";
import { cancellationTerms } from "../../src/appointments/appointment-rules.js";
import { endSession } from "../../src/booking/complete-session.js";
import { extendSession } from "../../src/booking/extend-session.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { releaseHold } from "../../src/booking/release-hold.js";
import { rescheduleAppointment } from "../../src/booking/reschedule-appointment.js";
import { AvailabilityModel } from "../../src/availability/availability-model.js";
import { findAvailability } from "../../src/availability/find-availability.js";
import { findSlots } from "../../src/availability/find-slots.js";
import { saveAvailability } from "../../src/availability/save-availability.js";
import { acceptOffer, withdrawOffer } from "../../src/offers/answer-offer.js";
import { makeOffer } from "../../src/offers/make-offer.js";
import { offerMove } from "../../src/offers/offer-move.js";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { findCounsellors, type FoundCounsellor } from "../../src/search/find-counsellors.js";
import { ListingModel } from "../../src/search/listing-model.js";
import { refreshListing, refreshListings } from "../../src/search/refresh-listings.js";
import type { Search } from "../../src/search/search-rules.js";
import { meet } from "../support/attend.js";
import { actorOf, book, countNoHolds, current, GOOD_CARD, wanted } from "../support/booking.js";
import { makeClient, makeCounsellor, type TestPerson } from "../support/people.js";
import { Random } from "../support/random.js";
import { MONDAY, startTestSite, type TestSite } from "../support/test-site.js";
import { SEED, TRIAL_MS, TRIALS } from "../support/trials.js";

const DAY_MS = 24 * 60 * 60_000;

describe("The first free time on a card", () => {
  let site: TestSite;
  before(async () => {
    site = await startTestSite();
    countNoHolds(site);
  });
  after(() => site.stop());
  beforeEach(() => site.clock.moveTo(MONDAY));
  afterEach(async () => {
    mock.restoreAll();
    await CounsellorModel.updateMany({}, { $set: { published: false } });
    for (const { _id } of await CounsellorModel.find({}, { _id: 1 }).lean()) await refreshListing(site.services, _id);
  });

  const find = (search: Partial<Search> = {}): Promise<FoundCounsellor[]> =>
    findCounsellors(site.services, { specialization: [], sort: "soonest", page: 1, ...search }).then(
      ({ cards }) => cards,
    );
  const firstFree = async (person: TestPerson, search: Partial<Search> = {}): Promise<string | undefined> =>
    (await find(search)).find(({ _id }) => String(_id) === person.id)?.firstFree?.toISOString();

  /** As it is kept, without anyone asking for it. */
  const listed = async (person: TestPerson): Promise<string | undefined> =>
    (await ListingModel.findById(person.id).orFail().lean()).free?.any?.toISOString();

  it("moves on when its notice passes, without anyone booking", async () => {
    const ana = await makeCounsellor();
    expect(await firstFree(ana)).to.equal("2026-11-23T10:30:00.000Z");
    site.clock.moveTo("2026-11-23T09:29:50Z");
    expect(await firstFree(ana)).to.equal("2026-11-23T10:30:00.000Z");
    site.clock.moveTo("2026-11-23T09:30:01Z");
    expect(await firstFree(ana)).to.equal("2026-11-23T11:00:00.000Z");
  });

  it("follows a hold, its end, a booking and a cancellation", async () => {
    const [ana, client] = [await makeCounsellor(), await makeClient()];
    const first = await firstFree(ana);
    await placeHold(site.services, actorOf(client), wanted(ana, first ?? ""));
    expect(await firstFree(ana)).to.equal("2026-11-23T11:30:00.000Z");
    site.clock.advance({ minutes: 10 });
    expect(await firstFree(ana), "the hold has run out and no timer fired").to.equal(first);
    const booked = await book(site, client, ana, first ?? "");
    expect(await firstFree(ana)).to.equal("2026-11-23T11:30:00.000Z");
    await cancel(site, client, String(booked._id));
    expect(await firstFree(ana)).to.equal(first);
  });

  it("is there again as soon as the sweep has released an expired hold", async () => {
    const [ana, client] = [await makeCounsellor(), await makeClient()];
    const first = await firstFree(ana);
    await placeHold(site.services, actorOf(client), wanted(ana, first ?? ""));
    site.clock.advance({ minutes: 10 });
    await applyDeadlines(site.services);
    expect(await listed(ana)).to.equal(first);
  });

  it("moves on once a payment that was late has booked its time again", async () => {
    const [ana, client] = [await makeCounsellor(), await makeClient()];
    const first = await firstFree(ana);
    const { _id } = await placeHold(site.services, actorOf(client), wanted(ana, first ?? ""));
    await payAppointment(site.services, actorOf(client), String(_id), { ...GOOD_CARD, number: "4000000000003220" });
    await AppointmentModel.deleteOne({ _id });
    await refreshListing(site.services, ana.id);
    expect(await listed(ana)).to.equal(first);
    const key = `${String(_id)}:1`;
    await ChargeModel.updateOne({ key }, { $set: { status: "approved" } });
    await handlePaymentEvent(site.services, { id: "told", key, type: "charge.approved" });
    expect(await listed(ana)).to.equal("2026-11-23T11:30:00.000Z");
  });

  it("is there again as soon as a session has ended early", async () => {
    const [ana, client] = [await makeCounsellor(), await makeClient()];
    const hours = { ...(await findAvailability(ana.id)), minimumNoticeHours: 0 };
    await saveAvailability(site.services, actorOf(ana, "counsellor"), hours);
    const { _id } = await book(site, client, ana, "2026-11-23T09:30:00.000Z");
    await AppointmentModel.updateOne({ _id }, { $set: { status: "live" } });
    await meet(_id);
    site.clock.moveTo("2026-11-23T09:35:00Z");
    await find();
    expect(await listed(ana)).to.equal("2026-11-23T10:30:00.000Z");
    const longer = { appointmentId: String(_id), minutes: 10 };
    await extendSession(site.services, actorOf(ana, "counsellor"), longer);
    expect(await listed(ana), "once it is extended").to.equal("2026-11-23T11:00:00.000Z");
    await endSession(site.services, actorOf(ana, "counsellor"), String(_id));
    expect(await listed(ana)).to.equal("2026-11-23T10:00:00.000Z");
  });

  it("follows a hold that moves or is released, and every way to offer and move a session", async () => {
    const [ana, bob, client] = [await makeCounsellor(), await makeCounsellor(), await makeClient()];
    const { services } = site;
    const [asClient, asBob] = [actorOf(client), actorOf(bob, "counsellor")];
    const FIRST = "2026-11-23T10:30:00.000Z";
    const startsAt = new Date(FIRST);
    const WEDNESDAY = new Date("2026-11-25T10:30:00.000Z");
    const isFree = async (person: TestPerson): Promise<boolean> => (await listed(person)) === FIRST;
    await find();

    await placeHold(services, asClient, wanted(ana, FIRST));
    const { holdId } = await placeHold(services, asClient, wanted(bob, FIRST));
    expect([await isFree(ana), await isFree(bob)], "moved to another counsellor").to.deep.equal([true, false]);
    await releaseHold(services, asClient, String(holdId));
    expect(await isFree(bob), "released").to.equal(true);

    const session = await book(site, client, bob, WEDNESDAY.toISOString());
    const appointmentId = String(session._id);
    await rescheduleAppointment(services, asClient, { appointmentId, from: WEDNESDAY, startsAt });
    expect(await isFree(bob), "moved there").to.equal(false);
    const move = { appointmentId, from: startsAt, startsAt: WEDNESDAY, outside: false };
    await acceptOffer(services, asClient, String((await offerMove(services, asBob, move))._id));
    expect(await isFree(bob), "moved away").to.equal(true);

    const offer = {
      clientId: client.id,
      sessionType: "individual",
      medium: "video",
      startsAt,
      outside: false,
    } as const;
    const { _id } = await makeOffer(services, asBob, offer);
    expect(await isFree(bob), "offered").to.equal(false);
    await withdrawOffer(services, asBob, String(_id));
    expect(await isFree(bob), "withdrawn").to.equal(true);
  });

  it("follows a change of hours immediately", async () => {
    const ana = await makeCounsellor();
    await find();
    const afternoons = Array.from({ length: 7 }, () => [{ from: "14:00", to: "18:00" }]);
    const hours = { ...(await findAvailability(ana.id)), weekly: afternoons };
    await saveAvailability(site.services, actorOf(ana, "counsellor"), hours);
    expect(await listed(ana)).to.equal("2026-11-23T13:00:00.000Z");
  });

  it("follows the hours to another time zone immediately", async () => {
    const ana = await makeCounsellor();
    await find();
    await changeZone(site.services, actorOf(ana, "counsellor"), "America/New_York");
    expect(await listed(ana)).to.equal("2026-11-23T13:00:00.000Z");
    const details = { zone: "Europe/Berlin", mailLocale: "en-GB" as const, pronouns: "", country: "", phone: "" };
    const { detailsVersion: version = 0 } = await AccountModel.findById(ana.id).orFail().lean();
    await saveDetails(site.services, actorOf(ana, "counsellor"), { ...details, version });
    expect(await listed(ana), "from the page of their details").to.equal("2026-11-23T10:30:00.000Z");
  });

  it("is for the session type searched for", async () => {
    const [ana, client] = [
      await makeCounsellor({
        offers: [
          { type: "individual", minutes: 50, priceCents: 6000 },
          { type: "couple", minutes: 120, priceCents: 9000 },
        ],
      }),
      await makeClient(),
    ];
    await book(site, client, ana, "2026-11-23T12:00:00.000Z");
    expect(await firstFree(ana, { sessionType: "individual" })).to.equal("2026-11-23T10:30:00.000Z");
    expect(await firstFree(ana, { sessionType: "couple" })).to.equal("2026-11-23T13:00:00.000Z");
  });

  it("appears when the booking window reaches it", async () => {
    const ana = await makeCounsellor();
    const none = Array.from({ length: 7 }, () => []);
    const overrides = [{ date: "2026-12-03", ranges: [{ from: "10:00", to: "11:00" }] }];
    const hours = { ...(await findAvailability(ana.id)), weekly: none, overrides, bookingWindowDays: 7 };
    await saveAvailability(site.services, actorOf(ana, "counsellor"), hours);
    expect(await firstFree(ana)).to.equal(undefined);
    site.clock.moveTo("2026-11-26T08:59:50Z");
    expect(await firstFree(ana)).to.equal(undefined);
    site.clock.moveTo("2026-11-26T09:00:01Z");
    expect(await firstFree(ana)).to.equal("2026-12-03T09:00:00.000Z");
  });

  it("never returns to an older build when several rebuild it at once", async () => {
    const ana = await makeCounsellor();
    const version = (await findAvailability(ana.id)).version;
    for (let round = 0; round < 20; round += 1) {
      const from = `${String(9 + (round % 8)).padStart(2, "0")}:00`;
      const day = [{ from, to: "20:00" }];
      await Promise.all([
        refreshListing(site.services, ana.id),
        saveAvailability(site.services, actorOf(ana, "counsellor"), {
          ...(await findAvailability(ana.id)),
          weekly: Array.from({ length: 7 }, () => day),
          version: version + round,
        }),
        refreshListing(site.services, ana.id),
      ]);
      const { free } = await ListingModel.findById(ana.id).orFail().lean();
      const [slot] = await findSlots(site.services, { counsellorId: ana.id, minutes: 50 }, windowFrom(site));
      expect(free?.any?.toISOString(), `round ${round}`).to.equal(slot?.toISOString());
    }
  });

  it("is built once its request is done, whatever else requests it at the same time", async () => {
    for (let round = 0; round < 20; round += 1) {
      const ana = await makeCounsellor();
      const seen = [0, 1, 2].map(async () => {
        await refreshListings(site.services, [new mongoose.Types.ObjectId(ana.id)]);
        return (await ListingModel.findById(ana.id).orFail().lean()).free?.any?.toISOString();
      });
      expect(await Promise.all(seen), `round ${round}`).to.deep.equal(Array(3).fill("2026-11-23T10:30:00.000Z"));
    }
  });

  it("is not overwritten by an earlier request that finishes later", async () => {
    const ana = await makeCounsellor();
    beforeWriting(async () => {
      await needNotice(ana, 72);
      await refreshListing(site.services, ana.id);
    });
    await refreshListings(site.services, [new mongoose.Types.ObjectId(ana.id)]);
    const { free } = await ListingModel.findById(ana.id).orFail().lean();
    expect(free?.any?.toISOString()).to.equal("2026-11-26T09:30:00.000Z");
  });

  it("is not trusted when the last request did not get as far as writing it", async () => {
    const ana = await makeCounsellor();
    beforeWriting(async () => {
      await needNotice(ana, 72);
      mock.method(CounsellorModel, "find", () => expect.fail("the database is away"));
      await refreshListing(site.services, ana.id);
      mock.restoreAll();
    });
    await refreshListings(site.services, [new mongoose.Types.ObjectId(ana.id)]);
    expect(await firstFree(ana)).to.equal("2026-11-26T09:30:00.000Z");
  });

  it("is missing, but stops nobody's search, while its listing cannot be rebuilt", async () => {
    const [ana, ben, cleo] = [await makeCounsellor(), await makeCounsellor(), await makeCounsellor()];
    await find();
    await AccountModel.updateOne({ _id: ana.id }, { $set: { zone: "Moon/Tranquility" } });
    await ListingModel.updateMany({}, { $set: { freshUntil: new Date(0) } });
    const found = await find();
    const free = found.map(({ _id, firstFree: at }) => [String(_id), at?.toISOString()]);
    expect(Object.fromEntries(free)).to.deep.equal({
      [ana.id]: undefined,
      [ben.id]: "2026-11-23T10:30:00.000Z",
      [cleo.id]: "2026-11-23T10:30:00.000Z",
    });
    expect(String(found.at(-1)?._id), "comes last").to.equal(ana.id);
    await AccountModel.updateOne({ _id: ana.id }, { $set: { zone: "Europe/Berlin" } });
    site.clock.advance({ minutes: 6 });
    expect(await firstFree(ana)).to.equal("2026-11-23T10:30:00.000Z");
  });

  it("is found again where a profile has a word of 700 wide characters", async () => {
    const ana = await makeCounsellor({ approach: `I listen. ${"ネ".repeat(700)}` });
    expect(await firstFree(ana, { words: "ネネネ" })).to.equal("2026-11-23T10:30:00.000Z");
    expect(await firstFree(ana, { words: `${"ネ".repeat(99)}` })).to.equal("2026-11-23T10:30:00.000Z");
    expect(await firstFree(ana)).to.equal("2026-11-23T10:30:00.000Z");
  });

  it(`is what the picker would offer first, whatever happens: ${TRIALS.listings} random steps (seed ${SEED})`, async () => {
    const random = new Random(SEED);
    const people = await Promise.all([makeCounsellor(), makeCounsellor({ zone: "Asia/Kolkata" }), makeCounsellor()]);
    const clients = await Promise.all([makeClient(), makeClient()]);
    const bookings: { id: string; client: TestPerson }[] = [];
    for (let step = 0; step < TRIALS.listings; step += 1) {
      const [counsellor, client] = [random.pick(people), random.pick(clients)];
      const slots = await findSlots(site.services, { counsellorId: counsellor.id, minutes: 50 }, windowFrom(site));
      const startsAt = slots[random.whole(0, 2)]?.toISOString();
      await random
        .pick([
          async () => startsAt && placeHold(site.services, actorOf(client), wanted(counsellor, startsAt)),
          async () => {
            if (!startsAt) return;
            const booked = await book(site, client, counsellor, startsAt);
            bookings.push({ id: String(booked._id), client });
          },
          async () => {
            const last = bookings.pop();
            if (last) await cancel(site, last.client, last.id);
          },
          () => Promise.resolve(site.clock.advance({ minutes: random.whole(0, 90) })),
          () => (random.whole(0, 3) === 0 ? site.sweep() : Promise.resolve()),
        ])()
        .catch((error: Error) => expect(error.name).to.match(/Conflict/));
      for (const person of people) {
        const [next] = await findSlots(site.services, { counsellorId: person.id, minutes: 50 }, windowFrom(site));
        expect(await firstFree(person), `step ${step}`).to.equal(next?.toISOString());
      }
    }
  }).timeout(TRIAL_MS);

  it("decides the order, and who is free within some days", async () => {
    const [busy, free] = [await makeCounsellor({ name: "Ana Busy" }), await makeCounsellor({ name: "Zoe Free" })];
    await needNotice(busy, 72);
    await refreshListing(site.services, busy.id);
    expect((await find()).map(({ name }) => name)).to.deep.equal(["Zoe Free", "Ana Busy"]);
    expect((await find({ sort: "name" })).map(({ name }) => name)).to.deep.equal(["Ana Busy", "Zoe Free"]);
    expect((await find({ within: 3 })).map(({ name }) => name)).to.deep.equal([free.name]);
    expect(await find({ within: 7 })).to.have.lengthOf(2);
  });
});

/** Lets something happen between what the next asking reads and what it writes. */
function beforeWriting(happens: () => Promise<void>): void {
  const write = ListingModel.bulkWrite.bind(ListingModel);
  let isAsking = true;
  mock.method(
    ListingModel,
    "bulkWrite",
    async (changes: Parameters<typeof write>[0], options?: { ordered: boolean }) => {
      if (!isAsking) {
        mock.restoreAll();
        await happens();
      }
      isAsking = false;
      return write(changes, options);
    },
  );
}

async function needNotice({ id }: TestPerson, minimumNoticeHours: number): Promise<void> {
  await AvailabilityModel.updateOne({ _id: id }, { $set: { minimumNoticeHours } });
}

/** Cancels on whatever terms hold now. */
async function cancel(site: TestSite, client: TestPerson, id: string): Promise<void> {
  const terms = cancellationTerms(await current(id), "client", site.clock.now());
  if (terms) await cancelAppointment(site.services, actorOf(client), id, terms.refundCents);
}

function windowFrom(site: TestSite): { from: Date; to: Date } {
  const from = site.clock.now();
  return { from, to: new Date(from.getTime() + 60 * DAY_MS) };
}
