import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import { mock } from "node:test";
import path from "node:path";
import { AuditEventModel } from "../../src/audit/event-model.js";
import type { EventName } from "../../src/audit/event-rules.js";
import { recordEvent } from "../../src/audit/record-event.js";
import { absent } from "../../src/platform/queries.js";
import { failure } from "../support/failure.js";
import { makeAccount, makeClient, PASSWORD, signedIn } from "../support/people.js";
import type { Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const src = path.resolve(import.meta.dirname, "../../src");

describe("The audit log", () => {
  let site: TestSite;
  let admin: Reader;
  before(async () => {
    site = await startTestSite();
    admin = await signedIn(site, await makeAccount("admin", { name: "Robin Admin" }));
  });
  after(() => site.stop());

  const eventsOf = async (account: string): Promise<EventName[]> =>
    (await AuditEventModel.find({ account }).sort({ at: 1, _id: 1 }).lean()).map(({ what }) => what);

  it("says in the site's log what happened, with ids alone", async () => {
    const info = mock.method(site.services.log, "info");
    const [by, accountId] = ["5f0000000000000000000001", "5f0000000000000000000002"];
    await recordEvent(site.services, { id: by }, "account.suspended", { accountId, detail: "Spam" });
    const said = info.mock.calls.at(-1)?.arguments[0];
    expect(said).to.deep.equal({ event: "account.suspended", by, account: accountId });
    info.mock.restore();
  });

  it("refuses every change to its entries", async () => {
    await recordEvent(site.services, null, "keys.rotated");
    const event = await AuditEventModel.findOne({ what: "keys.rotated" }).orFail();
    const { _id } = event;
    event.detail = "something else";
    const attempts = [
      () => event.save(),
      () => event.deleteOne(),
      () => AuditEventModel.updateOne({ _id }, { $set: { detail: "x" } }),
      () => AuditEventModel.updateMany({}, { $set: { detail: "x" } }),
      () => AuditEventModel.findOneAndUpdate({ _id }, { $set: { detail: "x" } }),
      () => AuditEventModel.findOneAndReplace({ _id }, { at: new Date(), what: "keys.rotated" }),
      () => AuditEventModel.findByIdAndDelete(_id),
      () => AuditEventModel.replaceOne({ _id }, { at: new Date(), what: "keys.rotated" }),
      () => AuditEventModel.deleteOne({ _id }),
      () => AuditEventModel.deleteMany({}),
      () => AuditEventModel.bulkWrite([{ deleteOne: { filter: { _id } } }]),
    ];
    for (const attempt of attempts)
      expect((await failure(attempt())).message, attempt.toString()).to.contain("append-only");
    expect(await AuditEventModel.countDocuments({ _id, detail: absent })).to.equal(1);
  });

  it("is written by one function alone", () => {
    const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
    const uses = files.flatMap((file) => {
      const code = readFileSync(path.join(src, file), "utf8");
      const calls = [...code.matchAll(/AuditEventModel\s*\.(\w+)/g)].map(([, method]) => `${file}: ${method}`);
      const others = /auditEvents|AuditEventModel(?!\s*\.|\s*[,}])/.test(code) ? [`${file}: named`] : [];
      return [...calls, ...others];
    });
    expect(new Set(uses)).to.deep.equal(
      new Set([
        "admin/find-events.ts: countDocuments",
        "admin/find-events.ts: find",
        "audit/event-model.ts: named",
        "audit/record-event.ts: create",
        "backup/record-references.ts: named",
      ]),
    );
  });

  it("shows who did what to whom, by kind and by person, in pages", async () => {
    const { id, name } = await makeClient({ name: "Mia Winter" });
    await admin.post(`/admin/accounts/${id}/suspend`, { reason: "Spam" }, "/admin/accounts");
    expect((await admin.get(`/admin/accounts/${id}`)).text)
      .to.contain("Spam")
      .and.not.to.contain("All entries");
    for (let count = 0; count < 21; count += 1) {
      await recordEvent(site.services, null, "settings.changed", { detail: `change ${count}.` });
    }
    const all = await admin.get("/admin/audit");
    expect(all.text).to.contain("Site settings changed: change 20.").and.not.to.contain("change 0.");
    expect((await admin.follow(all, "Next")).text).to.contain("change 0.");

    const suspended = await admin.submit(all, "form.filter-row", { what: "account.suspended" });
    expect(suspended.text).to.contain("Account suspended").and.not.to.contain("change 20.");
    expect(suspended.text).to.match(/by Robin Admin\s*, about Mia Winter/);
    const about = await admin.follow(suspended, name);
    expect(about.text).to.contain("By or about Mia Winter").and.not.to.contain("change 20.");
    await recordEvent(site.services, { id }, "password.changed", { accountId: id });
    const own = await admin.follow(suspended, name);
    expect(own.text, "of one's own account")
      .to.contain("by Mia Winter")
      .and.not.match(/by Mia Winter\s*, about/);
    expect((await admin.get("/admin/audit?what=x&person=y&page=z")).status).to.equal(200);
    expect((await (await signedIn(site, await makeClient())).get("/admin/audit")).status).to.equal(404);
  });

  it("records a changed password, ended logins and, once, that signing in was slowed", async () => {
    const client = await makeClient();
    const reader = await signedIn(site, client);
    await signedIn(site, client);
    await reader.post("/account/sign-out", {}, "/account");
    await reader.post("/account/password", { currentPassword: PASSWORD, newPassword: "another long one" }, "/account");
    const thief = site.newReader();
    for (let tries = 0; tries < 12; tries += 1) {
      await thief.post("/sign-in", { email: client.email, password: "guessed" });
    }
    expect(await eventsOf(client.id)).to.deep.equal(["logins.ended", "password.changed", "signIn.slowed"]);
  });
});
