import { expect } from "chai";
import mongoose from "mongoose";
import { mock } from "node:test";
import { AcceptanceModel } from "../../src/accounts/acceptance-model.js";
import { AccountModel } from "../../src/accounts/account-model.js";
import { confirmEarlierEmails } from "../../src/migrations/confirm-earlier-emails.js";
import { EmergencyContactModel } from "../../src/accounts/emergency-contact-model.js";
import { EmailProofModel } from "../../src/accounts/proof-model.js";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { AvailabilityModel } from "../../src/availability/availability-model.js";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { LetterModel, letterPlace } from "../../src/letters/letter-model.js";
import { sendLetters } from "../../src/letters/send-letters.js";
import { present } from "../../src/platform/queries.js";
import { followProofLink } from "../../src/accounts/prove-email.js";
import { toPerson } from "../../src/accounts/sign-in.js";
import { OneTimeLinkModel } from "../../src/one-time-links/link-model.js";
import { Conflict } from "../../src/platform/errors.js";
import { failure } from "../support/failure.js";
import { removeUnproven } from "../../src/welcome/remove-unproven.js";
import { codeOn, register } from "../support/register.js";
import { makeClient, makeCounsellor, PASSWORD, signedIn } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const CONFIRM = "form[action='/confirm-email']";

