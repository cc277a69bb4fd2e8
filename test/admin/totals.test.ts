import { expect } from "chai";
import mongoose from "mongoose";
import { AccountModel } from "../../src/accounts/account-model.js";
import { countTotalsIfOld } from "../../src/admin/count-totals.js";
import { drawBars, drawLine } from "../../src/insights/draw-chart.js";
import { latestMonths } from "../../src/admin/month-rules.js";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { SiteSettingsModel } from "../../src/site/site-model.js";
import { DEFAULT_SETTINGS } from "../../src/site/site-rules.js";
import { makeAccount, makeClient, signedIn } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

describe("An admin's totals", () => {
  let site: TestSite;
  before(async () => {
    site = await startTestSite();
    await SiteSettingsModel.create({ _id: "site", ...DEFAULT_SETTINGS, zone: "Europe/Berlin", version: 1 });
    await site.services.site.refresh();
  });
  after(() => site.stop());

  const session = (status: "completed" | "cancelled", startsAt: string) => {
    const ids = { clientId: new mongoose.Types.ObjectId(), counsellorId: new mongoose.Types.ObjectId() };
    const what = { sessionType: "individual", medium: "video", priceCents: 0, paymentAttempt: 0 } as const;
    return AppointmentModel.create({ ...ids, ...what, status, startsAt, endsAt: startsAt, history: [] });
  };

  it("count sessions and accounts by month in the site's zone, for twelve months", async () => {
    await session("completed", "2026-10-31T22:59:59Z");
    await session("completed", "2026-10-31T23:00:00Z");
    await session("cancelled", "2025-11-30T23:00:00Z");
    await session("completed", "2025-11-30T22:59:59Z");
    await AccountModel.updateOne({ _id: (await makeClient()).id }, { $set: { createdAt: "2026-02-28T23:30:00Z" } });
    const admin = await signedIn(site, await makeAccount("admin"));
    expect((await admin.get("/admin")).text).to.contain("being counted");
    await countTotalsIfOld(site.services);
    const page = await admin.get("/admin");
    const rows = page.document
      .querySelectorAll(".table tbody tr")
      .map((row) => row.querySelectorAll("th, td").map(({ text }) => text));
    expect(rows).to.have.length(12);
    expect(rows[0]).to.deep.equal(["December 2025", "0", "1", "0"]);
    expect(rows[2]).to.deep.equal(["February 2026", "0", "0", "0"]);
    expect(rows[3]).to.deep.equal(["March 2026", "0", "0", "1"]);
    expect(rows[10]!.slice(0, 3)).to.deep.equal(["October 2026", "1", "0"]);
    expect(rows[11]!.slice(0, 3)).to.deep.equal(["November 2026", "1", "0"]);
    expect(page.document.querySelectorAll("svg[role=img]")).to.have.length(2);
    expect(page.text).to.contain("Berlin time").and.contain("completed3");
    await session("completed", "2026-11-02T10:00:00Z");
    await countTotalsIfOld(site.services);
    expect((await admin.get("/admin")).text, "counted lately").to.contain("completed3");
    site.clock.advance({ minutes: 5 });
    await countTotalsIfOld(site.services);
    expect((await admin.get("/admin")).text).to.contain("completed4");
  });

  it("have months that follow each other without a gap across clock changes", () => {
    const months = latestMonths(new Date("2026-03-31T22:30:00Z"), "Europe/Berlin");
    expect(months.at(-1)).to.deep.equal({
      label: "April 2026",
      short: "Apr",
      from: new Date("2026-03-31T22:00:00Z"),
      until: new Date("2026-04-30T22:00:00Z"),
    });
    for (const [place, { from }] of months.slice(1).entries()) expect(from).to.deep.equal(months[place]!.until);
  });

  it("are drawn to scale, the series of a month on top of each other", () => {
    const { bars, base, ticks } = drawBars({
      labels: ["Oct", "Nov"],
      series: [
        { key: "held", values: [4, 8] },
        { key: "cancelled", values: [0, 2] },
      ],
    });
    expect(bars.map(({ series }) => series)).to.deep.equal(["held", "held", "cancelled"]);
    const [october, november, cancelled] = bars;
    expect(november!.height).to.be.closeTo(october!.height * 2, 0.2);
    expect(november!.y + november!.height).to.be.closeTo(base, 0.2);
    expect(cancelled!.y + cancelled!.height).to.be.closeTo(november!.y, 0.2);
    expect(ticks.map(({ label }) => label)).to.deep.equal(["0", "2", "4", "6", "8", "10"]);
    const flat = drawLine(["Oct", "Nov"], [0, 0]);
    expect(flat.points.map(({ y }) => y)).to.deep.equal([flat.base, flat.base]);
    expect(flat.path).to.match(/^M[\d.]+,166L[\d.]+,166$/);
  });
});
