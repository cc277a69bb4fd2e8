import type { Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import { drawBars, drawLine, type BarChart, type LineChart } from "../insights/draw-chart.js";
import { countMonths, type MonthCounts } from "./count-months.js";

interface Totals {
  months: MonthCounts[];
  sessions: BarChart;
  accounts: LineChart;
}

/** The numbers of the last twelve months, and pictures of them. */
export async function describeTotals(services: Services, actor: Person): Promise<Totals> {
  const months = await countMonths(services, actor);
  const labels = months.map(({ short }) => short);
  return {
    months,
    sessions: drawBars({
      labels,
      series: [
        { key: "first", values: months.map(({ held }) => held) },
        { key: "second", values: months.map(({ cancelled }) => cancelled) },
      ],
    }),
    accounts: drawLine(
      labels,
      months.map(({ accounts }) => accounts),
    ),
  };
}
