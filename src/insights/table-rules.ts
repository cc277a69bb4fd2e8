/** The tables of the dashboard, by the names of their files. */
export const TABLE_KEYS = ["summary", "sessions", "hours", "money", "clients", "busiest", "notice"] as const;
export type TableKey = (typeof TABLE_KEYS)[number];

/** A figure as a page shows it, and as a spreadsheet reads it. */
export interface Cell {
  shown: string;
  plain: string;
}

/** A table of figures: the first column names the rows. */
export interface FigureTable {
  caption: string;
  columns: string[];
  rows: { name: string; cells: Cell[] }[];
}

/** A table as the rows of a file. */
export function fileRows({ columns, rows }: FigureTable): string[][] {
  return [columns, ...rows.map(({ name, cells }) => [name, ...cells.map(({ plain }) => plain)])];
}
