import { expect } from "chai";
import { AuditEventModel } from "../../src/audit/event-model.js";
import { createLog } from "../../src/platform/log.js";
import { createSmtpMailer } from "../../src/platform/mailer-smtp.js";
import { arrangeBackups, confirmRelay } from "../../src/setup/change-setup.js";
import { findSetup } from "../../src/setup/find-setup.js";
import { marksIn, setupSteps } from "../../src/setup/setup-rules.js";
import { SiteSettingsModel } from "../../src/site/site-model.js";
import { SITE_TEXTS } from "../../src/site/site-texts-rules.js";
import { actorOf } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { Answer, startMailServer, type MailServer } from "../support/mail-server.js";
import { makeAccount, makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const FROM = { name: "HealSpace", address: "hello@healspace.example" };

describe("The setup of a site", () => {
  let site: TestSite;
  let server: MailServer;
  let robin: TestPerson;
  let admin: Reader;
  before(async () => {
    server = await startMailServer();
    const mailer = createSmtpMailer(server.url, FROM, createLog("silent"));
    const ice = {
      servers: [],
      turn: { urls: ["turn:127.0.0.1:1"], secret: "a secret of the relay" },
      relayOnly: false,
    };
    site = await startTestSite({ replace: { mailer, ice } });
    robin = await makeAccount("admin", { name: "Robin" });
    admin = await signedIn(site, robin);
  });
  after(async () => {
    await site.stop();
    await server.stop();
  });

  const stateOf = (page: Page, key: string): string | undefined => page.document.querySelector(`#${key} .tag`)?.text;
  const setup = (): Promise<Page> => admin.get("/admin/setup");
  const sendTest = async (): Promise<Page> => admin.submit(await setup(), "form[action='/admin/setup/mail']");

  it("begins with everything to do, says what, and tells admins alone on their other pages", async () => {
    const page = await setup();
    for (const key of ["address", "mail", "relay", "texts", "contact", "counsellor", "backup"]) {
      expect(stateOf(page, key), key).to.equal("To do");
    }
    expect(stateOf(page, "payments")).to.equal("Still a test");
    expect(page.text).to.contain("7 things left to do").and.not.to.contain("This site is not set up yet");
    expect((await admin.get("/admin")).text).to.contain("This site is not set up yet. 7 things left to do");
    expect((await admin.get("/account")).text).to.not.contain("not set up yet");
    for (const reader of [site.newReader(), await signedIn(site, await makeClient())]) {
      expect((await reader.get("/")).text).to.not.contain("not set up yet");
      expect((await reader.get("/admin/setup")).text).to.not.contain("left to do");
    }
  });

  it("compares SITE_URL with the address that is used", async () => {
    const { text } = await setup();
    expect(text).to.contain(`You opened this page at ${site.url}, but SITE_URL is ${site.services.siteUrl}`);
  });

  it("sends the admin a test mail and shows what the server says", async () => {
    const page = await sendTest();
    expect(page.document.querySelector("#mail code")?.text).to.match(/^250 /);
    expect(server.to(robin)).to.have.length(1);
    expect(server.to(robin)[0]?.subject).to.equal("Test mail of HealSpace");
    expect(stateOf(page, "mail")).to.equal("Done");
    const latest = await AuditEventModel.findOne().sort({ _id: -1 }).orFail().lean();
    expect(latest).to.include({ what: "setup.changed", detail: "test mail accepted" });
  });

  it("shows a refusal in the server's own words, and has mail to do again", async () => {
    site.clock.advance({ minutes: 1 });
    server.atRecipient = () => {
      throw new Answer(550, "5.7.1 Sender not <allowed>");
    };
    const page = await sendTest();
    server.atRecipient = () => undefined;
    expect(page.document.querySelector("#mail code")?.text).to.contain("5.7.1 Sender not <allowed>");
    expect(stateOf(page, "mail")).to.equal("To do");
  });

  it("sends one test mail for a double click", async () => {
    site.clock.advance({ minutes: 1 });
    const before = server.to(robin).length;
    const open = await setup();
    const pages = await Promise.all([1, 2, 3].map(() => admin.submit(open, "form[action='/admin/setup/mail']")));
    expect(pages.map(({ status }) => status).sort()).to.deep.equal([200, 429, 429]);
    expect(server.to(robin).length - before).to.equal(1);
    expect((await sendTest()).text).to.contain("Please wait 20 seconds");
  });

  it("takes an admin's word for backups, until they withdraw it", async () => {
    const arranged = await admin.submit(await setup(), "form[action='/admin/setup/backup']");
    expect(stateOf(arranged, "backup")).to.equal("Done");
    expect(arranged.document.querySelector("#backup")?.text).to.contain("Noted on Monday 23 November");
    const not = await admin.submit(arranged, "form[action='/admin/setup/backup']");
    expect(stateOf(not, "backup")).to.equal("To do");
    await admin.submit(not, "form[action='/admin/setup/backup']");
  });

  it("gives the admin's browser fresh credentials of the relay, and nobody else's", async () => {
    const answer = await admin.get("/admin/setup/relay", { accept: "application/json" });
    expect(JSON.parse(answer.html)).to.have.nested.property("iceServers[0].credential");
    const client = await signedIn(site, await makeClient());
    expect((await client.get("/admin/setup/relay", { accept: "application/json" })).status).to.equal(404);
    const page = await admin.submit(await setup(), "form[action='/admin/setup/relay']");
    expect(stateOf(page, "relay")).to.equal("Done");
    expect(page.text).to.contain("A browser has reached the relay.");
    const noted = await AuditEventModel.findOne({ what: "setup.changed" }).sort({ _id: -1 }).orFail().lean();
    expect([noted.detail, String(noted.by)]).to.deep.equal(["relay reached", robin.id]);
    const stranger = actorOf(await makeClient());
    for (const act of [confirmRelay(site.services, stranger), arrangeBackups(site.services, stranger, false)]) {
      expect((await failure(act)).name).to.match(/NotFound|Forbidden/);
    }
  });

  it("asks for a real gateway as long as payments are a test", async () => {
    const facts = await findSetup(site.services);
    const hasPayments = (isTestGateway: boolean): boolean =>
      setupSteps({ ...facts, isTestGateway }, null).some(({ key }) => key === "payments");
    expect([hasPayments(true), hasPayments(false)]).to.deep.equal([true, false]);
  });

  it("is complete once texts, contact, country, a counsellor and the rest are there", async () => {
    expect((await setup()).text).to.contain("Privacy notice: still the starter text");
    for (const kind of Object.keys(SITE_TEXTS)) {
      const form = `form[action='/admin/site/texts/${kind}']`;
      await admin.submit(await admin.get(`/admin/site/texts/${kind}`), form, { markdown: "Ask {{contact}}. [Years]" });
    }
    expect((await setup()).text).to.contain("Privacy notice: [contact address] still to fill in");
    await admin.submit(await admin.get("/admin/site"), "form[action='/admin/site']", {
      contact: "hello@harbour.example",
      country: "DE",
    });
    const page = await setup();
    expect(stateOf(page, "contact")).to.equal("Done");
    expect(page.text).to.contain("Privacy notice: [Years] still to fill in");
    for (const kind of Object.keys(SITE_TEXTS)) {
      const form = `form[action='/admin/site/texts/${kind}']`;
      await admin.submit(await admin.get(`/admin/site/texts/${kind}`), form, { markdown: "Ten [years](/terms)." });
    }
    await makeCounsellor();
    site.clock.advance({ minutes: 1 });
    await sendTest();
    site.services.siteUrl = "https://healspace.example";
    expect((await admin.get("/admin")).text).to.not.contain("not set up yet");
    site.services.siteUrl = site.url;
    expect((await setup()).text).to.contain("1 thing left to do");
    expect(await SiteSettingsModel.countDocuments()).to.equal(1);
  });

  it("counts what stands in square brackets, but no link", () => {
    expect(marksIn("[Name], [a](b), [c][d], [e]: f, [two\nlines] and [years]")).to.deep.equal(["[Name]", "[years]"]);
  });
});
