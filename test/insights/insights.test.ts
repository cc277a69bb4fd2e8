import { expect } from "chai";
import mongoose from "mongoose";
import { Temporal } from "temporal-polyfill";
import { AppointmentModel, type Appointment } from "../../src/appointments/appointment-model.js";
import { AccountModel } from "../../src/accounts/account-model.js";
import { ClientModel } from "../../src/clients/client-model.js";
import { MonthSumsModel } from "../../src/insights/month-sums-model.js";
import type { Figures, Insights } from "../../src/insights/figure-rules.js";
import { findInsights } from "../../src/insights/find-insights.js";
import { periodBefore, periodBetween, stepsOf, type Period } from "../../src/insights/period-rules.js";
import { storeAllDays, storeChangedDays } from "../../src/insights/store-days.js";
import { between, present } from "../../src/platform/queries.js";
import { actorOf } from "../support/booking.js";
import { makeCounsellor } from "../support/people.js";
import { startSiteOnOwnDatabase } from "../support/own-database.js";
import { Random } from "../support/random.js";
import type { TestSite } from "../support/test-site.js";

const DAY_MS = 86_400_000;

/** What happened to a made-up session. */
type Session = Pick<
  Appointment,
  "_id" | "clientId" | "startsAt" | "endsAt" | "status" | "priceCents" | "payBy" | "cancellation" | "history"
> & { paidDirectlyAt?: Date };

