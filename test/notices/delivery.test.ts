import { expect } from "chai";
import mongoose from "mongoose";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { addMinutes } from "../../src/appointments/appointment-rules.js";
import { NoticeModel, type Notice } from "../../src/notices/notice-model.js";
import { sendNotices } from "../../src/notices/send-notices.js";
import { formatIn } from "../../src/web/format-in.js";
import { freshDatabaseUri } from "../support/database.js";
import { Answer } from "../support/mail-server.js";
import { startNoticesSite, type NoticesSite } from "../support/notices-site.js";
import { OwnProcess } from "../support/own-process.js";
import { makeClient, makeCounsellor, type TestPerson } from "../support/people.js";
import { until } from "../support/soon.js";
import { MONDAY, SEALING_KEYS } from "../support/test-site.js";

describe("Sending notices", () => {
  let site: NoticesSite;
  let databaseUri: string;
  let client: TestPerson;
  let counsellor: TestPerson;
  const logged: string[] = [];

  before(async () => {
    databaseUri = freshDatabaseUri();
    const log = pino({ level: "trace" }, { write: (line: string) => void logged.push(line) });
    site = await startNoticesSite({ log }, databaseUri);
    client = await makeClient({ name: "Kim Weiss" });
    counsellor = await makeCounsellor({ name: "Ana Moreno" });
  });
  after(() => site.stop());
  beforeEach(async () => {
    site.clock.moveTo(MONDAY);
    site.server.mails.length = logged.length = 0;
    site.server.atRecipient = () => undefined;
    site.server.atText = () => undefined;
    await NoticeModel.deleteMany({});
    await AppointmentModel.deleteMany({});
  });

  /** Books sessions of these two, three days from now; each asks for one confirmation to each of them. */
  const book = async (count: number): Promise<void> => {
    const at = site.clock.now();
    const startsAt = addMinutes(at, 3 * 24 * 60);
    const appointment = {
      clientId: new mongoose.Types.ObjectId(client.id),
      counsellorId: new mongoose.Types.ObjectId(counsellor.id),
      status: "booked" as const,
      sessionType: "individual" as const,
      medium: "video" as const,
      startsAt,
      endsAt: addMinutes(startsAt, 50),
      priceCents: 6000,
      paymentAttempt: 1,
      history: [{ at, by: "client" as const, what: "booked" as const }],
      needsNotice: true as const,
    };
    await AppointmentModel.insertMany(Array.from({ length: count }, () => ({ ...appointment })));
  };
  const confirmation = (person: TestPerson): Promise<Notice> =>
    NoticeModel.findOne({ personId: person.id, kind: "confirmation" }).orFail().lean();
  const answering = (person: TestPerson, code: number) => (address: string) => {
    if (address === person.email) throw new Answer(code, `<${address}> Kim Weiss is not taken`);
  };

  it("is retried after growing pauses, and given up in the end", async () => {
    site.server.atRecipient = answering(client, 450);
    await book(1);
    const pauses: number[] = [];
    for (let round = 0; round < 20; round += 1) {
      await site.tell();
      const { tryAt, tries } = await confirmation(client);
      if (!tryAt) break;
      expect(tries).to.equal(round + 1);
      pauses.push(Math.round((tryAt.getTime() - site.clock.now().getTime()) / 60_000));
      site.clock.moveTo(tryAt);
    }
    expect(pauses).to.deep.equal([1, 5, 15, 60, 180, 360, 720]);
    expect(await confirmation(client)).to.include({ status: "given up", tries: 8 });
    expect(site.server.to(client)).to.deep.equal([]);
    expect(site.server.to(counsellor)).to.have.length(1);
  });

  it("succeeds as soon as the next server takes it", async () => {
    site.server.atRecipient = answering(client, 451);
    await book(1);
    await site.tell();
    site.server.atRecipient = () => undefined;
    site.clock.advance({ minutes: 1 });
    await site.tell();
    expect(site.server.to(client)).to.have.length(1);
    expect(await confirmation(client)).to.include({ status: "sent", tries: 2, via: "mail" });
  });

  it("is given up immediately where the address does not exist; the others get theirs", async () => {
    site.server.atRecipient = answering(client, 550);
    await book(3);
    await site.tell();
    expect(await NoticeModel.countDocuments({ personId: client.id, status: "given up" })).to.equal(3);
    expect(site.server.to(counsellor)).to.have.length(3);
  });

  it("stops for this time when the mail server is away, and loses nothing", async () => {
    site.server.atText = () => {
      throw new Answer(421, "Going down");
    };
    await book(20);
    await site.tell();
    expect(await NoticeModel.countDocuments({ tries: mongoose.trusted({ $gt: 0 }) })).to.be.at.most(3);
    site.server.atText = () => undefined;
    site.clock.advance({ minutes: 1 });
    await site.tell();
    expect(site.server.mails).to.have.length(40);
  });

  it("leaves a notice to the process that is sending it", async () => {
    await book(1);
    let others: Promise<unknown> | undefined;
    site.server.atText = async () => {
      others ??= site.tell();
      await others;
    };
    await site.tell();
    expect(site.server.mails).to.have.length(2);
    expect(await NoticeModel.distinct("tries", { status: "sent" })).to.deep.equal([1]);
  });

  it("keeps what a later sender achieved when an earlier one fails after its claim expired", async () => {
    await book(1);
    let fail!: () => void;
    const held = new Promise<void>((resolve) => (fail = resolve));
    let waiting = 0;
    let first: Promise<void> | undefined;
    await new Promise<void>((resolve) => {
      site.server.atText = async () => {
        waiting += 1;
        if (waiting === 2) resolve();
        await held;
        throw new Answer(450, "Not now");
      };
      first = site.tell();
    });
    site.server.atText = () => undefined;
    site.clock.advance({ minutes: 6 });
    await site.tell();
    fail();
    await first;
    for (const person of [client, counsellor]) {
      const { status, tries, tryAt } = await confirmation(person);
      expect({ status, tries, tryAt }).to.deep.equal({ status: "sent", tries: 2, tryAt: undefined });
    }
    expect(site.server.mails).to.have.length(2);
  });

  it("leaves nothing private in the log", async () => {
    site.server.atRecipient = answering(client, 550);
    site.server.atText = () => {
      throw new Answer(450, "Kim Weiss and Ana Moreno have no room left");
    };
    await book(1);
    await site.tell();
    const unwritable = { formatIn, render: () => Promise.reject(new Error("Kim Weiss")) };
    await NoticeModel.updateMany({}, { $set: { status: "waiting", tryAt: site.clock.now() } });
    await sendNotices(site.services, unwritable);
    expect(logged.join("")).to.contain("a mail was not taken").and.to.contain("a mail could not be written");
    expect(logged.join("")).not.to.match(/Kim|Weiss|Ana|Moreno|@/);
  });

  describe("from real processes", () => {
    const started: OwnProcess[] = [];
    let folder: string;

    beforeEach(async () => {
      folder = await mkdtemp(path.join(tmpdir(), "healspace-notices-"));
      site.clock.moveTo(new Date());
    });
    afterEach(async () => {
      for (const one of started.splice(0)) {
        one.kill("SIGKILL");
        await one.exits();
      }
      await rm(folder, { recursive: true, force: true });
    });

    const start = (): OwnProcess => {
      const sender = new OwnProcess({
        PORT: "0",
        DATA_DIR: folder,
        MONGODB_URI: databaseUri,
        SEALING_KEYS,
        SMTP_URL: site.server.url,
        MAIL_FROM: "HealSpace <hello@healspace.example>",
      });
      started.push(sender);
      return sender;
    };
    /** Waits until the server holds this many mails and all of them are marked as sent. */
    const sent = async (count: number): Promise<void> => {
      await site.server.holds(count);
      const waiting = { kind: "confirmation", status: "waiting" } as const;
      await until("all to be marked as sent", async () => (await NoticeModel.exists(waiting)) === null);
    };

    it("happens once for each of many, with two processes at work", async () => {
      await book(60);
      start();
      start();
      await sent(120);
      expect(site.server.mails).to.have.length(120);
      expect(new Set(site.server.mails.map(({ messageId }) => messageId)).size).to.equal(120);
      expect(await NoticeModel.countDocuments({ kind: "confirmation" })).to.equal(120);
    });

    it("happens again, recognizably, when a process is killed after the mail was accepted but before that was recorded", async () => {
      await book(1);
      const first = start();
      await new Promise<void>((resolve) => {
        site.server.atText = async () => {
          first.kill("SIGKILL");
          await first.exits();
          resolve();
        };
      });
      site.server.atText = () => undefined;
      const interrupted = await NoticeModel.find({ kind: "confirmation", status: "waiting" }).lean();
      expect(interrupted).to.have.length(2);
      expect(interrupted.some(({ tryAt }) => tryAt && tryAt > addMinutes(new Date(), 3))).to.equal(true);
      await NoticeModel.updateMany({ kind: "confirmation" }, { $set: { tryAt: new Date() } });
      start();
      await sent(3);
      for (const person of [client, counsellor]) {
        const ids = new Set(site.server.to(person).map(({ messageId }) => messageId));
        expect([...ids]).to.deep.equal([`<${String((await confirmation(person))._id)}@healspace.example>`]);
      }
      expect(site.server.mails.length).to.be.within(3, 4);
    });
  }).timeout(150_000);
});
