import { expect } from "chai";
import { mock } from "node:test";
import type { Person } from "../../src/access/permissions.js";
import { AppointmentModel, type Appointment } from "../../src/appointments/appointment-model.js";
import { blockOwnClient } from "../../src/booking/block-client.js";
import { cancelAppointment } from "../../src/booking/cancel-appointment.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { payAppointment } from "../../src/booking/pay-appointment.js";
import { becomeClient } from "../../src/clients/become-client.js";
import { acceptOffer, declineOffer, withdrawOffer } from "../../src/offers/answer-offer.js";
import { makeOffer } from "../../src/offers/make-offer.js";
import { offerMove } from "../../src/offers/offer-move.js";
import { offerNextWeek } from "../../src/offers/offer-next-week.js";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { Conflict, InvalidInput, NotFound } from "../../src/platform/errors.js";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { actorOf, book, GOOD_CARD } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { justBefore } from "../support/just-before.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

/** Tuesday, 10:00 in Berlin. */
const START = new Date("2026-11-24T09:00:00.000Z");
const LATER = new Date("2026-11-24T10:00:00.000Z");

describe("An offered time", () => {
  let site: TestSite;
  let client: TestPerson;
  let ana: TestPerson;
  let asClient: Person;
  let asAna: Person;

  beforeEach(async () => {
    site = await startTestSite();
    [client, ana] = [await makeClient({ name: "Kim Weiss" }), await makeCounsellor({ name: "Ana Moreno" })];
    [asClient, asAna] = [actorOf(client), actorOf(ana, "counsellor")];
    await becomeClient({ counsellorId: ana.id, clientId: client.id }, site.clock.now());
  });
  afterEach(() => site.stop());

  const offer = (startsAt = START, more: { outside?: boolean } = {}): Promise<Appointment> =>
    makeOffer(site.services, asAna, {
      clientId: client.id,
      sessionType: "individual",
      medium: "video",
      startsAt,
      outside: false,
      ...more,
    });
  const read = async ({ _id }: Pick<Appointment, "_id">): Promise<Appointment> =>
    AppointmentModel.findById(_id).orFail().lean();
  const hold = (startsAt = START, actor = asClient) =>
    placeHold(site.services, actor, { counsellorId: ana.id, sessionType: "individual", medium: "video", startsAt });
  const pay = ({ holdId }: Appointment) => payAppointment(site.services, asClient, String(holdId), GOOD_CARD);
  const free = (payBy: "free" | "direct") =>
    CounsellorModel.updateOne({ _id: ana.id }, { $set: { "offers.$[].payBy": payBy } });

  it("is accepted by a button that names its price where it is paid here", async () => {
    const reader = await signedIn(site, client);
    const button = async ({ _id }: Appointment): Promise<string | undefined> =>
      (await reader.get(`/appointments/${String(_id)}`)).document
        .querySelector("form[action$='/accept'] button")
        ?.textContent?.trim();
    expect(await button(await offer())).to.equal("Accept and pay 60.00 €");
    await free("direct");
    expect(await button(await offer(LATER))).to.equal("Accept");
  });

  it("is kept for its client for 48 hours, and is taken for everyone else", async () => {
    const { deadlineAt, status } = await offer(new Date("2026-11-27T09:00:00.000Z"));
    expect([status, deadlineAt?.toISOString().slice(0, 16)]).to.deep.equal(["offered", "2026-11-25T09:00"]);
    const stranger = actorOf(await makeClient());
    expect(await failure(hold(new Date("2026-11-27T09:00:00.000Z"), stranger))).to.be.instanceOf(Conflict);
  });

  it("is told to search when it is made and when it ends", async () => {
    const changed = mock.method(site.services, "changed");
    const told = (): string[] => changed.mock.calls.map(({ arguments: [id] }) => String(id));
    const offered = await offer();
    expect(told()).to.deep.equal([ana.id]);
    await declineOffer(site.services, asClient, String(offered._id));
    expect(told()).to.deep.equal([ana.id, ana.id]);
  });

  it("is not accepted while its client chooses another time in another window", async () => {
    const offered = await offer();
    justBefore("updateOne", () => hold(LATER));
    const error = await failure(acceptOffer(site.services, asClient, String(offered._id)));
    expect(error).to.be.instanceOf(Conflict).with.property("message").that.contains("just chosen another time");
    expect((await read(offered)).status).to.equal("offered");
  });

  it("is never kept beyond its start", async () => {
    expect((await offer()).deadlineAt).to.deep.equal(START);
  });

  it("is held once accepted, and booked once paid, on the terms of when it was offered", async () => {
    const offered = await offer();
    await CounsellorModel.updateOne({ _id: ana.id }, { $set: { "offers.$[].priceCents": 99_900 } });
    expect(await acceptOffer(site.services, asClient, String(offered._id))).to.have.property("next", "checkout");
    const held = await read(offered);
    await pay(held);
    const booked = await read(offered);
    expect([booked.status, booked.priceCents]).to.deep.equal(["booked", offered.priceCents]);
  });

  it("is an offer again when it is accepted and not paid in time, until it ends itself", async () => {
    const offered = await offer();
    await acceptOffer(site.services, asClient, String(offered._id));
    site.clock.advance({ minutes: 11 });
    expect(await failure(hold(START, actorOf(await makeClient())))).to.be.instanceOf(Conflict);
    await site.sweep();
    expect(await read(offered)).to.include({ status: "offered" });
    await acceptOffer(site.services, asClient, String(offered._id));
    await pay(await read(offered));
    expect((await read(offered)).status).to.equal("booked");
  });

  it("is booked immediately where nothing is paid on the site", async () => {
    for (const [payBy, startsAt] of [
      ["free", START],
      ["direct", LATER],
    ] as const) {
      await free(payBy);
      const offered = await offer(startsAt);
      const twice = [1, 2].map(() => acceptOffer(site.services, asClient, String(offered._id)));
      expect(await Promise.all(twice)).to.deep.equal(Array(2).fill({ next: "booked", id: String(offered._id) }));
      expect((await read(offered)).status).to.equal("booked");
    }
    const talk = await ConversationModel.findOne({ clientId: client.id, counsellorId: ana.id }).lean();
    expect(talk, "now they can write to each other").not.to.equal(null);
  });

  it("is free again when declined, withdrawn or over, even if no timer fired, and then can no longer be accepted", async () => {
    const ends: ((made: Appointment) => Promise<unknown>)[] = [
      (made) => declineOffer(site.services, asClient, String(made._id)),
      (made) => withdrawOffer(site.services, asAna, String(made._id)),
      () => Promise.resolve(site.clock.advance({ hours: 49 })),
    ];
    const startsAt = new Date("2026-11-30T09:00:00.000Z");
    for (const end of ends) {
      const made = await offer(startsAt);
      await end(made);
      expect(await failure(acceptOffer(site.services, asClient, String(made._id)))).to.be.instanceOf(Conflict);
      const { holdId } = await hold(startsAt, actorOf(await makeClient()));
      expect((await read(made)).status).to.equal("void");
      await AppointmentModel.deleteOne({ holdId });
    }
    const unpaid = await offer(startsAt);
    await acceptOffer(site.services, asClient, String(unpaid._id));
    site.clock.advance({ hours: 49 });
    await hold(startsAt, actorOf(await makeClient()));
    const ended = await read(unpaid);
    expect([ended.status, ended.history.at(-1)?.what], "accepted and not paid").to.deep.equal(["void", "lapsed"]);
  });

  it("cannot be outside the hours by mistake, over, taken, or for someone who is no client of theirs", async () => {
    expect(await failure(offer(new Date("2026-11-24T02:00:00.000Z")))).to.be.instanceOf(InvalidInput);
    expect((await offer(new Date("2026-11-24T02:00:00.000Z"), { outside: true })).status).to.equal("offered");
    expect(await failure(offer(new Date("2026-11-23T08:00:00.000Z")))).to.be.instanceOf(InvalidInput);
    await offer();
    expect(await failure(offer())).to.have.property("message", "That time is not free. Please choose another.");
    const [stranger] = [await makeClient()];
    const wish = { sessionType: "individual", medium: "video", startsAt: LATER, outside: false } as const;
    expect(await failure(makeOffer(site.services, asAna, { ...wish, clientId: stranger.id }))).to.be.instanceOf(
      NotFound,
    );
  });

  it("is not a hold of the client's own, which declining would give up", async () => {
    const { _id } = await hold(START, asClient);
    await failure(declineOffer(site.services, asClient, String(_id)));
    expect((await AppointmentModel.findById(_id).orFail().lean()).status).to.equal("held");
  });

  it("is answered by its client alone, and withdrawn by its counsellor alone, who ends all by stopping bookings", async () => {
    const offers = [await offer(), await offer(LATER)] as const;
    const id = String(offers[0]._id);
    const [other, ben] = [actorOf(await makeClient()), actorOf(await makeCounsellor(), "counsellor")];
    expect(await failure(acceptOffer(site.services, other, id))).to.be.instanceOf(NotFound);
    expect(await failure(declineOffer(site.services, other, id))).to.be.instanceOf(NotFound);
    expect(await failure(acceptOffer(site.services, asAna, id))).to.be.instanceOf(NotFound);
    expect(await failure(withdrawOffer(site.services, ben, id))).to.be.instanceOf(NotFound);
    expect(await failure(withdrawOffer(site.services, asClient, id))).to.be.instanceOf(NotFound);
    await blockOwnClient(site.services, asAna, { clientId: client.id, isBlocked: true });
    for (const each of offers) expect((await read(each)).status).to.equal("void");
  });

  it("is accepted or withdrawn, whichever comes first", async () => {
    await free("free");
    for (let round = 0; round < 5; round += 1) {
      const made = await offer(new Date(START.getTime() + round * 3_600_000));
      const id = String(made._id);
      const [accepted, withdrawn] = await Promise.allSettled([
        acceptOffer(site.services, asClient, id),
        withdrawOffer(site.services, asAna, id),
      ]);
      const { status } = await read(made);
      expect([accepted.status, withdrawn.status]).to.deep.equal(
        status === "booked" ? ["fulfilled", "rejected"] : ["rejected", "fulfilled"],
      );
    }
  });

  describe("for a booked session", () => {
    let session: Appointment;
    beforeEach(async () => (session = await book(site, client, ana, START.toISOString())));
    const move = (startsAt: Date, outside = false) =>
      offerMove(site.services, asAna, { appointmentId: String(session._id), from: START, startsAt, outside });

    it("is about the session as its counsellor saw it", async () => {
      const wish = { appointmentId: String(session._id), startsAt: LATER, outside: false };
      const stale = offerMove(site.services, asAna, { ...wish, from: new Date("2026-11-24T11:00:00.000Z") });
      expect(await failure(stale)).to.be.instanceOf(Conflict);
    });

    it("leaves it where it is until the client accepts, and moves it then, also by half an hour", async () => {
      const offered = await move(new Date("2026-11-24T09:30:00.000Z"));
      expect((await read(session)).startsAt).to.deep.equal(START);
      const twice = [1, 2].map(() => acceptOffer(site.services, asClient, String(offered._id)));
      expect(await Promise.all(twice)).to.deep.equal(Array(2).fill({ next: "moved", id: String(session._id) }));
      const moved = await read(session);
      expect([moved.status, moved.startsAt.toISOString()]).to.deep.equal(["booked", "2026-11-24T09:30:00.000Z"]);
      expect(moved.history.at(-1)).to.include({ what: "rescheduled", by: "client" });
      expect((await read(offered)).status).to.equal("void");
    });

    it("is told to search when it has moved", async () => {
      const offered = await move(LATER);
      const changed = mock.method(site.services, "changed");
      await acceptOffer(site.services, asClient, String(offered._id));
      expect(changed.mock.calls.map(({ arguments: [id] }) => String(id))).to.deep.equal([ana.id]);
    });

    it("continues where the process ended in the middle of moving it", async () => {
      const offered = await move(LATER);
      await AppointmentModel.updateOne(
        { _id: offered._id },
        { $set: { moving: true, deadlineAt: site.clock.now() }, $unset: { ticks: 1 } },
      );
      // It is accepted, so nobody can end it any more.
      expect(await failure(declineOffer(site.services, asClient, String(offered._id)))).to.be.instanceOf(Conflict);
      expect(await failure(withdrawOffer(site.services, asAna, String(offered._id)))).to.be.instanceOf(Conflict);
      await site.sweep();
      await site.sweep();
      expect((await read(session)).startsAt).to.deep.equal(LATER);
      expect((await read(offered)).status).to.equal("void");
    });

    it("leaves it where its client has moved it in the middle of that", async () => {
      const offered = await move(LATER);
      const accepted = { $set: { moving: true as const, deadlineAt: site.clock.now() }, $unset: { ticks: 1 as const } };
      await AppointmentModel.updateOne({ _id: offered._id }, accepted);
      const startsAt = new Date("2026-11-26T09:00:00.000Z");
      await AppointmentModel.updateOne({ _id: session._id }, { $set: { startsAt } });
      await site.sweep();
      expect((await read(session)).startsAt).to.deep.equal(startsAt);
      expect((await read(offered)).history.at(-1)).to.include({ what: "lapsed", by: "system" });
    });

    it("is one at a time, and ends with the session", async () => {
      const offered = await move(LATER);
      expect(await failure(move(new Date("2026-11-24T11:30:00.000Z")))).to.be.instanceOf(Conflict);
      await cancelAppointment(site.services, asAna, String(session._id), session.priceCents);
      expect((await read(offered)).status).to.equal("void");
      expect(await failure(acceptOffer(site.services, asClient, String(offered._id)))).to.be.instanceOf(Conflict);
    });
  });

  it("can be the same time next week, by the clocks, in one click", async () => {
    const session = await book(site, client, ana, START.toISOString());
    await AppointmentModel.updateOne({ _id: session._id }, { $set: { status: "completed" }, $unset: { ticks: 1 } });
    expect((await offerNextWeek(site.services, asAna, String(session._id))).startsAt.toISOString()).to.equal(
      "2026-12-01T09:00:00.000Z",
    );
    const reader = await signedIn(site, ana);
    const page = await reader.submit(
      await reader.get(`/appointments/${String(session._id)}`),
      "form[action$='/next-week']",
    );
    expect(page.status).to.equal(409);
    expect(page.text).to.contain("That time is not free").and.to.contain("Free in your hours");
    expect(page.text).to.match(/Tue 1 Dec, 1[12]:/);
    for (const [now, isOffered] of [
      ["2026-12-01T08:59:00Z", true],
      ["2026-12-01T09:00:00Z", false],
    ] as const) {
      site.clock.moveTo(now);
      for (const where of ["", "/room"]) {
        const shown = await (await signedIn(site, ana)).get(`/appointments/${String(session._id)}${where}`);
        expect(shown.text.includes("Offer the same time next week"), now + where).to.equal(isOffered);
      }
    }
  });

  it("is offered, answered and paid on pages without JavaScript", async () => {
    const [counsellor, reader] = [await signedIn(site, ana), await signedIn(site, client)];
    const page = await counsellor.follow(await counsellor.get(`/clients/${client.id}`), "Offer a time");
    expect(page.html.match(/class="slot"/g), "the next free times").to.have.length(12);
    const wrong = await counsellor.submit(page, "main form", { date: "2026-11-24", time: "03:00" });
    expect(wrong.status).to.equal(422);
    expect(wrong.text).to.contain("This time is outside your hours");
    const skipped = await counsellor.submit(wrong, "main form", { date: "2027-03-28", time: "02:30" });
    expect([skipped.status, skipped.text.includes("the clocks go forward")]).to.deep.equal([422, true]);
    const made = await counsellor.submit(wrong, "main form", { date: "2026-11-24", time: "10:00" });
    expect(made.text).to.contain("You offered Kim Weiss this time").and.to.contain("Withdraw the offer");
    const list = await reader.get("/appointments");
    expect(list.text).to.contain("Ana Moreno offers you this time.");
    const offered = await reader.follow(list, "Answer");
    const checkout = await reader.submit(offered, "form[action$='/accept']");
    expect(checkout.url).to.match(/\/checkout$/);
    const paid = await reader.submit(checkout, "form[action$='/pay']", {
      cardNumber: GOOD_CARD.number,
      cardExpiry: "04/99",
      cardSecurityCode: "123",
    });
    expect(paid.text).to.contain("is booked");
    const booked = await counsellor.get(new URL(made.url).pathname);
    const moving = await counsellor.follow(booked, "Offer another time");
    await counsellor.submit(moving, "main form", { date: "2026-11-24", time: "10:30" });
    const asked = await reader.get(new URL(made.url).pathname);
    const moved = await reader.submit(asked, "form[action$='/accept']");
    expect(moved.text).to.contain("was moved to Tuesday 24 November, 10:30");
  });
});
