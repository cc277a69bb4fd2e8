import { expect } from "chai";
import type { DaySums } from "../../src/insights/day-rules.js";
import { describeInsights, type InsightWords } from "../../src/insights/describe-insights.js";
import { drawBars, drawLine } from "../../src/insights/draw-chart.js";
import { drawHeatMap } from "../../src/insights/draw-heat-map.js";
import { insightsFrom } from "../../src/insights/figure-rules.js";
import { periodBefore, periodBetween, type Preset } from "../../src/insights/period-rules.js";
import { format } from "../../src/web/format.js";

const LABELS = ["a", "b", "c"];

describe("A chart", () => {
  it("stands the series of a place on each other, as high as their numbers", () => {
    const series = [
      { key: "attended", values: [4, 0, 2] },
      { key: "cancelled", values: [4, 8, 0] },
    ];
    const { bars, base } = drawBars({ labels: LABELS, series });
    expect(bars.map((bar) => bar.series)).to.deep.equal(["attended", "attended", "cancelled", "cancelled"]);
    const [four, two, upper, eight] = bars as [(typeof bars)[0], (typeof bars)[0], (typeof bars)[0], (typeof bars)[0]];
    expect(four.height / two.height).to.be.closeTo(2, 0.01);
    expect(eight.height / four.height).to.be.closeTo(2, 0.01);
    expect(four.y + four.height).to.be.closeTo(base, 0.11);
    expect([upper.x, upper.y + upper.height]).to.deep.equal([four.x, four.y]);
    expect(eight.y).to.equal(upper.y);
    expect(four.x + four.width).to.be.lessThan(eight.x);
    expect(eight.x + eight.width).to.be.lessThan(two.x);
    expect(eight.y, "inside the picture").to.be.at.least(0);
  });

  it("draws a line through the middle of each place, higher for more", () => {
    const { points, path, base } = drawLine(LABELS, [0, 5, 10]);
    expect(points[0]!.y).to.equal(base);
    expect(points[1]!.y).to.be.closeTo((points[0]!.y + points[2]!.y) / 2, 0.11);
    expect(points[1]!.x).to.be.closeTo((points[0]!.x + points[2]!.x) / 2, 0.11);
    expect(path).to.equal(`M${points.map(({ x, y }) => `${x},${y}`).join("L")}`);
  });

  it("leaves labels out where they would run into each other", () => {
    const labels = Array.from({ length: 52 }, (_, week) => `Week ${week + 1}`);
    const shown = drawLine(
      labels,
      labels.map(() => 1),
    ).labels;
    expect(shown[0]?.text).to.equal("Week 1");
    for (let at = 1; at < shown.length; at += 1) expect(shown[at]!.x - shown[at - 1]!.x).to.be.at.least(42);
  });

  it("draws each cell of a heat map beside the next, inside the picture, and stronger for more", () => {
    const values = [
      [0, 1, 4],
      [0, 0, 2],
    ];
    const map = drawHeatMap({ rows: ["Mon", "Tue"], columns: ["08", "09", "10"], values }, (...place) => place.join());
    expect(map.cells.map(({ title }) => title)).to.deep.equal(["0,0,0", "0,1,1", "0,2,4", "1,0,0", "1,1,0", "1,2,2"]);
    const [nothing, one, four, below, , two] = map.cells;
    expect([nothing!.strength, below!.strength, four!.strength]).to.deep.equal([0, 0, 1]);
    expect(two!.strength).to.be.greaterThan(one!.strength).and.lessThan(four!.strength);
    expect(one!.x).to.be.greaterThan(nothing!.x + nothing!.width);
    expect(four!.x).to.be.greaterThan(one!.x + one!.width);
    expect(below!.y).to.be.greaterThan(nothing!.y + nothing!.height);
    const hours = Array.from({ length: 24 }, (_, hour) => String(hour));
    const day = drawHeatMap({ rows: ["Mon"], columns: hours, values: [hours.map(Number)] }, String);
    const last = day.cells.at(-1)!;
    expect(last.x + last.width).to.be.at.most(day.width);
    expect(day.columns.map(({ text }) => text)).to.deep.equal(hours.filter((hour) => Number(hour) % 2 === 0));
    expect(map.columns.map(({ text }) => text)).to.deep.equal(["08", "09", "10"]);
    expect(map.rows.map(({ text }) => text)).to.deep.equal(["Mon", "Tue"]);
  });
});

