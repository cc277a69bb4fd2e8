import { expect } from "chai";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { PaymentModel } from "../../src/payments/payment-model.js";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { readMoney, writeMoney } from "../../src/web/money-rules.js";
import { countMoneyIn } from "../../src/web/site-currency.js";
import { makeAccount, makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { MONDAY, startTestSite, type TestSite } from "../support/test-site.js";

const CARD = { cardNumber: "4242 4242 4242 4242", cardExpiry: "04/29", cardSecurityCode: "123" };

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
    expect(profile.text).to.contain("6,000 JP¥").and.not.to.contain("€");
    expect(profile.html).to.contain('"price":"6000","priceCurrency":"JPY"');
    const search = await site.newReader().get("/counsellors?upTo=5999");
    expect(search.text)
      .to.contain("Up to (JP¥)")
      .and.to.contain("0 counsellors")
      .and.to.contain("Without up to 5,999 JP¥");
    expect((await site.newReader().get("/counsellors?upTo=6000")).text).to.contain("6,000 JP¥");
    expect(
      (await asAna.get("/profile")).document.querySelector("[name='individual.price']")?.getAttribute("value"),
    ).to.equal("6000");
  });

  /** What a price and its parts look like in each currency: one with two decimals, one without any, one with three. */
  const CASES = [
    { currency: "EUR", price: "62.50", stored: 6250, agreed: "60.05", net: "52.52", tax: "9.98", below: "62.49" },
    { currency: "JPY", price: "6000", stored: 6000, agreed: "5999", net: "5042", tax: "958", below: "5999" },
    {
      currency: "KWD",
      price: "25.500",
      stored: 25_500,
      agreed: "25.499",
      net: "21.429",
      tax: "4.071",
      below: "25.499",
    },
  ] as const;

  for (const { currency, price, stored, agreed, net, tax, below } of CASES) {
    it(`keeps ${currency} to its smallest unit from the price to the invoice and the refund`, async () => {
      const money = (amount: string): string => writeMoney(readMoney(amount, currency)!, currency);
      site.clock.moveTo(MONDAY);
      await CounsellorModel.updateMany({}, { $set: { offers: [] } });
      await Promise.all([PaymentModel.deleteMany({}), AppointmentModel.deleteMany({})]);
      await choose(currency);
      await setPrice(await asAna.get("/profile"), price);
      await CounsellorModel.updateOne({ _id: ana.id }, { $set: { published: true } });
      await site.services.changed(ana.id);
      const offer = (await CounsellorModel.findById(ana.id).lean())?.offers[0];
      expect(offer?.priceCents).to.equal(stored);
      const [under, exact] = [below, price].map((upTo) => site.newReader().get(`/counsellors?upTo=${upTo}`));
      expect((await under!).text).to.contain("0 counsellors");
      expect((await exact!).text).to.contain(money(price));

      const client = await makeClient({ name: "Kim Weiss" });
      const kim = await signedIn(site, client);
      const id = await payFor(kim, "2026-11-25T09:00:00.000Z", money(price));
      await asAna.submit(await asAna.get(`/clients/${client.id}/price`), "form[action$='/price']", {
        individual: agreed,
      });
      const cancelled = await payFor(kim, "2026-11-26T09:00:00.000Z", money(agreed));
      const left = await kim.submit(await kim.get(`/appointments/${cancelled}/cancel`), "form[action$='/cancel']");
      expect(left.text).to.contain(money(agreed));
      expect((await PaymentModel.findOne({ appointmentId: cancelled }).lean())?.refund?.cents).to.equal(
        readMoney(agreed, currency),
      );

      await AppointmentModel.updateOne(
        { _id: id },
        { $set: { status: "completed" }, $unset: { ticks: 1, deadlineAt: 1 } },
      );
      const settings = { address: "Ana Moreno\nAm Park 2", taxRate: "19", taxText: "" };
      await asAna.submit(await asAna.get("/invoices/settings"), "form[action='/invoices/settings']", settings);
      const draft = await asAna.get(`/appointments/${id}/invoice`);
      const invoice = await asAna.submit(draft, "form[action$='/invoice']", { to: "Kim Weiss" });
      for (const line of [`Net ${money(net)}`, `Tax, 19 % ${money(tax)}`, `Total ${money(price)}`]) {
        expect(invoice.text).to.contain(line);
      }
      const month = await asAna.get("/invoices/month.csv?month=2026-11");
      expect(month.html).to.contain(`${net},19,${tax},${price},${currency}`);
      const earned = await asAna.get("/dashboard/figures/money.csv?from=2026-11-25&to=2026-11-26");
      expect(earned.html).to.contain(`,${price},${agreed}`);
      expect((await kim.get(`/appointments/${id}/receipt`)).text).to.contain(money(price));
    });
  }

  const payFor = async (reader: Reader, at: string, shown: string): Promise<string> => {
    const checkout = await reader.submit(
      await reader.get(`/counsellors/ana-moreno?at=${at}`),
      "form[action='/appointments']",
    );
    expect(checkout.text).to.contain(`Pay & Book ${shown}`);
    const booked = await reader.submit(checkout, "form[action$='/pay']", CARD);
    return new URL(booked.url).pathname.split("/")[2] ?? "";
  };

  it("cannot change once there are prices in it", async () => {
    const page = await admin.get("/admin/site");
    expect(page.document.querySelectorAll("#field-currency option").map(({ text }) => text)).to.deep.equal([
      "Kuwaiti Dinar (KWD)",
    ]);
    const refused = await choose("USD");
    expect(refused.status).to.equal(422);
    expect(refused.document.querySelector("#field-currency-error")?.text).to.contain("cannot change");
    expect(site.services.site.current.currency).to.equal("KWD");
    expect((await choose("BTC")).status).to.equal(422);
  });
});
