import { expect } from "chai";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { makeAccount, makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

describe("A practice of one", () => {
  let site: TestSite;
  let admin: Reader;
  let ana: TestPerson;
  before(async () => {
    site = await startTestSite();
    admin = await signedIn(site, await makeAccount("admin"));
    ana = await makeCounsellor({ name: "Ana Moreno", slug: "ana-moreno" });
    await makeCounsellor({ name: "Not Yet", published: false });
  });
  after(() => site.stop());

  const turn = async (practiceOfOne: string | string[]) =>
    admin.submit(await admin.get("/admin/site"), "form[action='/admin/site']", { practiceOfOne });

  it("has its counsellor's page as the home page, and free times to choose there", async () => {
    await turn("yes");
    const reader = site.newReader();
    const home = await reader.get("/");
    expect(home.document.querySelector("h1")?.text).to.equal("Ana Moreno");
    const time = home.document.querySelector("a.slot")?.getAttribute("href") ?? "";
    const chosen = await reader.get(new URL(time.replaceAll("&amp;", "&"), home.url).toString());
    expect(new URL(chosen.url).pathname).to.equal("/");
    expect(chosen.text).to.contain("Sign in to book");
    const part = await reader.get("/", { "HX-Request": "true", "HX-Request-Type": "partial" });
    expect(part.html).to.not.contain("<html");
  });

  it("has no search: every link and address of it leads home", async () => {
    for (const reader of [site.newReader(), await signedIn(site, await makeClient())]) {
      const page = await reader.get("/counsellors?specialization=anxiety");
      expect(new URL(page.url).pathname).to.equal("/");
      expect(page.document.querySelector(".site-nav")?.text).to.contain("Book a session").and.not.contain("Find");
      expect(page.document.querySelector("a[href='/counsellors'], form[action='/counsellors']")).to.equal(null);
    }
    const client = await signedIn(site, await makeClient());
    for (const path of ["/appointments", "/conversations"]) {
      const page = await client.get(path);
      expect(page.document.querySelector("main a[href='/']")?.text, path).to.equal("Book a session");
      expect(page.document.querySelector("main a[href='/counsellors']"), path).to.equal(null);
    }
  });

  it("is an ordinary site again with a second counsellor, without any, or with the setting off", async () => {
    const isOrdinary = async (): Promise<boolean> => {
      const home = await site.newReader().get("/");
      const choices = home.document.querySelectorAll("form[action='/counsellors'] option[value]:not([value=''])");
      const nav = home.document.querySelector(".site-nav")?.text;
      expect(nav?.includes("Find a counsellor")).to.equal(choices.length > 0);
      if (choices.length > 0)
        expect(choices.map(({ text }) => text)).to.include.members(["Anxiety and worry", "Individual"]);
      return choices.length > 0;
    };
    expect(await isOrdinary()).to.equal(false);
    const other = await makeCounsellor();
    expect(await isOrdinary()).to.equal(true);
    await CounsellorModel.updateOne({ _id: other.id }, { $set: { suspended: true } });
    expect(await isOrdinary()).to.equal(false);
    await CounsellorModel.updateOne({ _id: ana.id }, { $set: { published: false } });
    expect(await isOrdinary()).to.equal(true);
    await CounsellorModel.updateOne({ _id: ana.id }, { $set: { published: true } });
    await turn([]);
    expect(await isOrdinary()).to.equal(true);
  });
});
