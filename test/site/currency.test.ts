import { expect } from "chai";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { countMoneyIn } from "../../src/web/site-currency.js";
import { makeAccount, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

describe("The currency of a site", () => {
  let site: TestSite;
  let admin: Reader;
  let ana: TestPerson;
  let asAna: Reader;
  before(async () => {
    site = await startTestSite();
    admin = await signedIn(site, await makeAccount("admin"));
    ana = await makeCounsellor({ name: "Ana Moreno", slug: "ana-moreno", offers: [] });
    asAna = await signedIn(site, ana);
  });
  after(async () => {
    await site.stop();
    countMoneyIn(() => "EUR");
  });

  const choose = async (currency: string): Promise<Page> =>
    admin.submit(await admin.get("/admin/site"), "form[action='/admin/site']", { currency });
  const setPrice = (page: Page, price: string): Promise<Page> =>
    asAna.submit(page, "form[action='/profile']", { "individual.minutes": "50", "individual.price": price });

  it("is written beside every price, with its own decimals", async () => {
    const before = await asAna.get("/profile");
    expect(before.text).to.contain("Price (€)");
    await choose("JPY");

    const stale = await setPrice(before, "60");
    expect(stale.status).to.equal(422);
    expect(stale.text).to.contain("Prices are in JP¥ now.").and.to.contain("Price (JP¥)");
    const refused = await setPrice(await asAna.get("/profile"), "6000.50");
    expect(refused.text).to.contain("from 1 to 150000 JP¥, such as 9000");
    await setPrice(await asAna.get("/profile"), "6000");
    await CounsellorModel.updateOne({ _id: ana.id }, { $set: { published: true } });
    await site.services.changed(ana.id);

    const profile = await site.newReader().get("/counsellors/ana-moreno");
    expect(profile.text).to.contain("6000 JP¥").and.not.to.contain("€");
    expect(profile.html).to.contain('"price":"6000","priceCurrency":"JPY"');
    const search = await site.newReader().get("/counsellors?upTo=5999");
    expect(search.text)
      .to.contain("Up to (JP¥)")
      .and.to.contain("0 counsellors")
      .and.to.contain("Without up to 5999 JP¥");
    expect((await site.newReader().get("/counsellors?upTo=6000")).text).to.contain("6000 JP¥");
    expect(
      (await asAna.get("/profile")).document.querySelector("[name='individual.price']")?.getAttribute("value"),
    ).to.equal("6000");
  });

  it("cannot change once there are prices in it", async () => {
    const page = await admin.get("/admin/site");
    expect(page.document.querySelectorAll("#field-currency option").map(({ text }) => text)).to.deep.equal([
      "Japanese Yen (JPY)",
    ]);
    const refused = await choose("USD");
    expect(refused.status).to.equal(422);
    expect(refused.document.querySelector("#field-currency-error")?.text).to.contain("cannot change");
    expect(site.services.site.current.currency).to.equal("JPY");
    expect((await choose("BTC")).status).to.equal(422);
  });
});
