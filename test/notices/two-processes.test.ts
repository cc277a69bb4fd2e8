import { expect } from "chai";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { sendLetters } from "../../src/letters/send-letters.js";
import { NoticeModel } from "../../src/notices/notice-model.js";
import { tellPeople } from "../../src/notices/tell-people.js";
import { ChargeModel } from "../../src/payments/charge-model.js";
import { createLog } from "../../src/platform/log.js";
import { createSmtpMailer } from "../../src/platform/mailer-smtp.js";
import { joinRoom } from "../../src/room/join-room.js";
import { formatIn } from "../../src/web/format-in.js";
import { renderFragment } from "../../src/web/respond.js";
import { meet } from "../support/attend.js";
import { actorOf, book, countNoHolds, wanted } from "../support/booking.js";
import { freshDatabaseUri } from "../support/database.js";
import { startMailServer, type MailServer } from "../support/mail-server.js";
import { FROM } from "../support/notices-site.js";
import { makeClient, makeCounsellor, type TestPerson } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";
import { TRIAL_MS, TRIALS } from "../support/trials.js";

const START = "2026-11-26T10:00:00.000Z";
const HELD = "2026-11-26T12:00:00.000Z";
/** From the booking until everything is over, in minutes before and after the start. */
const MOMENTS = [-24 * 60, -60, 0, 30, 50, 52, 54, 56];

describe("Two processes on one database", () => {
  let server: MailServer;
  let sites: TestSite[];

  before(async () => {
    server = await startMailServer();
    const databaseUri = freshDatabaseUri();
    const site = (): Promise<TestSite> => {
      const mailer = createSmtpMailer(server.url, FROM, createLog("silent"));
      return startTestSite({ databaseUri, replace: { mailer, siteUrl: "https://healspace.example" } });
    };
    sites = [await site(), await site()];
    countNoHolds(sites[0]!);
  });
  after(async () => {
    await sites[1]!.stop().catch(() => undefined);
    await server.stop();
  });

  it(`apply each deadline and send each notice once, over ${TRIALS.couples} sessions of each kind`, async () => {
    const [first] = sites as [TestSite];
    const couples = await Promise.all(
      Array.from({ length: 2 * TRIALS.couples }, async (): Promise<[TestPerson, TestPerson]> => [
        await makeClient(),
        await makeCounsellor(),
      ]),
    );
    for (const [client, counsellor] of couples) {
      await book(first, client, counsellor, START);
      await placeHold(first.services, actorOf(client), wanted(counsellor, HELD));
    }
    await all(everythingDue);
    for (const minutes of MOMENTS) {
      const moment = new Date(Date.parse(START) + minutes * 60_000);
      for (const { clock } of sites) clock.moveTo(moment);
      if (minutes === 0) for (const couple of couples.slice(0, TRIALS.couples)) await meetIn(first, couple);
      await all(everythingDue);
    }
    await all(everythingDue);

    const sessions = await AppointmentModel.find().lean();
    const histories = new Map<string, number>();
    for (const { history } of sessions) count(histories, history.map(({ what }) => what).join());
    expect([...histories].sort()).to.deep.equal([
      ["held,booked,cancelled", TRIALS.couples],
      ["held,booked,live,completed", TRIALS.couples],
    ]);
    const refunds = (await ChargeModel.find().lean()).map(({ refundedCents }) => refundedCents);
    expect(refunds.filter((cents) => cents !== 0)).to.deep.equal(Array(TRIALS.couples).fill(6000));

    const kinds = new Map<string, number>();
    for (const { kind, status } of await NoticeModel.find().lean()) count(kinds, `${kind} ${status}`);
    expect([...kinds].sort()).to.deep.equal([
      ["cancellation sent", 2 * TRIALS.couples],
      ["confirmation sent", 4 * TRIALS.couples],
      ["day-before sent", 4 * TRIALS.couples],
      ["hour-before sent", 4 * TRIALS.couples],
      ["payment-returned sent", TRIALS.couples],
    ]);
    expect(server.mails).to.have.length(15 * TRIALS.couples);
    expect(new Set(server.mails.map(({ messageId }) => messageId)).size).to.equal(15 * TRIALS.couples);
  }).timeout(TRIAL_MS);

  /** At both processes at the same time. */
  const all = (step: (site: TestSite) => Promise<void>): Promise<unknown> => Promise.all(sites.map(step));
});

async function everythingDue(site: TestSite): Promise<void> {
  await Promise.all([
    site.sweep(),
    sendLetters(site.services),
    tellPeople(site.services, { formatIn, render: renderFragment }),
  ]);
}

async function meetIn({ services }: TestSite, [client, counsellor]: [TestPerson, TestPerson]): Promise<void> {
  const { _id } = await AppointmentModel.findOne({ clientId: client.id, status: "booked" }).orFail().lean();
  await joinRoom(services, actorOf(client), String(_id));
  await joinRoom(services, actorOf(counsellor, "counsellor"), String(_id));
  await meet(_id);
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
