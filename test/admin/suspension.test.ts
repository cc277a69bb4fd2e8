import { expect } from "chai";
import { AccountModel } from "../../src/accounts/account-model.js";
import { restoreAccount, suspendAccount } from "../../src/admin/suspend-account.js";
import { actorOf, book } from "../support/booking.js";
import { TestSocket } from "../realtime/test-socket.js";
import { AuditEventModel } from "../../src/audit/event-model.js";
import { makeAccount, makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { failure } from "../support/failure.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const WEDNESDAY = "2026-11-25T10:00:00.000Z";

describe("Suspending an account", () => {
  let site: TestSite;
  let admin: Reader;
  before(async () => {
    site = await startTestSite();
    admin = await signedIn(site, await makeAccount("admin"));
  });
  after(() => site.stop());

  const suspend = async ({ id }: TestPerson, reason = "Spam"): Promise<Page> =>
    admin.submit(await admin.follow(await admin.get(`/admin/accounts/${id}`), "Suspend…"), "form[action$='/suspend']", {
      reason,
    });

  it("asks first, then signs out everywhere immediately and says why", async () => {
    const client = await makeClient();
    const reader = await signedIn(site, client);
    const socket = await TestSocket.of(reader);
    const closed = socket.closed();
    const page = await suspend(client);
    expect(page.text).to.contain(client.email).and.to.contain("suspended");
    expect(await closed).to.equal(4403);
    expect((await reader.get("/appointments")).url).to.contain("/sign-in");
    expect((await failure(TestSocket.of(reader))).message).to.contain("401");
    expect((await failure(signedIn(site, client))).message).to.contain("This account is suspended");
    const event = await AuditEventModel.findOne({ account: client.id }).orFail().lean();
    expect(event).to.include({ what: "account.suspended", detail: "Spam" });
  });

  it("takes a counsellor out of search and booking, and brings them back", async () => {
    const counsellor = await makeCounsellor({ name: "Noor Haddad", slug: "noor-haddad" });
    const visitor = site.newReader();
    const names = async (): Promise<string> => (await visitor.get("/counsellors")).text;
    expect(await names()).to.contain("Noor Haddad");
    await suspend(counsellor);
    expect(await names()).not.to.contain("Noor Haddad");
    expect((await visitor.get("/counsellors/noor-haddad")).status).to.equal(404);
    expect((await failure(book(site, await makeClient(), counsellor, WEDNESDAY))).name).to.equal("NotFound");
    expect((await admin.get("/admin/counsellors")).text).not.to.contain("Noor Haddad");

    const page = await admin.get(`/admin/accounts/${counsellor.id}`);
    const unsaid = await admin.submit(page, "form[action$='/restore']");
    expect(unsaid.status).to.equal(422);
    expect(unsaid.document.querySelector(".field-error")?.text).to.contain("Please say why");
    await admin.submit(unsaid, "form[action$='/restore']", { reason: "A mistake of ours" });
    expect(await names()).to.contain("Noor Haddad");
    expect((await visitor.get("/counsellors/noor-haddad")).status).to.equal(200);
    await book(site, await makeClient(), counsellor, WEDNESDAY);
    expect((await signedIn(site, counsellor)).cookieHeader).not.to.equal("");
  });

  it("is not for admins, whatever else they are, and is lifted once", async () => {
    const both = await makeCounsellor();
    await AccountModel.updateOne({ _id: both.id }, { $set: { isAdmin: true } });
    const actor = actorOf(await makeAccount("admin"), "admin");
    const refused = await failure(suspendAccount(site.services, actor, { accountId: both.id, reason: "Spam" }));
    expect(refused.message).to.contain("belongs to an admin");
    const { id: accountId } = await makeClient();
    await suspendAccount(site.services, actor, { accountId, reason: "Spam" });
    const lifting = [1, 2, 3].map(() => restoreAccount(site.services, actor, { accountId, reason: "A mistake" }));
    const lifted = (await Promise.allSettled(lifting)).filter(({ status }) => status === "fulfilled");
    expect(lifted).to.have.length(1);
    expect(await AuditEventModel.countDocuments({ account: accountId, what: "account.restored" })).to.equal(1);
  });

  it("revives no login session when it is lifted", async () => {
    const client = await makeClient();
    const reader = await signedIn(site, client);
    await suspend(client);
    const page = await admin.get(`/admin/accounts/${client.id}`);
    await admin.submit(page, "form[action$='/restore']", { reason: "A mistake of ours" });
    expect((await reader.get("/appointments")).url).to.contain("/sign-in");
    expect((await (await signedIn(site, client)).get("/appointments")).url).to.match(/\/appointments$/);
  });

  it("asks for a reason, and happens once however often it is sent", async () => {
    const client = await makeClient();
    const unsaid = await suspend(client, "");
    expect(unsaid.status).to.equal(422);
    expect(unsaid.document.querySelector(".field-error")?.text).to.contain("Please say why");
    const again = () => admin.submit(unsaid, "form[action$='/suspend']", { reason: "Spam" });
    const statuses = (await Promise.all([again(), again()])).map(({ status }) => status);
    expect(statuses).to.have.members([200, 409]);
    expect(await AuditEventModel.countDocuments({ account: client.id })).to.equal(1);
  });

  it("is for admins alone, and never applies to one", async () => {
    const other = await makeAccount("admin");
    const client = await signedIn(site, await makeClient());
    expect((await client.get("/admin/accounts")).status).to.equal(404);
    expect((await client.post(`/admin/accounts/${other.id}/suspend`, { reason: "x" }, "/account")).status).to.equal(
      404,
    );
    const path = `/admin/accounts/${other.id}/suspend`;
    expect((await admin.post(path, { reason: "x" }, "/admin/accounts")).status).to.equal(409);
    expect((await signedIn(site, other)).cookieHeader).not.to.equal("");
    for (const id of ["x", "0".repeat(24)])
      expect((await admin.get(`/admin/accounts/${id}/suspend`)).status).to.equal(404);
  });
});
