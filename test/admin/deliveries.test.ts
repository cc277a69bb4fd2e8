import { expect } from "chai";
import { reasonWords } from "../../src/admin/delivery-rules.js";
import { AuditEventModel } from "../../src/audit/event-model.js";
import { sendLetters } from "../../src/letters/send-letters.js";
import { writeLetter } from "../../src/letters/write-letter.js";
import { NoticeModel } from "../../src/notices/notice-model.js";
import { book } from "../support/booking.js";
import { Answer } from "../support/mail-server.js";
import { startNoticesSite, type NoticesSite } from "../support/notices-site.js";
import { makeAccount, makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Reader } from "../support/reader.js";

describe("Deliveries for admins", () => {
  let site: NoticesSite;
  let admin: Reader;
  let client: TestPerson;
  before(async () => {
    site = await startNoticesSite();
    admin = await signedIn(site, await makeAccount("admin"));
    client = await makeClient({ name: "Kim Weiss" });
    expect((await admin.get("/admin/deliveries")).text).to.contain("Every e-mail has been delivered");
    site.server.atRecipient = (address) => {
      if (address === client.email) throw new Answer(550, "5.1.1 No such user here");
    };
    await book(site, client, await makeCounsellor(), "2026-11-25T10:00:00.000Z");
    await site.tell();
  });
  after(() => site.stop());

  it("show what failed and why, with a masked address and no content", async () => {
    for (const path of ["/admin/deliveries", `/admin/accounts/${client.id}`]) {
      const { text } = await admin.get(path);
      expect(text).to.contain("Appointment confirmed").and.to.contain("not delivered").and.to.contain("1 attempt");
      expect(text).to.contain("There is no such address. (550 5.1.1)").and.to.contain("c…@example.org");
      expect(text).not.to.contain("No such user");
    }
    expect((await admin.get("/admin/deliveries")).text).not.to.contain(client.email);
    expect((await admin.get("/admin")).text).to.contain("Undelivered e-mails in the last 30 days: 1");
    const reader = await signedIn(site, client);
    expect((await reader.get("/admin/deliveries")).status).to.equal(404);
  });

  it("are retried once, however often that is requested", async () => {
    const page = await admin.get("/admin/deliveries");
    site.server.atRecipient = () => undefined;
    const retry = () => admin.submit(page, "form[action$='/retry']");
    expect((await Promise.all([retry(), retry()])).map(({ status }) => status)).to.have.members([200, 409]);
    site.server.mails.length = 0;
    await site.tell();
    expect(site.server.mails.map(({ to }) => to)).to.deep.equal([client.email]);
    expect((await admin.get("/admin/deliveries")).text).to.contain("Every e-mail has been delivered");
    expect(await AuditEventModel.countDocuments({ what: "delivery.retried", account: client.id })).to.equal(1);
    expect((await retry()).status).to.equal(409);
  });

  it("that are retried have all their attempts again", async () => {
    const confirmation = { personId: client.id, kind: "confirmation" } as const;
    await NoticeModel.updateOne(confirmation, { $set: { status: "given up", tries: 8 }, $unset: { tryAt: 1 } });
    await admin.submit(await admin.get("/admin/deliveries"), "form[action$='/retry']");
    site.server.atRecipient = () => {
      throw new Answer(450, "4.2.2 No room");
    };
    await site.tell();
    expect(await NoticeModel.findOne(confirmation).orFail().lean()).to.include({
      status: "waiting",
      tries: 1,
    });
    site.server.atRecipient = () => undefined;
    site.clock.advance({ minutes: 1 });
    await site.tell();
  });

  it("include letters, which cannot be retried", async () => {
    site.server.atRecipient = () => {
      throw new Answer(452, "4.2.2 Mailbox full");
    };
    const words = { subject: "A link", sentences: ["Nobody but you reads this."] };
    const to = { name: client.name, address: client.email };
    await writeLetter(site.services, { kind: "verification", to, personId: client.id, words });
    await sendLetters(site.services);
    const { text, document } = await admin.get("/admin/deliveries");
    expect(text).to.contain("Verification of credentials delayed").and.to.contain("asked us to try later. (452 4.2.2)");
    expect(text).not.to.contain("Nobody but you");
    expect(document.querySelector("form[action$='/retry']")).to.equal(null);
  });

  it("explain a mail server's answer in words", () => {
    const codes = ["552 5.2.2", "550 5.7.1", "554", "421", "EAUTH", "ETIMEDOUT", "EWRITE", "EOTHER", undefined];
    expect(codes.map(reasonWords)).to.deep.equal([
      "The mailbox is full. (552 5.2.2)",
      "The mail server's own rules refused it. (550 5.7.1)",
      "The mail server refused it. (554)",
      "The mail server asked us to try later. (421)",
      "The mail server refused our name and password. (EAUTH)",
      "The mail server could not be reached. (ETIMEDOUT)",
      "We could not write the e-mail. (EWRITE)",
      "It could not be delivered. (EOTHER)",
      "No reason is known.",
    ]);
  });
});
