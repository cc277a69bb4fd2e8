import { expect } from "chai";
import sharp from "sharp";
import { AuditEventModel } from "../../src/audit/event-model.js";
import { SiteSettingsModel } from "../../src/site/site-model.js";
import { findText, publishText } from "../../src/site/site-texts.js";
import { actorOf } from "../support/booking.js";
import { interleave } from "../support/interleave.js";
import { makeAccount, makeClient, makeCounsellor, signedIn } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

describe("Site settings", () => {
  let site: TestSite;
  let admin: Reader;
  before(async () => {
    site = await startTestSite();
    admin = await signedIn(site, await makeAccount("admin"));
  });
  after(() => site.stop());

  const save = async (fields: Record<string, string>) =>
    admin.submit(await admin.get("/admin/site"), "form[action='/admin/site']", fields);

  it("show on every page immediately", async () => {
    const saved = await save({
      name: "Quiet Harbour",
      contact: "hello@harbour.example",
      accent: "plum",
      country: "DE",
    });
    expect(saved.text).to.contain("The settings are saved.");
    const page = await site.newReader().get("/");
    expect(page.document.querySelector("title")?.text).to.contain("– Quiet Harbour");
    expect(page.document.querySelector(".brand")?.text.trim()).to.equal("Quiet Harbour");
    expect(page.document.querySelector(".site-footer a[href='mailto:hello@harbour.example']")).to.not.equal(null);
    expect(page.html).to.match(/href="\/build\/accent-plum\.[0-9a-f]+\.css"/);
  });

  it("list currencies by name", async () => {
    const options = (await admin.get("/admin/site")).document.querySelectorAll("#field-currency option");
    const names = options.map(({ text }) => text);
    expect(names)
      .to.have.length.greaterThan(5)
      .and.to.deep.equal(names.toSorted((a, b) => a.localeCompare(b)));
  });

  it("come back with what was entered and a sentence beside each field that needs another look", async () => {
    const page = await save({ name: "Q", contact: "nobody", country: "ZZ", zone: "Mars/Olympus" });
    expect(page.status).to.equal(422);
    for (const field of ["name", "contact", "country", "zone"]) {
      expect(page.document.querySelector(`#field-${field}-error`), field).to.not.equal(null);
    }
    expect(page.document.querySelector("#field-contact")?.getAttribute("value")).to.equal("nobody");
  });

  it("are not overwritten from a second window", async () => {
    const [one, other] = [await admin.get("/admin/site"), await admin.get("/admin/site")];
    await admin.submit(one, "form[action='/admin/site']", { name: "First Harbour" });
    const refused = await admin.submit(other, "form[action='/admin/site']", { name: "Second Harbour" });
    expect(refused.status).to.equal(409);
    expect(refused.document.querySelector("#field-name")?.getAttribute("value")).to.equal("Second Harbour");
    expect(site.services.site.current.name).to.equal("First Harbour");
  });

  it("leave a trace in the audit log: who, when, and which of them changed", async () => {
    await save({ name: "Third Harbour", country: "AT" });
    const latest = await AuditEventModel.findOne().sort({ _id: -1 }).orFail().lean();
    expect(latest).to.include({ what: "settings.changed", detail: "name, country" });
    expect(latest.by).to.not.equal(undefined);
  });

  it("ask for an age of consent in years", async () => {
    for (const ageOfConsent of ["", "nine", "9", "22"]) {
      const page = await save({ ageOfConsent });
      expect(page.status, ageOfConsent).to.equal(422);
      expect(page.document.querySelector("#field-ageOfConsent-error")?.text).to.contain("an age from 10 to 21");
    }
    await save({ ageOfConsent: "14" });
    expect(site.services.site.current.ageOfConsent).to.equal(14);
  });

  it("do not exist for anyone but an admin", async () => {
    const readers = [await signedIn(site, await makeClient()), await signedIn(site, await makeCounsellor())];
    for (const reader of readers) {
      expect((await reader.get("/admin/site")).status).to.equal(404);
      expect((await reader.get("/admin/site/texts/privacy")).status).to.equal(404);
      expect((await reader.post("/admin/site", { name: "Mine" }, "/account")).status).to.equal(404);
    }
  });
});

