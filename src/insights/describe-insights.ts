import type { Insights } from "./figure-rules.js";
import { drawPictures, type Picture } from "./insight-pictures.js";
import { figureTables, periodWords, type Writing } from "./insight-tables.js";
import { PRESETS, type Preset } from "./period-rules.js";
import type { FigureTable, TableKey } from "./table-rules.js";

/** A table, with the address of the same as a file. */
interface TableWords extends FigureTable {
  csv: string;
}

/** A counsellor's figures as pictures and tables. */
export interface InsightWords {
  presets: { href: string; words: string; isCurrent: boolean }[];
  /** The days shown, for the fields that choose others. */
  from: string;
  to: string;
  period: string;
  zoneName: string;
  /** Whether there is nothing to show. */
  isEmpty: boolean;
  summary: TableWords;
  pictures: (Picture & { table: TableWords })[];
}

/** Writes and draws figures; `preset` names their period where it is not one of the reader's own. */
export function describeInsights(insights: Insights, preset: Preset | undefined, writing: Writing): InsightWords {
  const { period, now, then } = insights;
  const tables = figureTables(insights, writing);
  const query = preset ? `period=${preset}` : `from=${period.firstDay}&to=${period.lastDay}`;
  const tableOf = (key: TableKey): TableWords => ({ ...tables[key], csv: `/dashboard/figures/${key}.csv?${query}` });
  return {
    presets: (Object.keys(PRESETS) as Preset[]).map((key) => ({
      href: `/dashboard?period=${key}#figures`,
      words: PRESETS[key].label,
      isCurrent: key === preset,
    })),
    from: period.firstDay,
    to: period.lastDay,
    period: periodWords(period, writing.format),
    zoneName: writing.format.zoneName(period.zone),
    isEmpty: [now, then].every((figures) => Object.values(figures).every((figure) => figure === 0)),
    summary: tableOf("summary"),
    pictures: drawPictures(insights, writing).map((each) => ({ ...each, table: tableOf(each.key) })),
  };
}
