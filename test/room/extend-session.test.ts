import { expect } from "chai";
import { extendSession } from "../../src/booking/extend-session.js";
import { AppointmentModel, type Appointment } from "../../src/appointments/appointment-model.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { joinRoom } from "../../src/room/join-room.js";
import { actorOf, book, current, wanted } from "../support/booking.js";
import { makeClient, makeCounsellor, type TestPerson } from "../support/people.js";
import { MONDAY, startTestSite, type TestSite } from "../support/test-site.js";

const START = "2026-11-24T10:00:00.000Z";
/** The first time that is free after a session of 50 minutes and a buffer of ten. */
const NEXT = "2026-11-24T11:00:00.000Z";
const minutesIn = (minutes: number): Date => new Date(new Date(START).getTime() + minutes * 60_000);

describe("Extending a session", () => {
  let site: TestSite;
  let ana: TestPerson;
  let kim: TestPerson;

  before(async () => (site = await startTestSite()));
  after(() => site.stop());
  beforeEach(async () => {
    site.clock.moveTo(MONDAY);
    [ana, kim] = [await makeCounsellor(), await makeClient()];
  });

  /** A session that both have joined, after `prepare` had its say. */
  async function live(prepare?: () => Promise<unknown>): Promise<Appointment> {
    const { _id } = await book(site, kim, ana, START);
    await prepare?.();
    site.clock.moveTo(START);
    await joinRoom(site.services, actorOf(kim), String(_id));
    return (await joinRoom(site.services, actorOf(ana, "counsellor"), String(_id))).appointment;
  }

  const extend = ({ _id }: Appointment, minutes: number, by = actorOf(ana, "counsellor")): Promise<Appointment> =>
    extendSession(site.services, by, { appointmentId: String(_id), minutes });

  it("claims the time after it, moves its end and keeps that in the history", async () => {
    const before = await live();
    const after = await extend(before, 15);
    expect(after.endsAt).to.deep.equal(minutesIn(65));
    expect(after.deadlineAt).to.deep.equal(minutesIn(65));
    expect(after.ticks).to.deep.equal([...before.ticks!, ...[1, 2, 3].map((more) => before.ticks!.at(-1)! + more)]);
    expect(after.history.at(-1)).to.include({ by: "counsellor", what: "extended" });
    const other = placeHold(site.services, actorOf(await makeClient()), wanted(ana, NEXT));
    await other.then(
      () => expect.fail("the time was sold twice"),
      (error: Error) => expect(error.name).to.be.oneOf(["Conflict", "NotFound"]),
    );
  });

  it("is refused where the next session of either begins, and changes nothing then", async () => {
    const lea = await makeClient();
    const before = await live(() => book(site, lea, ana, NEXT));
    await refused(extend(before, 5), "The next 5 minutes are not free.");
    await refused(extend(before, 30), "The next 30 minutes are not free.");
    expect(await current(before._id)).to.deep.equal(before);
  });

  it("is refused in the same words where the client has another session then, so as not to reveal it", async () => {
    const ben = await makeCounsellor();
    const before = await live(() => book(site, kim, ben, NEXT));
    await refused(extend(before, 10), "The next 10 minutes are not free.");
  });

  it("takes the time of an expired hold, but not that of an active one", async () => {
    const before = await live();
    const hold = async (deadlineAt: Date) => {
      const ticks = [before.ticks!.at(-1)! + 1];
      const copy = { ...before, _id: undefined, clientId: (await makeClient()).id, status: "held", ticks, deadlineAt };
      return AppointmentModel.create(copy as never);
    };
    await hold(minutesIn(20));
    await refused(extend(before, 5), "The next 5 minutes are not free.");
    site.clock.moveTo(minutesIn(20));
    await extend(before, 5);
  });

  it("happens once when it is requested twice at the same moment", async () => {
    const before = await live();
    const both = await Promise.allSettled([extend(before, 10), extend(before, 10)]);
    expect(both.filter(({ status }) => status === "fulfilled")).to.have.length(1);
    expect((await current(before._id)).endsAt).to.deep.equal(minutesIn(60));
  });

  it("is for the counsellor alone, and only while the session is live", async () => {
    const booked = await book(site, kim, ana, START);
    await refused(extend(booked, 5), "This session is not live, or has just been extended.");
    await refused(extend(booked, 5, actorOf(kim)), "We could not find that page.");
    await refused(extend(booked, 5, actorOf(await makeCounsellor(), "counsellor")), "We could not find that page.");
  });
});

async function refused(attempt: Promise<unknown>, words: string): Promise<void> {
  const outcome = await attempt.then(
    () => "done",
    (error: Error) => error.message,
  );
  expect(outcome).to.equal(words);
}
