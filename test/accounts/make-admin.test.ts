import { expect } from "chai";
import mongoose from "mongoose";
import { AccountModel } from "../../src/accounts/account-model.js";
import { AdminRosterModel } from "../../src/accounts/admin-roster-model.js";
import { leaveAdmins } from "../../src/accounts/admin-roster.js";
import { makeAdminLink } from "../../src/accounts/make-admin-link.js";
import { removeAdmin } from "../../src/accounts/remove-admin.js";
import { suspendAccount } from "../../src/admin/suspend-account.js";
import { AuditEventModel } from "../../src/audit/event-model.js";
import { Conflict } from "../../src/platform/errors.js";
import { actorOf } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { startNoticesSite, type NoticesSite } from "../support/notices-site.js";
import { makeAccount, makeClient, makeCounsellor, PASSWORD, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { MONDAY } from "../support/test-site.js";

const FORM = "main form";
const NEW = { name: "Robin Hale", password: "a quiet afternoon" };

describe("Becoming an admin", () => {
  let site: NoticesSite;
  let reader: Reader;
  let made = 0;

  before(async () => (site = await startNoticesSite()));
  after(() => site.stop());
  beforeEach(async () => {
    site.clock.moveTo(MONDAY);
    site.server.mails.length = 0;
    reader = site.newReader();
    await AdminRosterModel.deleteMany({});
    await AccountModel.deleteMany({});
  });

  const linkFor = async (email: string): Promise<string> => (await makeAdminLink(site.services, email)).path;
  const freshAddress = (): string => `robin-${(made += 1)}@example.org`;
  const accept = async (path: string, fields: Record<string, string>, by = reader): Promise<Page> =>
    by.submit(await by.get(path), FORM, fields);
  const makeHelpingCounsellor = async (): Promise<TestPerson> => {
    const counsellor = await makeCounsellor();
    await accept(await linkFor(counsellor.email), { password: PASSWORD }, site.newReader());
    return counsellor;
  };
  const isAdmin = async ({ id }: TestPerson): Promise<boolean> =>
    (await AccountModel.exists({ _id: id, isAdmin: true })) !== null;

  it("takes a link that survives being opened, a name and a password, and leads to the admin's pages", async () => {
    const email = freshAddress();
    const path = await linkFor(email.toUpperCase());
    for (let looks = 0; looks < 2; looks += 1) {
      const page = await reader.get(path);
      expect(page.text).to.contain(email);
      expect(page.headers.get("referrer-policy")).to.equal("no-referrer");
    }
    const short = await accept(path, { name: "", password: "short" });
    expect(short.status).to.equal(422);
    expect(short.document.querySelectorAll(".field-error")).to.have.length(2);
    const home = await reader.submit(short, FORM, NEW);
    expect(home.url).to.match(/\/admin$/);
    const account = await AccountModel.findOne({ email }).orFail().lean();
    expect(account).to.include({ role: "admin", name: "Robin Hale" });
    const events = await AuditEventModel.find({ account: account._id }).lean();
    expect(events.map(({ what, by }) => [what, String(by)])).to.deep.equal([["admin.added", String(account._id)]]);
    expect(await AuditEventModel.exists({ what: "admin.linkMade", by: null })).not.to.equal(null);
    const again = await site.newReader().get(path);
    expect(again.status).to.equal(410);
    expect(again.text).to.contain("run make-admin again");
  });

  it("signs out someone else in the same browser, there and at their open pages", async () => {
    const other = await makeClient();
    const shared = await signedIn(site, other);
    const [login] = (await AccountModel.findById(other.id).orFail().lean()).logins;
    const closed: string[] = [];
    const before = site.services.loginsEnded.bind(site.services);
    site.services.loginsEnded = (loginIds) => void closed.push(...loginIds);
    const home = await accept(await linkFor(freshAddress()), NEW, shared);
    site.services.loginsEnded = before;
    expect(home.url).to.match(/\/admin$/);
    expect((await AccountModel.findById(other.id).orFail().lean()).logins).to.have.length(0);
    expect(closed).to.deep.equal([login?.id]);
  });

  it("happens once for a double click", async () => {
    const email = freshAddress();
    const page = await reader.get(await linkFor(email));
    const sent = await Promise.all([reader.submit(page, FORM, NEW), reader.submit(page, FORM, NEW)]);
    expect(sent.map(({ status }) => status)).to.have.members([200, 410]);
    expect(await AccountModel.countDocuments({ email })).to.equal(1);
  });

  it("is possible for 24 hours", async () => {
    const path = await linkFor(freshAddress());
    site.clock.advance({ hours: 23, minutes: 59 });
    expect((await reader.get(path)).status).to.equal(200);
    site.clock.advance({ minutes: 1 });
    expect((await reader.get(path)).status).to.equal(410);
  });

  it("gives a counsellor admin rights only with their password, tells them, and keeps their own pages", async () => {
    const counsellor = await makeCounsellor({ name: "Ana Moreno" });
    const path = await linkFor(counsellor.email);
    const wrong = await accept(path, { password: "not the password" });
    expect(wrong.status).to.equal(422);
    expect(wrong.document.querySelector("#field-password-error")?.text).to.contain("not right");
    expect(await isAdmin(counsellor)).to.equal(false);
    const page = await reader.submit(wrong, FORM, { password: PASSWORD });
    expect(page.url).to.match(/\/admin$/);
    const links = page.document.querySelectorAll("header nav a").map((link) => link.getAttribute("href"));
    expect(links).to.include.members(["/dashboard", "/clients", "/conversations", "/admin"]);
    expect((await reader.get("/admin/accounts")).status).to.equal(200);
    expect((await reader.get("/availability")).status).to.equal(200);
    await site.tell();
    expect(site.server.to(counsellor).map(({ subject }) => subject)).to.deep.equal([
      "Your account can now run the site",
    ]);
  });

  it("cannot be done by posting a new admin's form to a counsellor's link, which stays open", async () => {
    const counsellor = await makeCounsellor();
    const path = await linkFor(counsellor.email);
    expect((await reader.post(path, NEW, path)).status).to.equal(409);
    expect((await reader.get(path)).status).to.equal(200);
  });

  it("is refused to a client's and a suspended account with a sentence; an admin gets a password link", async () => {
    const client = await makeClient();
    expect((await failure(linkFor(client.email))).message).to.contain("is a client's account");
    const suspended = await makeCounsellor();
    await AccountModel.updateOne({ _id: suspended.id }, { $set: { suspendedAt: new Date() } });
    expect((await failure(linkFor(suspended.email))).message).to.contain("is suspended");
    const admin = await makeAccount("admin");
    const link = await makeAdminLink(site.services, admin.email);
    expect(link.does).to.equal("password");
    expect((await accept(link.path, { password: NEW.password })).url).to.contain("done=password");
  });

  it("lets one of two admins step down but never both, even at the same moment", async () => {
    for (let round = 0; round < 5; round += 1) {
      await AdminRosterModel.deleteMany({});
      await AccountModel.deleteMany({});
      const [one, other] = [await makeHelpingCounsellor(), await makeHelpingCounsellor()];
      const results = await Promise.allSettled([
        removeAdmin(site.services, { ...actorOf(one, "counsellor"), isAdmin: true }, other.id),
        removeAdmin(site.services, { ...actorOf(other, "counsellor"), isAdmin: true }, one.id),
      ]);
      expect(results.filter(({ status }) => status === "fulfilled")).to.have.length(1);
      expect([await isAdmin(one), await isAdmin(other)].filter(Boolean)).to.have.length(1);
      const refused = results.find((result) => result.status === "rejected");
      expect(refused?.reason).to.be.instanceOf(Conflict);
    }
  });

  it("protects against suspension, even while the rights are being granted", async () => {
    const [one, other] = [await makeHelpingCounsellor(), await makeCounsellor()];
    const admin = { ...actorOf(one, "counsellor"), isAdmin: true };
    const suspend = ({ id }: TestPerson): Promise<unknown> =>
      suspendAccount(site.services, admin, { accountId: id, reason: "Test" });
    expect(await failure(suspend(one))).to.be.instanceOf(Conflict);
    const page = await reader.get(await linkFor(other.email));
    await Promise.allSettled([suspend(other), reader.submit(page, FORM, { password: PASSWORD })]);
    const { isAdmin: holds = false, suspendedAt } = await AccountModel.findById(other.id).orFail().lean();
    expect(holds).to.equal(suspendedAt === undefined);
  });

  it("counts the admins that there were before the first change", async () => {
    const [one, other] = [await makeAccount("admin"), await makeAccount("admin")];
    await leaveAdmins(new mongoose.Types.ObjectId(one.id));
    expect(await failure(leaveAdmins(new mongoose.Types.ObjectId(other.id)))).to.be.instanceOf(Conflict);
    await leaveAdmins(new mongoose.Types.ObjectId((await makeClient()).id));
  });

  it("can be reversed for a counsellor on their account's page, and tells them", async () => {
    const admin = await signedIn(site, await makeAccount("admin"));
    const counsellor = await makeHelpingCounsellor();
    const page = await admin.get(`/admin/accounts/${counsellor.id}`);
    await admin.submit(page, "form[action$='/remove-admin']");
    expect(await isAdmin(counsellor)).to.equal(false);
    expect((await (await signedIn(site, counsellor)).get("/admin")).status).to.equal(404);
    await site.tell();
    expect(site.server.to(counsellor).map(({ subject }) => subject)).to.include(
      "Your account can no longer run the site",
    );
    expect(await AuditEventModel.exists({ account: counsellor.id, what: "admin.removed" })).not.to.equal(null);
  });
});
