import { expect } from "chai";
import { drawBars, drawLine } from "../../src/insights/draw-chart.js";
import { drawHeatMap } from "../../src/insights/draw-heat-map.js";

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
  });
});
