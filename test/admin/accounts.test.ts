import { expect } from "chai";
import { AuditEventModel } from "../../src/audit/event-model.js";
import { failure } from "../support/failure.js";
import { makeAccount, makeClient, makeCounsellor, signedIn } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";
import { TestSocket } from "../realtime/test-socket.js";

describe("Accounts for admins", () => {
  let site: TestSite;
  let admin: Reader;
  before(async () => {
    site = await startTestSite();
    admin = await signedIn(site, await makeAccount("admin"));
    for (let count = 0; count < 21; count += 1) await makeClient({ name: `Many ${count}.` });
  });
  after(() => site.stop());

  const search = async (fields: Record<string, string>): Promise<Page> =>
    admin.submit(await admin.get("/admin/accounts"), "form[role=search]", fields);
  const namesOn = (page: Page): string[] => page.document.querySelectorAll(".log a").map(({ text }) => text);

  it("are found by the beginning of an address or a name, which never enters the address bar", async () => {
    const client = await makeClient({ name: "Zoë de la (Mar)" });
    for (const words of [client.email.slice(0, -4).toUpperCase(), "zoë", "ZOE", "LÁ (m", "mar)"]) {
      const page = await search({ words });
      expect(page.text, words).to.contain(client.email).and.to.contain("1 account");
      expect(page.url).to.equal(`${site.url}/admin/accounts`);
    }
    for (const nobody of ["^.*", "$ne", "oë", "nobody@"]) {
      expect((await search({ words: nobody })).text, nobody).to.contain("0 accounts");
    }
  });

  it("are filtered by role and state, in pages that keep the filter", async () => {
    const counsellor = await makeCounsellor({ name: "Noor Haddad" });
    expect(namesOn(await search({ role: "counsellor" }))).to.deep.equal(["Noor Haddad"]);
    expect(namesOn(await search({ state: "suspended" }))).to.deep.equal([]);
    await admin.post(`/admin/accounts/${counsellor.id}/suspend`, { reason: "Spam" }, "/admin/accounts");
    expect(namesOn(await search({ state: "suspended" }))).to.deep.equal(["Noor Haddad"]);

    const first = await search({ words: "many", role: "client" });
    expect(namesOn(first)).to.have.length(20).and.not.to.contain("Many 0.");
    const next = await admin.submit(first, "form:has(.pagination)", { page: "2" });
    expect(namesOn(next)).to.deep.equal(["Many 0."]);
    expect((await search({ role: "x", state: "y", page: "-1" })).status).to.equal(200);
  });

  it("have a page that shows their state and can end all their logins at once", async () => {
    const client = await makeClient();
    const reader = await signedIn(site, client);
    const socket = await TestSocket.of(reader);
    const closed = socket.closed();
    const page = await admin.get(`/admin/accounts/${client.id}`);
    expect(page.text)
      .to.contain(client.email)
      .and.to.contain("State active")
      .and.to.contain("since Monday 23 November");
    const ended = await admin.submit(page, "form[action$='/end-logins']");
    expect(ended.text).to.contain("They are signed out everywhere").and.to.contain("Nowhere.");
    expect(await closed).to.equal(4401);
    expect((await reader.get("/appointments")).url).to.contain("/sign-in");
    expect((await failure(TestSocket.of(reader))).message).to.contain("401");
    expect(await AuditEventModel.countDocuments({ account: client.id, what: "logins.ended" })).to.equal(1);
  });

  it("do not exist for anyone else", async () => {
    const other = await makeClient();
    const counsellor = await signedIn(site, await makeCounsellor());
    expect((await counsellor.get(`/admin/accounts/${other.id}`)).status).to.equal(404);
    expect((await counsellor.post(`/admin/accounts/${other.id}/end-logins`, {}, "/account")).status).to.equal(404);
    expect((await admin.get(`/admin/accounts/${"0".repeat(24)}`)).status).to.equal(404);
    expect((await admin.post(`/admin/accounts/${"0".repeat(24)}/end-logins`, {}, "/admin/accounts")).status).to.equal(
      404,
    );
  });
});