describe("A counsellor's figures", () => {
  let site: TestSite;
  before(async () => (site = await startSiteOnOwnDatabase()));
  after(() => site.stop());

  const makeSessions = async (sessions: Session[], id = String(new mongoose.Types.ObjectId())): Promise<string> => {
    const counsellorId = new mongoose.Types.ObjectId(id);
    const rest = { counsellorId, sessionType: "individual", medium: "video", paymentAttempt: 1, windowHours: 24 };
    // Past the model, so that a session may say more than the model knows.
    if (sessions.length > 0) {
      await AppointmentModel.collection.insertMany(
        sessions.map((each) => ({ ...rest, ...each, holdId: new mongoose.Types.ObjectId() })) as never,
      );
    }
    const first = new Map<string, Date>();
    for (const { clientId, history } of sessions) {
      const at = history[0]!.at;
      const known = first.get(String(clientId));
      if (!known || at < known) first.set(String(clientId), at);
    }
    await ClientModel.insertMany(
      [...first].map(([clientId, firstSeenAt]) => ({ counsellorId, clientId, firstSeenAt })),
    );
    return id;
  };

  const figuresOf = (id: string, period: Period): Promise<Insights> =>
    findInsights(actorOf({ id, email: "", name: "Ana" }, "counsellor"), period);

  const ZONES = [
    ["Europe/Berlin", "2026-03-29", "2026-10-25"],
    ["America/New_York", "2026-03-08", "2026-11-01"],
    ["Australia/Lord_Howe", "2026-04-05", "2026-10-04"],
    ["Asia/Kolkata", "2026-03-29", "2026-10-25"],
  ] as const;

  for (const [zone, ...changes] of ZONES) {
    for (const day of changes) {
      it(`agree with counting sessions one by one around ${day} in ${zone}`, async () => {
        const random = new Random(`${zone}${day}`.length * Number(day.slice(5, 7)));
        const sessions = madeUp(random, day, zone);
        const id = await makeSessions(sessions, (await makeCounsellor({ zone })).id);
        const middle = Temporal.PlainDate.from(day);
        for (let trial = 0; trial < 8; trial += 1) {
          if (trial === 4) await storeAllDays();
          const firstDay = middle.subtract({ days: random.whole(0, 20) });
          const period = periodBetween(String(firstDay), String(firstDay.add({ days: random.whole(0, 24) })), zone);
          expect(await figuresOf(id, period), `${period.firstDay} to ${period.lastDay}`).to.deep.equal(
            counted(sessions, period),
          );
        }
        expect(await MonthSumsModel.countDocuments({ counsellorId: id, zone })).to.be.greaterThan(2);
      });
    }
  }

  it("are nothing but zeros where nothing happened", async () => {
    const period = periodBetween("2026-11-01", "2026-11-28", "Europe/Berlin");
    expect(await figuresOf(await makeSessions([]), period)).to.deep.equal(counted([], period));
  });

  it("count as earned what was paid and not returned, and nothing that was never paid", async () => {
    const at = new Date("2026-11-10T10:00:00Z");
    const of = (more: Partial<Session>): Session => ({
      _id: new mongoose.Types.ObjectId(),
      clientId: new mongoose.Types.ObjectId(),
      startsAt: at,
      endsAt: new Date(at.getTime() + 50 * 60_000),
      status: "completed",
      priceCents: 6000,
      payBy: "site",
      history: [{ at: new Date(at.getTime() - DAY_MS), by: "client", what: "held" }],
      ...more,
    });
    const cancelled = (refundCents: number, more: Partial<Session> = {}): Session =>
      of({ status: "cancelled", cancellation: { by: "client", reason: "chosen", at, refundCents }, ...more });
    const id = await makeSessions([
      of({}),
      of({ payBy: "free", priceCents: 0 }),
      of({ payBy: "direct", priceCents: 100 }),
      of({ payBy: "direct", priceCents: 30, paidDirectlyAt: at }),
      cancelled(6000),
      cancelled(0),
      cancelled(2500),
      cancelled(700, { payBy: "direct", priceCents: 700 }),
      of({ status: "booked" }),
      of({ status: "live" }),
      of({ status: "held" }),
    ]);
    const { now } = await figuresOf(id, periodBetween("2026-11-10", "2026-11-10", "Europe/Berlin"));
    expect(now).to.include({ earned: 6000 + 30 + 6000 + 3500, refunded: 6000 + 2500 });
    expect(now).to.include({ attended: 4, cancelledByClient: 4, minutes: 200 });
  });

  it("leave out other counsellors' sessions", async () => {
    const sessions = madeUp(new Random(1), "2026-03-29", "Europe/Berlin");
    await makeSessions(sessions);
    const id = await makeSessions(
      sessions.slice(0, 5).map((each) => ({ ...each, _id: new mongoose.Types.ObjectId() })),
    );
    const period = periodBetween("2026-03-01", "2026-04-30", "Europe/Berlin");
    expect(await figuresOf(id, period)).to.deep.equal(counted(sessions.slice(0, 5), period));
  });

  it("stay right while sessions change, days are stored at once by two processes, and the counsellor moves", async () => {
    const random = new Random(7);
    const sessions = madeUp(random, "2026-03-29", "Europe/Berlin");
    const { id } = await makeCounsellor();
    await makeSessions(sessions, id);
    let zone = "Europe/Berlin";
    const changes: (() => Promise<unknown>)[] = [
      () => changeOne(random.pick(sessions), random),
      () => Promise.all([changeOne(random.pick(sessions), random), storeChangedDays()]),
      () => Promise.all([storeChangedDays(), storeChangedDays()]),
      () => Promise.all([storeAllDays(), storeAllDays(), changeOne(random.pick(sessions), random)]),
      () => AccountModel.updateOne({ _id: id }, { $set: { zone: (zone = random.pick(ZONES)[0]) } }),
    ];
    for (let change = 0; change < 40; change += 1) {
      await random.pick(changes)();
      const firstDay = Temporal.PlainDate.from("2026-03-01").add({ days: random.whole(0, 40) });
      const period = periodBetween(String(firstDay), String(firstDay.add({ days: random.whole(0, 30) })), zone);
      expect(await figuresOf(id, period), `change ${change}`).to.deep.equal(counted(sessions, period));
    }
    await storeChangedDays();
    expect(await AppointmentModel.countDocuments({ counsellorId: id, uncounted: present })).to.equal(0);
  });

  it("read one record for each month, and no session, of a counsellor whose profile is not public too", async () => {
    const { id } = await makeCounsellor({ published: false });
    await makeSessions(madeUp(new Random(3), "2026-03-29", "Europe/Berlin"), id);
    await storeAllDays();
    const period = periodBetween("2026-03-01", "2026-04-30", "Europe/Berlin");
    const before = await examined();
    const { before: earlier } = await figuresOf(id, period);
    const after = await examined();
    const month = between(new Date(`${earlier.firstDay.slice(0, 7)}-01`), new Date("2026-05-01"));
    const months = await MonthSumsModel.countDocuments({ counsellorId: id, month });
    const clients = await ClientModel.countDocuments({ counsellorId: id });
    expect(after.collectionScans - before.collectionScans).to.equal(0);
    expect(after.scannedObjects - before.scannedObjects).to.be.at.most(months + clients + 1);
  });

  it("read an index and no other record where no day is stored", async () => {
    const id = await makeSessions(madeUp(new Random(2), "2026-03-29", "Europe/Berlin"));
    const period = periodBetween("2026-03-29", "2026-03-29", "Europe/Berlin");
    const before = await examined();
    const { before: earlier } = await figuresOf(id, period);
    const after = await examined();
    const startsAt = between(earlier.from, period.until);
    const sessions = await AppointmentModel.countDocuments({ counsellorId: id, startsAt });
    const clients = await ClientModel.countDocuments({ counsellorId: id });
    expect(after.collectionScans - before.collectionScans).to.equal(0);
    expect(after.scannedObjects - before.scannedObjects).to.be.at.most(sessions + clients);
  });
});

