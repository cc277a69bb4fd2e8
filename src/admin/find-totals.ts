import { authorize, type Person } from "../access/permissions.js";
import { drawBars, drawLine, type BarChart, type LineChart } from "../insights/draw-chart.js";
import { TotalsModel, type Totals } from "./totals-model.js";

interface DrawnTotals extends Totals {
  sessions: BarChart;
  accounts: LineChart;
}

/** The site's totals as they were last counted, with pictures of its months; null before the first count. */
export async function findTotals(actor: Person): Promise<DrawnTotals | null> {
  authorize(actor, "site.watch", {});
  const totals = await TotalsModel.findById("totals").lean();
  if (!totals) return null;
  const { months } = totals;
  const labels = months.map(({ short }) => short);
  return {
    ...totals,
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