describe("The logo of a site", () => {
  let site: TestSite;
  let admin: Reader;
  before(async () => {
    site = await startTestSite();
    admin = await signedIn(site, await makeAccount("admin"));
  });
  after(() => site.stop());

  const upload = async (bytes: Buffer): Promise<Page> => {
    const body = new FormData();
    body.append("_csrf", await admin.csrfToken("/admin/site"));
    body.append("logo", new Blob([Uint8Array.from(bytes)]), "logo.png");
    return admin.request("/admin/site/logo", { method: "POST", body });
  };

  const shown = async (): Promise<string | undefined> =>
    (await site.newReader().get("/")).document.querySelector(".brand img")?.getAttribute("src");

  it("is shown on every page, small and without metadata, until it is replaced or removed", async () => {
    const picture = sharp({ create: { width: 1000, height: 507, channels: 3, background: "teal" } });
    await upload(
      await picture
        .withExif({ IFD0: { Artist: "Someone" } })
        .jpeg()
        .toBuffer(),
    );
    const first = await shown();
    const mark = (await site.newReader().get("/")).document.querySelector(".brand img");
    expect(["width", "height"].map((side) => mark?.getAttribute(side))).to.deep.equal(["72", "36"]);
    const answer = await fetch(site.url + first!);
    expect(answer.headers.get("cache-control")).to.contain("immutable");
    const { width, height, format, exif } = await sharp(await answer.arrayBuffer()).metadata();
    expect({ width, height, format, exif }).to.deep.equal({ width: 143, height: 72, format: "webp", exif: undefined });

    await upload(await picture.png().toBuffer());
    expect(await shown()).to.not.equal(first);
    expect((await site.newReader().get(first!)).status).to.equal(404);
    expect(await site.services.files.get(first!.replace("/logo/", "")), "the file of the first").to.equal(null);
    await admin.submit(await admin.get("/admin/site"), "form[action='/admin/site/logo/remove']");
    expect(await shown()).to.equal(undefined);

    const line = sharp({ create: { width: 1000, height: 4, channels: 3, background: "teal" } });
    await upload(await line.png().toBuffer());
    const flat = (await site.newReader().get("/")).document.querySelector(".brand img");
    expect(["width", "height"].map((side) => flat?.getAttribute(side))).to.deep.equal(["144", "1"]);
    await admin.submit(await admin.get("/admin/site"), "form[action='/admin/site/logo/remove']");
  });

  it("is refused beside its field where it is no picture", async () => {
    const page = await upload(Buffer.from("<svg/>"));
    expect(page.status).to.equal(422);
    expect(page.document.querySelector("#field-logo-error")?.text).to.contain("Please choose a picture");
    expect(await shown()).to.equal(undefined);
  });

  it("survives two first uploads at the same moment, and settings saved from an older page", async () => {
    await SiteSettingsModel.deleteMany({});
    const open = await admin.get("/admin/site");
    const picture = await sharp({ create: { width: 80, height: 80, channels: 3, background: "navy" } })
      .png()
      .toBuffer();
    const both = await Promise.all([upload(picture), upload(picture)]);
    expect(both.map(({ status }) => status)).to.deep.equal([200, 200]);
    const saved = await admin.submit(open, "form[action='/admin/site']", { name: "With a logo" });
    expect(saved.text).to.contain("The settings are saved.");
    expect(await shown()).to.match(/^\/logo\//);
  });
});

describe("Site texts", () => {
  let site: TestSite;
  let admin: Reader;
  before(async () => {
    site = await startTestSite();
    admin = await signedIn(site, await makeAccount("admin"));
  });
  after(() => site.stop());

  it("are linked in the footer and begin with a starter text", async () => {
    const reader = site.newReader();
    const home = await reader.get("/");
    for (const title of ["Privacy notice", "Terms of use", "Legal notice", "Accessibility"]) {
      const page = await reader.follow(home, title);
      expect(page.status).to.equal(200);
      expect(page.document.querySelector("h1")?.text).to.equal(title);
      expect(page.text).to.contain("HealSpace");
      expect(page.html).to.not.contain("{{");
    }
  });

  it("say plainly that the people who run the site hold the keys", async () => {
    expect((await site.newReader().get("/privacy")).text).to.contain("they hold the keys");
  });

  it("are published in versions, and an earlier page cannot overwrite a later one", async () => {
    const [one, other] = [await admin.get("/admin/site/texts/terms"), await admin.get("/admin/site/texts/terms")];
    const form = "form[action='/admin/site/texts/terms']";
    for (const markdown of [" \n ", "x".repeat(50_001)]) {
      expect((await admin.submit(one, form, { markdown })).status).to.equal(422);
    }
    const page = await admin.submit(one, form, { markdown: "# Be kind\r\n\r\nThat is *all*." });
    expect(page.text).to.contain("Be kind").and.to.contain("Last changed on 23 November 2026");
    const refused = await admin.submit(other, form, { markdown: "Something else" });
    expect(refused.status).to.equal(409);
    expect(refused.document.querySelector("textarea")?.text.trim()).to.equal("Something else");
    const ahead = await admin.submit(other, form, { markdown: "From a later version", version: "7" });
    expect(ahead.status).to.equal(409);
    expect((await admin.get("/terms")).text)
      .to.not.contain("Something else")
      .and.not.contain("later version");
    const latest = await AuditEventModel.findOne().sort({ _id: -1 }).orFail().lean();
    expect(latest).to.include({ what: "text.published", detail: "Terms of use, version 1" });
  });

  it("are published once when two admins publish at the same moment, wherever the two meet", async () => {
    const actor = actorOf(await makeAccount("admin"), "admin");
    for (let operation = 0, isInside = true; isInside; operation += 1) {
      const { version } = await findText("accessibility");
      const done: string[] = [];
      const refused: string[] = [];
      const publish = (markdown: string): Promise<unknown> =>
        publishText(site.services, actor, { kind: "accessibility", version, markdown }).then(
          () => done.push(markdown),
          (error: Error) => refused.push(error.name),
        );
      isInside = await interleave(
        operation,
        () => publish("# First"),
        () => publish("# Second"),
      );
      expect(done, `before operation ${operation}`).to.have.length(1);
      expect(refused).to.deep.equal(isInside ? ["Conflict"] : []);
      expect(await findText("accessibility")).to.include({ version: version + 1, markdown: done[0] });
    }
  });

  it("show Markdown and nothing that could run or load", async () => {
    const markdown = [
      "<script>alert(1)</script>",
      "[run](javascript:alert(1))",
      "![spy](https://spy.example/p.png)",
      "[fine](https://example.org)",
    ].join("\n\n");
    const page = await admin.submit(
      await admin.get("/admin/site/texts/legal"),
      "form[action='/admin/site/texts/legal']",
      {
        markdown,
      },
    );
    const article = page.document.querySelector("article");
    expect(article?.querySelectorAll("script, img, a[href^='javascript']")).to.have.length(0);
    expect(article?.querySelector("a[href='https://example.org']")?.text).to.equal("fine");
  });

  it("can be looked at before they are published", async () => {
    const page = await admin.post(
      "/admin/site/texts/privacy/preview",
      { version: "0", markdown: "# New\n\nby {{name}}" },
      "/admin/site",
    );
    expect(page.document.querySelector("#preview + h2, section.prose h2:not(#preview)")?.text).to.equal("New");
    expect(page.text).to.contain("by HealSpace");
    expect((await admin.get("/privacy")).text).to.not.contain("by HealSpace New");
  });
});