/** How many records, and whole collections, the database has read. */
async function examined(): Promise<{ scannedObjects: number; collectionScans: number }> {
  const { metrics } = (await mongoose.connection.db!.admin().serverStatus()) as {
    metrics: { queryExecutor: { scannedObjects: unknown; collectionScans: { total: unknown } } };
  };
  const { scannedObjects, collectionScans } = metrics.queryExecutor;
  return { scannedObjects: Number(scannedObjects), collectionScans: Number(collectionScans.total) };
}

/** What a counsellor may still change once a session is over. */
async function changeOne(session: Session, random: Random): Promise<void> {
  const uncounted = new mongoose.Types.ObjectId();
  if (session.payBy === "direct") {
    const isPaid = random.whole(0, 1) === 1;
    if (isPaid) session.paidDirectlyAt = session.startsAt;
    else delete session.paidDirectlyAt;
    const paid = { paidDirectlyAt: session.startsAt };
    await AppointmentModel.updateOne(
      { _id: session._id },
      isPaid ? { $set: { ...paid, uncounted } } : { $set: { uncounted }, $unset: { paidDirectlyAt: 1 } },
    );
  }
  if (session.status === "booked") {
    session.status = "completed";
    await AppointmentModel.updateOne({ _id: session._id }, { $set: { status: "completed", uncounted } });
  } else if (session.cancellation) {
    session.cancellation = { ...session.cancellation, refundCents: session.priceCents };
    await AppointmentModel.updateOne(
      { _id: session._id },
      { $set: { "cancellation.refundCents": session.priceCents, uncounted } },
    );
  }
}

