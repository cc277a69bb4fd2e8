import { expect } from "chai";
import { AccountModel } from "../../src/accounts/account-model.js";
import { LetterModel } from "../../src/letters/letter-model.js";
import { writeLetter } from "../../src/letters/write-letter.js";
import { Answer } from "../support/mail-server.js";
import { startNoticesSite, type NoticesSite } from "../support/notices-site.js";
import { makeClient, makeCounsellor, PASSWORD, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { register } from "../support/register.js";
import { book } from "../support/booking.js";

describe("An address that mail does not reach", () => {
  let site: NoticesSite;
  let kim: TestPerson;
  beforeEach(async () => {
    site = await startNoticesSite();
    kim = await makeClient();
  });
  afterEach(() => site.stop());

  const warns = async (): Promise<boolean> =>
    (await (await signedIn(site, kim)).get("/account")).text.includes(
      `We could not deliver our last e-mail to ${kim.email}`,
    );

  const refuseFor = (refused: string): void => {
    site.server.atRecipient = (address) => {
      if (address === refused) throw new Answer(550, "no such mailbox");
    };
  };

  /** Asks for another address; the mail with the code goes out a minute later. */
  async function askFor(email: string): Promise<{ reader: Reader; page: Page }> {
    const reader = await signedIn(site, kim);
    const fields = { email, currentPassword: PASSWORD };
    const page = await reader.submit(await reader.get("/account/email"), "form[action='/account/email']", fields);
    site.clock.advance({ minutes: 1 });
    await site.tell();
    return { reader, page };
  }

  async function sendLetter(isRefused: boolean): Promise<void> {
    site.server.atRecipient = () => {
      if (isRefused) throw new Answer(550, "no such mailbox");
    };
    site.clock.advance({ minutes: 1 });
    const words = { subject: "Hello", sentences: ["Hello."] };
    const to = { name: kim.name, address: kim.email };
    await writeLetter(site.services, { kind: "password-reset", to, personId: kim.id, words });
    await site.tell();
  }

  it("is named on the page of its account, until mail arrives again or it is confirmed again", async () => {
    expect(await warns()).to.equal(false);
    await sendLetter(true);
    expect(await warns()).to.equal(true);
    await sendLetter(false);
    expect(await warns()).to.equal(false);
    await sendLetter(true);
    await AccountModel.updateOne({ _id: kim.id }, { $set: { provenAt: site.clock.now() } });
    expect(await warns()).to.equal(false);
  });

  it("counts notices of appointments as well, and nobody else's mail", async () => {
    const ana = await makeCounsellor();
    refuseFor(kim.email);
    await book(site, kim, ana, "2026-11-25T09:00:00Z");
    await site.tell();
    expect(await warns()).to.equal(true);
    expect((await (await signedIn(site, ana)).get("/account")).text).not.to.contain("could not deliver");
  });

  it("is not the current one when the requested one is refused, which the change's page says", async () => {
    refuseFor("typo@example.org");
    const { reader } = await askFor("typo@example.org");
    expect(await warns()).to.equal(false);
    expect((await reader.get("/account/email")).text).to.contain("We could not deliver our e-mail to typo@example.org");
  });

  it("is not the new one when the former one refuses to be told of the change", async () => {
    refuseFor(kim.email);
    const { reader, page } = await askFor("fresh@example.org");
    const text = site.server.to({ email: "fresh@example.org" })[0]!.parts.get("text/plain")!;
    const code = /\b\d{6}\b/.exec(text)![0];
    await reader.submit(page, "form[action='/account/email/code']", { code });
    site.clock.advance({ minutes: 1 });
    await site.tell();
    expect(await LetterModel.countDocuments({ kind: "email-changed", status: "given up" })).to.equal(1);
    expect((await reader.get("/account")).text).not.to.contain("could not deliver");
  });

  it("is not to blame when the site's own mail server was away", async () => {
    await sendLetter(true);
    for (const reason of ["ECONNECTION", "535 5.7.8"]) {
      await LetterModel.updateMany({}, { $set: { reason } });
      expect(await warns(), reason).to.equal(false);
    }
  });

  it("is named where a newcomer confirms it", async () => {
    refuseFor("typo@example.org");
    const reader = await register(site, { email: "typo@example.org" });
    await site.tell();
    const page = await reader.get("/confirm-email");
    expect(page.text).to.contain("We could not deliver our e-mail to typo@example.org");
    const fields = { email: "kim@example.org" };
    const corrected = await reader.submit(page, "form[action='/confirm-email/address']", fields);
    expect(corrected.text).not.to.contain("could not deliver");
  });
});
