import { expect } from "chai";
import sharp from "sharp";
import { AuditEventModel } from "../../src/audit/event-model.js";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { endVerifications } from "../../src/verification/end-verifications.js";
import { LetterModel } from "../../src/letters/letter-model.js";
import { VerificationModel } from "../../src/verification/verification-model.js";
import { makeAccount, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { MONDAY, startTestSite, type TestSite } from "../support/test-site.js";
import { handIn, LICENCE, upload } from "../support/verification.js";

const APPROACH = "I listen first. Then we look together at what has helped before, and at what could help now.";
const PAGE = "/profile/verification";

describe("Verification", () => {
  let site: TestSite;
  let admin: Reader;
  let robin: TestPerson;
  before(async () => {
    site = await startTestSite();
    robin = await makeAccount("admin", { name: "Robin" });
    admin = await signedIn(site, robin);
  });
  after(() => site.stop());
  beforeEach(async () => {
    await Promise.all([CounsellorModel.deleteMany({}), VerificationModel.deleteMany({}), LetterModel.deleteMany({})]);
  });

  const unpublished = (): Promise<TestPerson> =>
    makeCounsellor({ name: "Ana Moreno", slug: "ana-moreno", published: false, approach: APPROACH, version: 1 });
  const caseOf = ({ id }: TestPerson): Promise<Page> => admin.get(`/admin/counsellors/${id}`);
  const approve = (page: Page, fields: Record<string, string> = {}): Promise<Page> =>
    admin.submit(page, "form[action$='/approve']", fields);
  const profileOf = ({ id }: TestPerson) => CounsellorModel.findById(id).orFail().lean();
  const visitorsPage = async (): Promise<Page> => site.newReader().get("/counsellors/ana-moreno");
  const lettersTo = async ({ id }: TestPerson): Promise<number> => LetterModel.countDocuments({ personId: id });

  it("goes from licence and documents through an admin's check to the search", async () => {
    const ana = await unpublished();
    const reader = await signedIn(site, ana);
    const empty = await reader.get(PAGE);
    expect(empty.text).to.contain("a document that proves identity");
    const licensed = await reader.submit(empty, `form[action='${PAGE}']`, LICENCE);
    expect(licensed.text).to.contain("The details of your licence are saved");
    await upload(reader, "licence");
    const ready = await upload(reader, "identity");
    expect(ready.text).to.contain("Licence or registration, PDF");
    expect((await admin.get("/admin/counsellors")).text).to.contain("Nobody is waiting");
    expect(ready.document.querySelector("form[action$='/ask'] button")?.text).to.equal("Ask for verification");
    const asked = await reader.submit(ready, "form[action$='/ask']");
    expect(asked.text).to.contain("You have asked for verification").and.to.contain("We are checking");

    expect((await admin.get("/admin")).text).to.contain("Awaiting verification: 1");
    const page = await admin.follow(await admin.get("/admin/counsellors"), "Ana Moreno");
    expect(page.text).to.contain("Chamber of Psychotherapists").and.to.contain("Germany").and.to.contain("31 May 2027");
    const found = async () => (await site.newReader().get("/counsellors?sort=name")).text;
    expect(await found()).to.not.contain("Ana Moreno");
    await approve(page);
    expect(await found(), "at once").to.contain("Ana Moreno");
    expect((await admin.get("/admin/counsellors")).text).to.contain("Nobody is waiting");
    const what = "Identity, and licence 4711 with Chamber of Psychotherapists";
    expect((await visitorsPage()).text)
      .to.contain(`Verified on 23 November 2026: ${what}`)
      .and.to.contain("until 31 May");
    const verified = await reader.get(PAGE);
    expect(verified.text).to.contain("You are verified until 31 May 2027.");
    const event = await AuditEventModel.findOne({ what: "counsellor.verified", account: ana.id }).orFail().lean();
    expect(event.detail).to.equal(`${what}, until 31 May 2027`);
    expect((await caseOf(ana)).text).to.contain(`Verified on 23 November 2026 by Robin, until 31 May 2027: ${what}`);
    expect(await lettersTo(ana)).to.equal(1);
  });

  it("is returned with a reason that the counsellor reads, corrects and answers by asking again", async () => {
    const ana = await unpublished();
    await handIn(site, ana);
    const page = await caseOf(ana);
    const unsaid = await admin.submit(page, "form[action$='/return']", { reason: "  " });
    expect(unsaid.status).to.equal(422);
    expect(unsaid.document.getElementById("field-reason-error")?.text).to.contain("what needs correcting");
    await admin.submit(unsaid, "form[action$='/return']", { reason: "The second page is missing." });
    expect(JSON.stringify(await VerificationModel.find().lean())).not.to.contain("second page");
    expect((await approve(page)).status).to.equal(409);

    const reader = await signedIn(site, ana);
    const returned = await reader.get(PAGE);
    expect(returned.text).to.contain("The second page is missing.");
    const corrected = await upload(reader, "licence");
    expect((await reader.submit(corrected, "form[action$='/ask']")).text).not.to.contain("The second page");
    await approve(await caseOf(ana));
    expect((await profileOf(ana)).published).to.equal(true);
  });

  it("publishes nothing that the admin never saw, and takes one decision of two", async () => {
    const ana = await unpublished();
    await handIn(site, ana);
    const reader = await signedIn(site, ana);
    const before = await caseOf(ana);
    await upload(reader, "insurance");
    const stale = await approve(before, { what: "All of it" });
    expect(stale.status).to.equal(409);
    expect(stale.document.querySelector("[name=what]")?.getAttribute("value")).to.equal("All of it");
    const changed = await caseOf(ana);
    await CounsellorModel.updateOne({ _id: ana.id }, { $set: { credentials: "Doctor of all" }, $inc: { version: 1 } });
    expect((await approve(changed)).status).to.equal(409);
    expect((await profileOf(ana)).published).to.equal(false);

    const page = await caseOf(ana);
    for (const until of ["2026-11-22", "2031-12-31"]) {
      const outside = await approve(page, { until });
      expect(outside.document.getElementById("field-until-error")?.text).to.contain("from 23 November 2026");
    }
    const decisions = [approve(page), admin.submit(page, "form[action$='/return']", { reason: "No" })];
    expect((await Promise.all(decisions)).map(({ status }) => status)).to.have.members([200, 409]);
  });

  it("begins again when a name or credentials change, and not for anything else", async () => {
    const ana = await unpublished();
    await handIn(site, ana);
    await approve(await caseOf(ana));
    const reader = await signedIn(site, ana);
    const save = async (fields: Record<string, string>): Promise<Page> =>
      reader.submit(await reader.get("/profile"), "form[action='/profile']", fields);
    await save({ "individual.price": "75" });
    expect((await visitorsPage()).status).to.equal(200);
    for (const fields of [{ name: "Ana Maria Moreno" }, { credentials: "Professor of everything" }]) {
      await save(fields);
      expect((await profileOf(ana)).published).to.equal(false);
      expect((await reader.get(PAGE)).text).to.contain("We are checking");
      expect((await admin.get("/admin/counsellors")).text).to.contain("Ana");
      await approve(await caseOf(ana));
      expect((await profileOf(ana)).published).to.equal(true);
    }
  });

  it("is shown beside when photo and text last changed, which it does not cover", async () => {
    const ana = await makeCounsellor({
      approach: APPROACH,
      version: 1,
      verified: { what: "Licence 4711", at: new Date(MONDAY) },
    });
    const { slug } = await CounsellorModel.findById(ana.id).orFail().lean();
    const shown = async (): Promise<string> => (await site.newReader().get(`/counsellors/${slug}`)).text;
    expect(await shown())
      .to.contain("Verified on")
      .and.not.contain("last changed on");
    site.clock.moveTo("2026-12-01T10:00:00Z");
    const asAna = await signedIn(site, ana);
    const save = async (fields: object) =>
      asAna.submit(await asAna.get("/profile"), "form[action='/profile']", fields as never);
    await save({ "individual.price": "77" });
    expect(await shown())
      .to.contain("Verified on")
      .and.not.contain("last changed on");
    await save({ approach: `${APPROACH} Written later.` });
    expect(await shown())
      .to.contain("Verified on")
      .and.contain("Text last changed on 1 December 2026.");
    site.clock.moveTo("2026-12-01T20:00:00Z");
    const picture = await sharp({ create: { width: 300, height: 300, channels: 3, background: "teal" } })
      .png()
      .toBuffer();
    const body = new FormData();
    body.set("_csrf", await asAna.csrfToken("/profile"));
    body.set("photo", new Blob([new Uint8Array(picture)]), "me.png");
    await asAna.request("/profile/photo", { method: "POST", body });
    const page = await shown();
    expect(page)
      .to.contain("Photo last changed on 1 December 2026.")
      .and.contain("These are not part of what we verified.");
    site.clock.moveTo(MONDAY);
  });

  it("reminds once before it ends, takes the profile out of the search after that, and can be renewed", async () => {
    const ana = await unpublished();
    await handIn(site, ana);
    await approve(await caseOf(ana), { until: "2026-12-24" });
    await endVerifications(site.services);
    expect(await lettersTo(ana)).to.equal(1);
    await VerificationModel.updateOne({ _id: ana.id }, { $set: { licence: { ...LICENCE, expiresOn: "2028-01-31" } } });
    site.clock.moveTo("2026-11-25T09:00:00Z");
    for (let run = 0; run < 2; run += 1) await endVerifications(site.services);
    expect(await lettersTo(ana)).to.equal(2);
    expect(await lettersTo(robin)).to.equal(1);
    expect((await admin.get("/admin/counsellors")).text).to.contain("Ana Moreno until 24 December 2026");

    site.clock.moveTo("2026-12-24T23:00:00Z");
    await endVerifications(site.services);
    expect((await visitorsPage()).status).to.equal(200);
    site.clock.moveTo("2026-12-25T00:00:01Z");
    await Promise.all([1, 2, 3].map(() => endVerifications(site.services)));
    expect(await lettersTo(ana)).to.equal(3);
    expect((await visitorsPage()).status).to.equal(404);
    const reader = await signedIn(site, ana);
    const ended = await reader.get(PAGE);
    expect(ended.text).to.contain("Your verification ended on 24 December 2026");
    await reader.submit(await reader.get("/profile"), "form[action='/profile']", { "individual.price": "75" });
    expect((await profileOf(ana)).published).to.equal(false);

    await reader.submit(ended, "form[action$='/ask']");
    const admins = await signedIn(site, await makeAccount("admin"));
    const again = await admins.get(`/admin/counsellors/${ana.id}`);
    await admins.submit(again, "form[action$='/approve']", { until: "2027-12-31" });
    expect((await visitorsPage()).text).to.contain("until 31 December 2027");
  });
});