/** Sessions at any five minutes of the fifty days around a change of the clock, most of them near it. */
function madeUp(random: Random, day: string, zone: string): Session[] {
  const middle = Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds;
  const clients = Array.from({ length: 12 }, () => new mongoose.Types.ObjectId());
  return Array.from({ length: 160 }, (_, place) => {
    const reach = place % 3 === 0 ? 24 * 12 : 50 * 24 * 12;
    const startsAt = new Date(middle + random.whole(-reach, reach) * 5 * 60_000);
    const status = random.pick(["completed", "completed", "cancelled", "booked"] as const);
    const priceCents = random.pick([4500, 6000, 0]);
    const payBy = random.pick(["site", "site", "direct", "free"] as const);
    const by = random.pick(["client", "counsellor", "system"] as const);
    const at = new Date(startsAt.getTime() - random.whole(1, 30 * 24) * 3_600_000);
    return {
      _id: new mongoose.Types.ObjectId(),
      clientId: random.pick(clients),
      startsAt,
      endsAt: new Date(startsAt.getTime() + random.pick([15, 50, 90]) * 60_000),
      status,
      priceCents,
      payBy,
      ...(payBy === "direct" && random.whole(0, 1) === 1 && { paidDirectlyAt: startsAt }),
      ...(status === "cancelled" && {
        cancellation: { by, reason: "chosen" as const, at, refundCents: random.pick([0, priceCents]) },
      }),
      history: [
        { at, by: "client" as const, what: "held" as const },
        { at: new Date(at.getTime() + 60_000), by: "client" as const, what: "booked" as const },
      ],
    };
  });
}

/** The same figures by looking at each session's calendar day and wall clock. */
function counted(sessions: Session[], period: Period): Insights {
  const before = periodBefore(period);
  const wall = ({ startsAt }: Session) =>
    Temporal.Instant.fromEpochMilliseconds(startsAt.getTime()).toZonedDateTimeISO(period.zone);
  const during = ({ firstDay, lastDay }: Period): Session[] =>
    sessions.filter((session) => {
      const day = String(wall(session).toPlainDate());
      const isOver = session.status === "completed" || session.status === "cancelled";
      return isOver && day >= firstDay && day <= lastDay;
    });
  const hours = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  for (const session of during(period).filter(({ status }) => status === "completed")) {
    hours[wall(session).dayOfWeek - 1]![wall(session).hour]! += 1;
  }
  const notice = [0, 0, 0, 0, 0];
  for (const { startsAt, history } of during(period)) {
    const days = (startsAt.getTime() - history[0]!.at.getTime()) / DAY_MS;
    notice[days >= 14 ? 4 : days >= 7 ? 3 : days >= 3 ? 2 : days >= 1 ? 1 : 0]! += 1;
  }
  const figures = (days: Period): Figures => figuresOneByOne(during(days), sessions, days);
  const steps = stepsOf(period).map((step) => ({ step, ...figures(step) }));
  return { period, before, now: figures(period), then: figures(before), steps, hours, notice };
}

function figuresOneByOne(during: Session[], all: Session[], { from, until }: Period): Figures {
  const attended = during.filter(({ status }) => status === "completed");
  const cancelledBy = (by: string) => during.filter(({ cancellation }) => cancellation?.by === by).length;
  const firstSeen = (clientId: unknown): number =>
    Math.min(...all.filter((each) => each.clientId === clientId).map(({ history }) => history[0]!.at.getTime()));
  const clients = [...new Set(all.map(({ clientId }) => clientId))];
  const paid = ({ payBy, paidDirectlyAt, priceCents }: Session): number =>
    payBy === "free" || (payBy === "direct" && !paidDirectlyAt) ? 0 : priceCents;
  const returned = (session: Session): number => Math.min(paid(session), session.cancellation?.refundCents ?? 0);
  const sum = (value: (session: Session) => number, some = during): number =>
    some.reduce((total, each) => total + value(each), 0);
  return {
    attended: attended.length,
    cancelledByClient: cancelledBy("client"),
    cancelledByCounsellor: cancelledBy("counsellor"),
    notAttended: cancelledBy("system"),
    minutes: sum(({ startsAt, endsAt }) => (endsAt.getTime() - startsAt.getTime()) / 60_000, attended),
    earned: sum((each) => paid(each) - returned(each)),
    refunded: sum(returned),
    newClients: clients.filter((id) => firstSeen(id) >= from.getTime() && firstSeen(id) < until.getTime()).length,
    returningClients: new Set(attended.map(({ clientId }) => clientId).filter((id) => firstSeen(id) < from.getTime()))
      .size,
  };
}
