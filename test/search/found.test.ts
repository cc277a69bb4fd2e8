import { expect } from "chai";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { shortened } from "../../src/search/describe-found.js";
import { SiteSettingsModel } from "../../src/site/site-model.js";
import { DEFAULT_SETTINGS } from "../../src/site/site-rules.js";
import { makeAccount, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Page } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const URL = "https://healspace.example";

describe("What search engines find", () => {
  let site: TestSite;
  let ana: TestPerson;
  let hidden: TestPerson;
  before(async () => {
    site = await startTestSite({ replace: { siteUrl: URL } });
    ana = await makeCounsellor({
      name: "Ana </script> Moreno",
      slug: "ana-moreno",
      credentials: 'MSc "Psychology" & more',
      approach: `Listening first. ${"And then again. ".repeat(20)}`,
      photo: { small: "small", large: "large" },
    });
    hidden = await makeCounsellor({ slug: "not-yet", published: false });
    await makeCounsellor({ slug: "suspended", suspended: true });
  });
  after(() => site.stop());

  const inHead = (page: Page, selector: string, attribute: string): string | undefined =>
    page.document.querySelector(`head ${selector}`)?.getAttribute(attribute);

  it("is the home page and each published profile, at one address each, with a description", async () => {
    for (const [path, canonical] of [
      ["/", "/"],
      ["/counsellors/ana-moreno?type=individual&from=2026-11-24", "/counsellors/ana-moreno"],
    ] as const) {
      const page = await site.newReader().get(path);
      expect(inHead(page, "link[rel=canonical]", "href"), path).to.equal(URL + canonical);
      expect(inHead(page, "meta[name=robots]", "content"), path).to.equal(undefined);
      expect(inHead(page, "meta[name=description]", "content")?.length, path).to.be.within(50, 160);
    }
  });

  it("describes a published profile as a person and their services, which nothing written there can leave", async () => {
    const page = await site.newReader().get("/counsellors/ana-moreno");
    const scripts = page.document.querySelectorAll("script[type='application/ld+json']");
    expect(scripts).to.have.length(1);
    const [person, service] = (JSON.parse(scripts[0]!.text) as { "@graph": Record<string, unknown>[] })["@graph"];
    expect(person).to.include({
      "@type": "Person",
      name: "Ana </script> Moreno",
      jobTitle: 'MSc "Psychology" & more',
      url: `${URL}/counsellors/ana-moreno`,
      image: `${URL}/photos/large`,
    });
    expect(service).to.include({ "@type": "Service", name: "Individual session, 50 minutes" });
    expect(service).to.deep.include({ provider: { "@id": person!["@id"] } });
    expect(service).to.nested.include({ "offers.price": "60.00", "offers.priceCurrency": "EUR" });
    expect(page.headers.get("content-security-policy")).to.contain("script-src 'self';");
  });

  it("is nothing else: no search, text, form, error, or profile that is not published", async () => {
    const visitor = site.newReader();
    const pages = [
      "/counsellors",
      "/counsellors?page=2",
      "/privacy",
      "/sign-in",
      "/register",
      "/crisis-help",
      "/nowhere",
    ];
    for (const path of pages) {
      expect(inHead(await visitor.get(path), "meta[name=robots]", "content"), path).to.equal("noindex");
    }
    const own = await (await signedIn(site, hidden)).get("/counsellors/not-yet");
    expect(own.status).to.equal(200);
    expect(inHead(own, "meta[name=robots]", "content")).to.equal("noindex");
    expect(own.document.querySelector("script[type='application/ld+json']")).to.equal(null);
    const admin = await signedIn(site, await makeAccount("admin"));
    expect(inHead(await admin.get("/admin"), "meta[name=robots]", "content")).to.equal("noindex");
  });

  it("is listed in the sitemap that robots.txt names", async () => {
    const robots = await (await fetch(`${site.url}/robots.txt`)).text();
    expect(robots).to.contain("User-agent: *").and.to.contain(`Sitemap: ${URL}/sitemap.xml`);
    const answer = await fetch(`${site.url}/sitemap.xml`);
    expect(answer.headers.get("content-type")).to.contain("application/xml");
    const listed = [...(await answer.text()).matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, address]) => address);
    expect(listed).to.deep.equal([`${URL}/`, `${URL}/counsellors/ana-moreno`]);
  });

  it("is one page in a practice of one, whichever address led there", async () => {
    await SiteSettingsModel.create({ _id: "site", ...DEFAULT_SETTINGS, practiceOfOne: true, version: 1 });
    await site.services.site.refresh();
    for (const path of ["/", "/counsellors/ana-moreno"]) {
      expect(inHead(await site.newReader().get(path), "link[rel=canonical]", "href"), path).to.equal(`${URL}/`);
    }
    expect((await (await fetch(`${site.url}/sitemap.xml`)).text()).match(/<loc>/g)).to.have.length(1);
    await CounsellorModel.updateOne({ _id: ana.id }, { $set: { published: false } });
    expect((await (await fetch(`${site.url}/sitemap.xml`)).text()).match(/<loc>/g)).to.have.length(1);
  });

  it("has descriptions on one line that end after a word", () => {
    expect(shortened("One\n two")).to.equal("One two");
    expect(shortened("word ".repeat(60))).to.match(/^(word )+word…$/);
  });
});
