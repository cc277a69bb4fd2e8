import { expect } from "chai";
import { AuditEventModel } from "../../src/audit/event-model.js";
import { startNoticesSite, type NoticesSite } from "../support/notices-site.js";
import { makeAccount, makeClient, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";

describe("A password link that an admin hands out", () => {
  let site: NoticesSite;
  let admin: Reader;
  let adminPerson: TestPerson;

  before(async () => {
    site = await startNoticesSite();
    adminPerson = await makeAccount("admin");
    admin = await signedIn(site, adminPerson);
  });
  after(() => site.stop());

  const handOut = async ({ id }: TestPerson): Promise<Page> =>
    admin.submit(await admin.get(`/admin/accounts/${id}`), "form[action$='/reset-link']");
  const linkOn = (page: Page): string => new URL(page.document.querySelector("pre")?.text ?? "").pathname;

  it("is shown once, kept out of caches, lets its owner in and tells them, and is in the audit log", async () => {
    const client = await makeClient();
    const page = await handOut(client);
    expect(page.headers.get("cache-control")).to.equal("no-store");
    const owner = site.newReader();
    const done = await owner.submit(await owner.get(linkOn(page)), "main form", { password: "a quiet afternoon" });
    expect(done.url).to.contain("done=password");
    await site.tell();
    const [mail] = site.server.to(client);
    expect(mail?.subject).to.equal("An admin created a link to your account");
    expect(mail?.raw).not.to.contain("/reset-password/");
    const event = await AuditEventModel.findOne({ account: client.id, what: "password.linkHandedOut" }).orFail().lean();
    expect(String(event.by)).to.equal(adminPerson.id);
  });

  it("replaces an earlier one", async () => {
    const client = await makeClient();
    const [first, second] = [linkOn(await handOut(client)), linkOn(await handOut(client))];
    expect((await site.newReader().get(first)).status).to.equal(404);
    expect((await site.newReader().get(second)).status).to.equal(200);
  });

  it("is not made for admins or suspended accounts, nor by anyone but an admin", async () => {
    const post = (id: string, by = admin): Promise<Page> => by.post(`/admin/accounts/${id}/reset-link`, {}, "/account");
    const refused = await post((await makeAccount("admin")).id);
    expect(refused.status).to.equal(409);
    expect(refused.text).to.contain("make-admin");
    const client = await makeClient();
    expect((await post(client.id, await signedIn(site, await makeClient()))).status).to.equal(404);
    const page = await admin.get(`/admin/accounts/${client.id}/suspend`);
    await admin.submit(page, "form[action$='/suspend']", { reason: "Spam" });
    expect((await post(client.id)).status).to.equal(409);
    expect((await post("0".repeat(24))).status).to.equal(404);
  });
});