describe("The pictures of a counsellor's figures", () => {
  const none = { cancelledByClient: 0, cancelledByCounsellor: 0, notAttended: 0, earned: 0, refunded: 0 };
  const TUESDAY: DaySums = {
    ...{ ...none, day: new Date("2026-11-03"), attended: 2, cancelledByClient: 1, minutes: 100, earned: 12000 },
    ...{ refunded: 6000, hours: [9, 14], notice: [1, 0, 2, 0, 0], clients: ["new", "known"] },
  };
  const THURSDAY: DaySums = {
    ...{ ...none, day: new Date("2026-11-12"), attended: 1, cancelledByCounsellor: 3, notAttended: 4, minutes: 45 },
    ...{ hours: [11], notice: [0, 0, 0, 3, 5], clients: ["known"] },
  };

  function describeDays(days: DaySums[], firstDay: string, lastDay: string, preset?: Preset): InsightWords {
    const period = periodBetween(firstDay, lastDay, "Europe/Berlin");
    const firstSeen = days.length > 0 ? [{ clientId: "new", at: new Date("2026-11-03T09:00:00Z") }] : [];
    const insights = insightsFrom({ days, firstSeen }, period, periodBefore(period));
    return describeInsights(insights, preset, { format, amount: (cents) => String(cents / 100), currencyUnit: 100 });
  }

  it("say what each shows, in the order and colours of its series", () => {
    const { pictures } = describeDays([TUESDAY, THURSDAY], "2026-11-02", "2026-11-15");
    const drawn = pictures.map(({ heading, description, legend, bars }) => [
      ...[heading, description, legend.map(({ series, label }) => `${series} ${label}`).join()],
      (bars?.bars ?? []).map(({ series }) => series).join(" "),
    ]);
    const each = "Bars, one for each week:";
    const sessions = ["attended", "cancelled by clients", "cancelled by you", "not attended"];
    const SERIES = "first attended,second cancelled by clients,third cancelled by you,fourth not attended";
    expect(drawn).to.deep.equal([
      ["Sessions per week", `${each} ${sessions.join(", ")}.`, SERIES, "first first second third fourth"],
      ["Hours per week", `${each} hours.`, "first hours", "first first"],
      ["Earnings and refunds per week", `${each} earned, refunded.`, "first earned,second refunded", "first second"],
      ["New and returning clients", `${each} new, returning.`, "third new,first returning", "third first first"],
      [
        "Busiest hours",
        "A week of hours. The stronger an hour, the more attended sessions started in it.",
        ...["", ""],
      ],
      [
        "How far ahead sessions are booked",
        "Bars of sessions by the time from booking to start.",
        ...["", "first first first first"],
      ],
    ]);
  });

  it("have hours and whole units of money on their scales, and short labels", () => {
    const { pictures } = describeDays([TUESDAY, THURSDAY], "2026-11-02", "2026-11-15");
    const [, hours, money, , busiest, notice] = pictures;
    const axes = ({ bars }: (typeof pictures)[0]) => [
      bars?.ticks.map(({ label }) => label).join(),
      bars?.labels.map(({ text }) => text).join(),
    ];
    expect(axes(hours!)).to.deep.equal(["0,1,2,3,4", "2 Nov,9 Nov"]);
    expect(axes(money!)).to.deep.equal(["0,50,100,150,200", "2 Nov,9 Nov"]);
    expect(notice?.bars?.labels.map(({ text }) => text)).to.include.members(["< 1 day", "3–6 days", "2 wks+"]);
    const { columns, cells, rows } = busiest!.heat!;
    expect(columns.map(({ text }) => text).join()).to.equal("09,10,11,12,13,14");
    expect(rows.map(({ text }) => text).join()).to.equal("Mon,Tue,Wed,Thu,Fri,Sat,Sun");
    const some = cells.filter(({ strength }) => strength > 0).map(({ title }) => title);
    expect(some).to.deep.equal(["Tue 09:00: 1", "Tue 14:00: 1", "Thu 11:00: 1"]);
    const thousands = describeDays([{ ...TUESDAY, earned: 590_000 }], "2026-11-02", "2026-11-08").pictures[2]!;
    expect(axes(thousands)[0]?.toLowerCase()).to.equal("0,2k,4k,6k");
    const years = describeDays([TUESDAY], "2024-11-02", "2026-11-15").pictures[0]!;
    expect([years.heading, years.bars?.labels[0]?.text]).to.deep.equal(["Sessions per four weeks", "Nov 2024"]);
  });

  it("lie beside tables of the same days, whose files hold these days as well", () => {
    const own = describeDays([TUESDAY, THURSDAY], "2026-11-02", "2026-11-15");
    expect(own).to.include({ isEmpty: false, zoneName: "Berlin time", from: "2026-11-02", to: "2026-11-15" });
    expect(own.period).to.equal("2 November 2026 to 15 November 2026");
    expect(own.presets.map(({ isCurrent }) => isCurrent)).to.deep.equal([false, false, false]);
    expect(own.summary.csv).to.equal("/dashboard/figures/summary.csv?from=2026-11-02&to=2026-11-15");
    const columns = own.pictures.map(({ table }) => table.columns.slice(0, 2).join());
    expect(columns).to.deep.equal([
      ...["Week from,Attended", "Week from,Hours", "Week from,Earned", "Week from,New clients", "Hour,Mon"],
      "Booked ahead,Sessions",
    ]);
    const hours = own.pictures[1]!.table.rows.map(({ name, cells }) => [name, cells[0]?.shown]);
    expect(hours).to.deep.equal([
      ["2 November 2026", "1.7"],
      ["9 November 2026", "0.8"],
    ]);
    const preset = describeDays([TUESDAY], "2026-11-02", "2026-11-29", "4-weeks");
    expect(preset.pictures[0]!.table.csv).to.equal("/dashboard/figures/sessions.csv?period=4-weeks");
    const [first, second] = preset.presets;
    const href = (key: string): string => `/dashboard?period=${key}#figures`;
    expect(first).to.deep.equal({ href: href("4-weeks"), words: "4 weeks", isCurrent: true });
    expect(second).to.deep.equal({ href: href("3-months"), words: "3 months", isCurrent: false });
  });

  it("show working hours, and that there is nothing, where there is nothing; not where there was something before", () => {
    const empty = describeDays([], "2026-11-02", "2026-11-15");
    expect(empty.isEmpty).to.equal(true);
    const names = empty.pictures[4]!.table.rows.map(({ name }) => name);
    expect([names[0], names.at(-1), names.length]).to.deep.equal(["09:00", "16:00", 8]);
    const later = describeDays([TUESDAY], "2026-11-04", "2026-11-04");
    expect([later.isEmpty, later.period]).to.deep.equal([false, "4 November 2026"]);
  });
});