describe("Confirming an e-mail address", () => {
  let site: TestSite;
  let email: string;
  let tests = 0;
  beforeEach(async () => {
    site = await startTestSite();
    tests += 1;
    email = `kim-${tests}@example.org`;
  });
  afterEach(() => site.stop());

  const confirmPage = (reader: Reader): Promise<Page> => reader.get("/confirm-email");
  const wrong = (code: string): string => (code === "000000" ? "000001" : "000000");
  const isProven = async (): Promise<boolean> => (await AccountModel.countDocuments({ provenEmail: email })) === 1;

  /** The mails that waited, by whom they went to. */
  async function mails(): Promise<{ kind: string; mail: { to: { address: string }; text: string } }[]> {
    const { secrets } = site.services;
    return (await LetterModel.find().sort({ _id: 1 }).lean()).map((letter) => ({
      kind: letter.kind,
      mail: JSON.parse(secrets.open(letter.mail!, letterPlace(letter, "mail")).toString()) as never,
    }));
  }

  /** The path of the link in the mail with this place among all. */
  async function linkOf(place: number): Promise<string> {
    return new URL(/http\S+confirm-email\/\S+/.exec((await mails())[place]!.mail.text)![0]).pathname;
  }

  it("lets people look around and hold a time first, and asks for the code before they pay", async () => {
    const ana = await makeCounsellor({ name: "Ana" });
    const reader = await register(site, { email });
    const held = await reader.post(
      "/appointments",
      { counsellorId: ana.id, sessionType: "individual", medium: "video", startsAt: "2026-11-24T09:00:00.000Z" },
      "/account",
    );
    expect(await AppointmentModel.countDocuments({ status: "held" })).to.equal(1);
    expect(held.url).to.match(/\/confirm-email\?next=%2Fappointments%2F[0-9a-f]+%2Fcheckout$/);
    expect(held.text).to.contain(email);
    const checkout = await reader.submit(held, CONFIRM, { code: codeOn(held) });
    expect(checkout.url).to.match(/\/checkout$/);
    expect(await isProven()).to.equal(true);
  });

  it("accepts the code in any script's digits, with spaces, sent twice, or from two tabs", async () => {
    const reader = await register(site, { email });
    const [one, other] = [await confirmPage(reader), await confirmPage(reader)];
    const code = codeOn(one);
    const arabic = [...code].map((digit) => String.fromCodePoint(0x660 + Number(digit))).join("");
    const answers = await Promise.all([
      reader.submit(one, CONFIRM, { code: `${arabic.slice(0, 3)} ${arabic.slice(3)}` }),
      reader.submit(other, CONFIRM, { code }),
    ]);
    for (const { status, url } of answers) expect([status, url]).to.deep.equal([200, `${site.url}/welcome/you`]);
  });

  it("allows five tries in 15 minutes, one by one or all at once", async () => {
    const reader = await register(site, { email });
    const page = await confirmPage(reader);
    const code = codeOn(page);
    const first = await reader.submit(page, CONFIRM, { code: wrong(code) });
    expect(first.status).to.equal(422);
    expect(first.text).to.contain("You can try 4 more times.");
    await Promise.all(Array.from({ length: 8 }, () => reader.submit(page, CONFIRM, { code: wrong(code) })));
    const late = await reader.submit(page, CONFIRM, { code });
    expect(late.text).to.contain("no longer works");

    const again = await reader.submit(page, "form[action='/confirm-email/again']");
    expect(again.text).to.contain("another e-mail");
    expect(codeOn(again)).not.to.equal(code);
    site.clock.advance({ minutes: 16 });
    expect((await reader.submit(again, CONFIRM, { code: codeOn(again) })).status).to.equal(422);
    expect(await isProven()).to.equal(false);
  });

  it("sends at most five codes an hour to one account, so that guesses stay limited", async () => {
    const reader = await register(site, { email });
    const statuses: number[] = [];
    for (let i = 0; i < 6; i += 1) {
      const page = await confirmPage(reader);
      const other = { email: `other-${i}-${email}` };
      statuses.push((await reader.submit(page, "form[action='/confirm-email/address']", other)).status);
    }
    expect(statuses).to.deep.equal([200, 200, 200, 200, 200, 429]);
    expect(await LetterModel.countDocuments({ kind: "confirm-email" })).to.equal(6);
  });

  it("lets a mistyped address be corrected, which voids its code", async () => {
    const reader = await register(site, { email: "kim@exmaple.org" });
    const page = await confirmPage(reader);
    const refused = await reader.submit(page, "form[action='/confirm-email/address']", { email: "kim@" });
    expect(refused.status).to.equal(422);
    const corrected = await reader.submit(page, "form[action='/confirm-email/address']", { email });
    expect(corrected.text).to.contain(email);
    expect((await reader.submit(corrected, CONFIRM, { code: wrong(codeOn(corrected)) })).status).to.equal(422);
    await reader.submit(corrected, CONFIRM, { code: codeOn(corrected) });
    expect(await isProven()).to.equal(true);
  });

  it("works by the link of the mail on another device, signed in there, by POST alone and once", async () => {
    await register(site, { email });
    const path = await linkOf(0);
    const elsewhere = site.newReader();
    await elsewhere.submit(await elsewhere.get("/sign-in"), "form[action='/sign-in']", { email, password: PASSWORD });
    for (let i = 0; i < 2; i += 1) {
      const opened = await elsewhere.get(path);
      expect(opened.headers.get("referrer-policy")).to.equal("no-referrer");
      expect(opened.headers.get("cache-control")).to.equal("no-store");
      expect(await isProven()).to.equal(false);
    }
    const page = await elsewhere.get(path);
    const done = await elsewhere.submit(page, "main form");
    expect(done.text).to.contain("E-mail address confirmed").and.not.to.contain("Please confirm");
    expect(await isProven()).to.equal(true);
    expect((await elsewhere.submit(page, "main form")).status).to.equal(409);
    for (const used of [path, "/confirm-email/mangled"])
      expect((await elsewhere.get(used)).text).to.contain("does not work here");
  });

  it("gives nothing to a stranger whose address was typed by mistake", async () => {
    await register(site, { email });
    const path = await linkOf(0);
    const [visitor, stranger] = [site.newReader(), await signedIn(site, await makeClient())];
    expect((await visitor.get(path)).text).to.contain("only while you are signed in");
    expect((await stranger.get(path)).text).to.contain("does not work here");
    for (const [reader, token] of [
      [visitor, await visitor.csrfToken("/sign-in")],
      [stranger, await stranger.csrfToken("/account")],
    ] as const) {
      const body = new URLSearchParams({ _csrf: token });
      expect((await reader.request(path, { method: "POST", body })).status).to.be.oneOf([401, 409]);
    }
    expect(await isProven()).to.equal(false);
  });

  it("answers the same for an address that has an account, and tells its owner by mail", async () => {
    const owner = await makeClient();
    const masked = async (address: string): Promise<string> => {
      const reader = site.newReader();
      const form = await reader.get("/register");
      const fields = { name: "Kim Lee", email: address, password: PASSWORD, zone: "Europe/Berlin" };
      const after = await reader.submit(form, "form[action='/register']", fields);
      const confirm = await confirmPage(reader);
      const pages = [after, confirm].map(({ status, url, html }) => `${status} ${url} ${html}`).join("\n");
      return pages
        .replaceAll(address, "ADDRESS")
        .replace(/value="[\w-]{20,}"|CSRF-Token[^}]*|\b\d{6}\b|[\da-f]{24}/g, "X");
    };
    expect(await masked(owner.email)).to.equal(await masked(email));
    const sent = await mails();
    expect(sent.map(({ kind }) => kind)).to.deep.equal(["email-taken", "confirm-email"]);
    expect(sent[0]!.mail.to.address).to.equal(owner.email);
    expect(sent[0]!.mail.text).not.to.match(/\b\d{6}\b|confirm-email/);
  });

  it("lets nobody confirm an address that another account has confirmed, even by its code, and signs each in", async () => {
    const readers = await Promise.all([1, 2].map(() => register(site, { email })));
    const pages = await Promise.all(readers.map(confirmPage));
    const answers = await Promise.all(
      readers.map((reader, index) => reader.submit(pages[index]!, CONFIRM, { code: codeOn(pages[index]!) })),
    );
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 409]);
    expect(await AccountModel.countDocuments({ provenEmail: email })).to.equal(1);
  });

  it("is required before writing messages, by page or socket", async () => {
    const reader = await register(site, { email });
    const refused = await reader.post(
      "/conversations/0123456789abcdef01234567/messages",
      { text: "Hello" },
      "/account",
    );
    expect(refused.url).to.contain("/confirm-email");
  });

  it("removes accounts not confirmed within a week, and nothing else", async () => {
    const kept = await makeClient();
    await register(site, { email, as: "counsellor" });
    const { _id } = await AccountModel.findOne({ email }).orFail().lean();
    await giveParts(_id);
    await giveParts(new mongoose.Types.ObjectId(kept.id));
    site.clock.advance({ hours: 24 * 7 - 1 });
    await removeUnproven(site.services);
    expect(await AccountModel.countDocuments()).to.equal(2);
    site.clock.advance({ hours: 1 });
    await removeUnproven(site.services);
    expect(await AccountModel.find().distinct("email")).to.deep.equal([kept.email]);
    expect(await EmailProofModel.countDocuments()).to.equal(0);
    const left = await Promise.all([
      AvailabilityModel.distinct("_id"),
      EmergencyContactModel.distinct("_id"),
      AcceptanceModel.distinct("accountId"),
    ]);
    expect(left.map(String)).to.deep.equal([kept.id, kept.id, kept.id]);
  });

  /** Hours, an emergency contact and an accepted text of this account. */
  async function giveParts(_id: mongoose.Types.ObjectId): Promise<void> {
    const at = site.clock.now();
    await Promise.all([
      AvailabilityModel.collection.insertOne({ _id }),
      EmergencyContactModel.collection.insertOne({ _id }),
      AcceptanceModel.collection.insertOne({ accountId: _id, kind: "terms", version: 1, at }),
    ]);
  }

  it("removes no account that is confirmed at the same moment, and confirms none whose removal has begun", async () => {
    await register(site, { email, as: "counsellor" });
    const account = await AccountModel.findOne({ email }).orFail().lean();
    const { _id } = account;
    const token = (await linkOf(0)).split("/").at(-1)!;
    const follow = () => followProofLink(site.services, toPerson(account, ""), token);
    await CounsellorModel.create({ _id, slug: "kim", name: "Kim", credentials: "-", approach: "-", published: false });
    site.clock.advance({ hours: 24 * 7 });
    await OneTimeLinkModel.updateMany({}, { $set: { expiresAt: new Date(site.clock.now().getTime() + 60_000) } });
    const original = AccountModel.findOneAndUpdate.bind(AccountModel) as (...args: unknown[]) => { lean(): unknown };
    const mocked = mock.method(AccountModel, "findOneAndUpdate", (...args: unknown[]) => ({
      async lean() {
        mocked.mock.restore();
        await follow();
        return original(...args).lean();
      },
    }));
    await removeUnproven(site.services);
    expect(await isProven()).to.equal(true);
    expect(await CounsellorModel.countDocuments({ _id })).to.equal(1);

    const leaving = { unprovenSince: site.clock.now(), removedAt: site.clock.now() };
    await AccountModel.updateOne({ _id }, { $set: leaving, $unset: { provenEmail: 1 } });
    await OneTimeLinkModel.updateMany({}, { $unset: { spentAt: 1 } });
    expect(await failure(follow())).to.be.instanceOf(Conflict);
  });

  it("treats the addresses of earlier accounts as confirmed, once", async () => {
    const { insertedId } = await AccountModel.collection.insertOne({ email: "old@example.org" });
    await register(site, { email });
    for (let i = 0; i < 2; i += 1) await confirmEarlierEmails(AccountModel.db.db!, site.services);
    const proven = await AccountModel.find({ provenEmail: present }).lean();
    expect(proven.map(({ _id }) => String(_id))).to.deep.equal([String(insertedId)]);
  });

  it("mails only codes until then, and stores no code readably", async () => {
    const reader = await register(site, { email });
    const code = codeOn(await confirmPage(reader));
    const stored = JSON.stringify([await LetterModel.find().lean(), await EmailProofModel.find().lean()]);
    expect(stored).not.to.contain(code);
    await sendLetters(site.services);
    expect((await LetterModel.find().lean()).map(({ kind, status, mail }) => [kind, status, mail])).to.deep.equal([
      ["confirm-email", "sent", undefined],
    ]);
  });
});
