import { expect } from "chai";
import mongoose from "mongoose";
import { AuditEventModel } from "../../src/audit/event-model.js";
import { rotateKeys } from "../../src/platform/rotate-keys.js";
import { createSecrets, type Secrets } from "../../src/platform/secrets.js";
import { approveCounsellor } from "../../src/verification/decide-verification.js";
import { addDocument, openOwnDocument } from "../../src/verification/documents.js";
import { VerificationModel } from "../../src/verification/verification-model.js";
import { MOST_DOCUMENTS } from "../../src/verification/verification-rules.js";
import { actorOf } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { makeAccount, makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";
import { handIn, PDF, upload } from "../support/verification.js";

const PAGE = "/profile/verification";

describe("Documents of a verification", () => {
  let site: TestSite;
  before(async () => (site = await startTestSite()));
  after(() => site.stop());

  const idsOf = async ({ id }: TestPerson): Promise<string[]> =>
    Object.keys((await VerificationModel.findById(id).orFail().lean()).documents ?? {});

  it("are sealed, and open to their counsellor and to admins, whose openings are logged", async () => {
    const counsellor = await makeCounsellor();
    const reader = await signedIn(site, counsellor);
    await upload(reader, "identity", PDF, "passport of ana.pdf");
    const stored = await VerificationModel.findById(counsellor.id).orFail().lean();
    const [id = ""] = await idsOf(counsellor);
    expect(JSON.stringify(stored)).not.to.contain("passport");
    const { reference } = stored.documents![id]!.content;
    expect((await site.services.files.get(reference))!.includes("a licence")).to.equal(false);

    const own = await reader.get(`${PAGE}/documents/${id}`);
    expect(own.text).to.equal(PDF.toString());
    const admin = await signedIn(site, await makeAccount("admin"));
    const path = `/admin/counsellors/${counsellor.id}/documents/${id}`;
    expect((await admin.get(path)).status).to.equal(404);
    const opened = await admin.post(path, {}, "/admin/accounts");
    expect(opened.text).to.equal(PDF.toString());
    expect(opened.headers.get("cache-control")).to.equal("no-store");
    expect(opened.headers.get("content-security-policy")).to.contain("sandbox");
    expect(opened.headers.get("content-disposition")).to.contain("passport of ana.pdf");
    const events = await AuditEventModel.find({ account: counsellor.id, what: "document.opened" }).lean();
    expect(events.map(({ detail }) => detail)).to.deep.equal(["Identity (passport or identity card)"]);

    for (const stranger of [await makeClient(), await makeCounsellor()]) {
      const other = await signedIn(site, stranger);
      expect((await other.get(`${PAGE}/documents/${id}`)).status).to.equal(404);
      expect((await other.post(path, {}, "/account")).status).to.equal(404);
    }
    for (const wrong of [`${path}0`, path.replace(id, "__proto__"), path.replace(id, "0".repeat(24))])
      expect((await admin.post(wrong, {}, "/admin/accounts")).status, wrong).to.equal(404);
  });

  it("are PDF or picture by their content, and come with what they show", async () => {
    const reader = await signedIn(site, await makeCounsellor());
    const text = await upload(reader, "licence", Buffer.from("<script>"), "licence.pdf");
    expect(text.status).to.equal(422);
    expect(text.document.getElementById("field-file-error")?.text).to.contain("This file is something else");
    const unsaid = await upload(reader, "everything");
    expect(unsaid.document.getElementById("field-purpose-error")?.text).to.contain("what the document shows");
  });

  it("are never more than eight, however many come at once, and leave nothing behind", async () => {
    const counsellor = await makeCounsellor();
    const actor = actorOf(counsellor, "counsellor");
    const add = (name: string) =>
      addDocument(site.services, actor, { purpose: "licence", upload: { name, bytes: PDF } }).catch(() => "refused");
    const before = await mongoose.connection.collection("files.files").countDocuments();
    const results = await Promise.all(Array.from({ length: MOST_DOCUMENTS + 3 }, (_, place) => add(`${place}.pdf`)));
    expect(results.filter((result) => result === "refused")).to.have.length(3);
    expect(await idsOf(counsellor)).to.have.length(MOST_DOCUMENTS);
    const kept = (await mongoose.connection.collection("files.files").countDocuments()) - before;
    expect(kept).to.equal(MOST_DOCUMENTS);
    const reader = await signedIn(site, counsellor);
    expect((await reader.get(PAGE)).document.querySelector("input[type=file]")).to.equal(null);
  });

  it("can be removed once, until an admin has approved with them", async () => {
    const counsellor = await makeCounsellor();
    await handIn(site, counsellor);
    const reader = await signedIn(site, counsellor);
    const [first = "", second = ""] = await idsOf(counsellor);
    const page = await reader.get(PAGE);
    const remove = (id: string) => reader.submit(page, `form[action$='/${id}/remove']`);
    const statuses = (await Promise.all([remove(first), remove(first)])).map(({ status }) => status);
    expect(statuses).to.have.members([200, 409]);
    expect(await idsOf(counsellor)).to.deep.equal([second]);
    const asAdmin = await signedIn(site, await makeAccount("admin"));
    const incomplete = await asAdmin.get(`/admin/counsellors/${counsellor.id}`);
    expect(incomplete.text).to.contain("Still missing: a document that shows the licence");
    expect(incomplete.document.querySelector("form[action$='/approve']")).to.equal(null);

    await addDocument(site.services, actorOf(counsellor, "counsellor"), {
      purpose: "licence",
      upload: { name: "b.pdf", bytes: PDF },
    });
    const { version } = await VerificationModel.findById(counsellor.id).orFail().lean();
    const admin = actorOf(await makeAccount("admin"), "admin");
    const decision = { what: "All", until: "2027-01-01", version, profileVersion: 1 };
    await approveCounsellor(site.services, admin, { counsellorId: counsellor.id, ...decision });
    expect((await remove(second)).status).to.equal(409);
    expect((await reader.get(PAGE)).document.querySelector("form[action$='/remove']")).to.equal(null);
  });

  it("can be opened after the keys were rotated", async () => {
    const counsellor = await makeCounsellor();
    await handIn(site, counsellor);
    const [id = ""] = await idsOf(counsellor);
    const old = site.services.secrets;
    const key = { id: "new", key: Buffer.alloc(32, 7) };
    const secrets: Secrets = { ...createSecrets([key]), open: (sealed, place) => old.open(sealed, place) };
    const { unreadable } = await rotateKeys(mongoose.connection.db!, secrets, site.services.files);
    expect(unreadable).to.equal(0);
    const services = { ...site.services, secrets: createSecrets([key]) };
    const opened = await openOwnDocument(services, actorOf(counsellor, "counsellor"), id);
    expect(opened).to.deep.equal({ name: "a.pdf", kind: "application/pdf", bytes: PDF });
    const stranger = actorOf(await makeCounsellor(), "counsellor");
    expect((await failure(openOwnDocument(services, stranger, id))).name).to.equal("NotFound");
  });
});
