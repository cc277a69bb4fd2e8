import { expect } from "chai";
import { acceptTexts } from "../../src/accounts/accept-texts.js";
import { AcceptanceModel } from "../../src/accounts/acceptance-model.js";
import { AccountModel } from "../../src/accounts/account-model.js";
import { publishText } from "../../src/site/site-texts.js";
import { actorOf, book } from "../support/booking.js";
import { makeAccount, makeClient, makeCounsellor, PASSWORD, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const FORM = "form[action='/accept']";

describe("Accepting the site's texts", () => {
  let site: TestSite;
  let admin: TestPerson;
  let kim: TestPerson;
  let asKim: Reader;
  before(async () => {
    site = await startTestSite();
    [admin, kim] = [await makeAccount("admin"), await makeClient()];
    asKim = await signedIn(site, kim);
  });
  after(() => site.stop());

  const publish = async (kind: "terms" | "privacy" | "legal"): Promise<void> => {
    const by = { id: admin.id, role: "admin" as const, isAdmin: true, name: "Admin", zone: "Etc/UTC", loginId: "" };
    const version = {
      terms: site.services.site.textVersions.terms,
      privacy: site.services.site.textVersions.privacy,
      legal: 0,
    };
    await publishText(site.services, by, { kind, version: version[kind], markdown: "# New" });
  };
  const accepted = async (accountId: string): Promise<string[]> =>
    (await AcceptanceModel.find({ accountId }).sort({ kind: 1, version: 1 }).lean()).map(
      ({ kind, version }) => `${kind} ${version}`,
    );
  const register = async (
    before?: (page: Page) => Promise<void>,
  ): Promise<{ id: string; reader: Reader; page: Page }> => {
    const reader = site.newReader();
    const form = await reader.get("/register");
    await before?.(form);
    const email = `new-${Math.random().toString(36).slice(2)}@example.org`;
    const page = await reader.submit(form, "form[action='/register']", {
      ...{ name: "Lou Berg", email, password: PASSWORD, zone: "Europe/Berlin" },
    });
    const account = await AccountModel.findOne({ name: "Lou Berg" }).sort({ _id: -1 }).orFail().lean();
    return { id: String(account._id), reader, page };
  };

  it("is recorded at registration, with the versions that the page showed", async () => {
    const { id, page } = await register();
    expect(await accepted(id)).to.deep.equal(["privacy 0", "terms 0"]);
    expect(page.url, "nobody is asked for what they just accepted").not.to.contain("/accept");
    const late = await register(() => publish("privacy"));
    expect(await accepted(late.id)).to.deep.equal(["privacy 0", "terms 0"]);
    expect(late.page.url).to.contain("/accept");
  });

  it("is asked for at the next visit when it could not be recorded", async () => {
    const { id, reader } = await register();
    await AcceptanceModel.deleteMany({ accountId: id });
    await AccountModel.updateOne({ _id: id }, { $unset: { accepted: 1 } });
    const asked = await reader.get("/appointments");
    expect(asked.url).to.contain("/accept");
    expect((await reader.submit(asked, FORM)).url).to.match(/\/appointments$/);
    expect(await accepted(id)).to.include("terms 0");
  });

  it("is asked for again with each new version, and leads back to the page that was asked for", async () => {
    const asked = await asKim.get("/appointments?state=cancelled");
    expect(asked.text).to.contain("Please accept our updated terms").and.to.contain("Privacy notice, version 1");
    expect(asked.text).not.to.contain("Terms of use, version");
    const back = await asKim.submit(asked, FORM);
    expect(back.url).to.match(/\/appointments\?state=cancelled$/);
    site.clock.advance({ minutes: 1 });
    await publish("terms");
    expect((await asKim.submit(await asKim.get("/appointments"), FORM)).url).to.match(/\/appointments$/);
    expect(await accepted(kim.id), "old ones stay").to.deep.equal(["privacy 1", "terms 0", "terms 1"]);
    expect((await asKim.get("/accept")).text).to.contain("Accepted so far Terms of use, version 1:");
    await publish("legal");
    expect((await asKim.get("/appointments")).url).to.match(/\/appointments$/);
  });

  it("counts for the version that was shown, and is recorded once", async () => {
    await publish("terms");
    const shown = await asKim.get("/appointments");
    await publish("terms");
    expect((await asKim.submit(shown, FORM)).url).to.contain("/accept");
    const again = await asKim.get("/appointments");
    await Promise.all([asKim.submit(again, FORM), asKim.submit(again, FORM)]);
    expect(await accepted(kim.id)).to.deep.equal(["privacy 1", "terms 0", "terms 1", "terms 2", "terms 3"]);
    const forged = await asKim.post("/accept", { termsVersion: "99", next: "//evil.example" }, "/account/profile");
    expect(forged.url).to.match(/\/account$/);
    expect(await accepted(kim.id)).to.have.lengthOf(5);
  });

  it("stays at the newest version when an older page is sent in afterwards", async () => {
    const lou = actorOf(await makeClient());
    const { terms } = site.services.site.textVersions;
    await acceptTexts(site.services, lou, {});
    await acceptTexts(site.services, lou, { terms: terms - 1 });
    expect((await AccountModel.findById(lou.id).orFail().lean()).accepted?.terms).to.equal(terms);
  });

  it("stops nobody from sending what they wrote, opening their account, leaving, or joining a session", async () => {
    const ana = await makeCounsellor();
    const { _id, startsAt } = await book(site, kim, ana, "2026-11-23T14:00:00.000Z");
    const details = await asKim.get("/account/profile");
    await publish("terms");
    const sent = await asKim.submit(details, "form[action='/account/profile']", { pronouns: "they/them" });
    expect(sent.text).to.contain("Your details are saved.");
    for (const path of ["/account", "/privacy", "/terms", "/crisis-help", `/reset-password/${"t".repeat(43)}`])
      expect((await asKim.get(path)).url, path).not.to.contain("/accept");
    site.clock.moveTo(startsAt);
    expect((await asKim.get(`/appointments/${String(_id)}/room`)).text).to.contain("Join session");
    expect((await (await signedIn(site, admin)).get("/admin/site")).url).to.match(/\/admin\/site$/);
    expect((await site.newReader().get("/counsellors")).url).not.to.contain("/accept");
    await asKim.submit(await asKim.get("/account"), "form[action='/sign-out']");
    expect((await asKim.get("/appointments")).url).to.contain("/sign-in");
  });
});
