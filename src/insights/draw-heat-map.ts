import { scaleBand, scaleLinear } from "d3-scale";

/** In units of the picture. */
const WIDTH = 360;
const ROW_HEIGHT = 24;
const EDGES = { left: 36, right: 4, top: 4, bottom: 20 };
/** The faintest that something shows; nothing shows as an empty cell. */
const FAINTEST = 0.2;
const MOST_LABELS = 12;

export interface HeatMap {
  width: number;
  height: number;
  /** The further from 0 to 1, the stronger. */
  cells: { x: number; y: number; width: number; height: number; strength: number; title: string }[];
  rows: { y: number; text: string }[];
  columns: { x: number; text: string }[];
  base: number;
}

/** Numbers in rows and columns as cells, each as strong as its number is large; `titleOf` says what a cell stands for. */
export function drawHeatMap(
  { rows, columns, values }: { rows: string[]; columns: string[]; values: number[][] },
  titleOf: (row: number, column: number, value: number) => string,
): HeatMap {
  const base = EDGES.top + rows.length * ROW_HEIGHT;
  const across = scaleBand([...columns.keys()], [EDGES.left, WIDTH - EDGES.right]).padding(0.08);
  const down = scaleBand([...rows.keys()], [EDGES.top, base]).padding(0.08);
  const strength = scaleLinear([1, Math.max(...values.flat(), 2)], [FAINTEST, 1]);
  const step = Math.ceil(columns.length / MOST_LABELS);
  return {
    width: WIDTH,
    height: base + EDGES.bottom,
    base,
    cells: values.flatMap((line, row) =>
      line.map((value, column) => ({
        x: rounded(across(column) ?? 0),
        y: rounded(down(row) ?? 0),
        width: rounded(across.bandwidth()),
        height: rounded(down.bandwidth()),
        strength: value === 0 ? 0 : rounded(strength(value)),
        title: titleOf(row, column, value),
      })),
    ),
    rows: rows.map((text, row) => ({ y: rounded((down(row) ?? 0) + down.bandwidth() / 2), text })),
    columns: columns
      .map((text, column) => ({ x: rounded((across(column) ?? 0) + across.bandwidth() / 2), text }))
      .filter((_, column) => column % step === 0),
  };
}

const rounded = (length: number): number => Math.round(length * 100) / 100;
