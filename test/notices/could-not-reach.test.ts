import { expect } from "chai";
import { AccountModel } from "../../src/accounts/account-model.js";
import { writeLetter } from "../../src/letters/write-letter.js";
import { Answer } from "../support/mail-server.js";
import { startNoticesSite, type NoticesSite } from "../support/notices-site.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
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
    (await (await signedIn(site, kim)).get("/account")).text.includes(`We could not reach ${kim.email}`);

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
    site.server.atRecipient = (address) => {
      if (address === kim.email) throw new Answer(550, "no such mailbox");
    };
    await book(site, kim, ana, "2026-11-25T09:00:00Z");
    await site.tell();
    expect(await warns()).to.equal(true);
    expect((await (await signedIn(site, ana)).get("/account")).text).not.to.contain("could not reach");
  });
});
