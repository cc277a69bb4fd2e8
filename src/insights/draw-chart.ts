import { scaleBand, scaleLinear, type ScaleBand, type ScaleLinear } from "d3-scale";
import { line, stack } from "d3-shape";

/** In units of the picture, which grows and shrinks with the page. */
const SIZE = { width: 360, height: 190 };
const EDGES = { left: 30, right: 8, top: 10, bottom: 24 };
const MOST_TICKS = 4;
/** About the width of a label's letter, and of the space between two labels. */
const LABEL = { letter: 6, space: 8 };

/** What a chart shows: one label for each place, and a number for each series there. */
export interface ChartData {
  labels: string[];
  series: { key: string; values: number[] }[];
}

interface Frame {
  width: number;
  height: number;
  /** Where the axis of labels runs, and from where to where the lines of ticks. */
  base: number;
  from: number;
  until: number;
  ticks: { y: number; label: string }[];
  labels: { x: number; text: string }[];
}

export interface BarChart extends Frame {
  bars: { series: string; x: number; y: number; width: number; height: number }[];
}

export interface LineChart extends Frame {
  /** An SVG path. */
  path: string;
  points: { x: number; y: number }[];
}

/** Bars, the series of a place on top of each other in their order. */
export function drawBars({ labels, series }: ChartData): BarChart {
  const places = labels.map((_, place) => place);
  const valueAt = (place: number, key: string): number => series.find((each) => each.key === key)?.values[place] ?? 0;
  const layers = stack<unknown, number, string>()
    .keys(series.map(({ key }) => key))
    .value(valueAt)(places);
  const { across, up, frame } = scalesFor(
    labels,
    Math.max(...layers.flatMap((layer) => layer.map(([, high]) => high))),
  );
  const bars = layers.flatMap((layer) =>
    layer.map(([low, high], place) => ({
      series: layer.key,
      x: rounded(across(place) ?? 0),
      y: rounded(up(high)),
      width: rounded(across.bandwidth()),
      height: rounded(up(low) - up(high)),
    })),
  );
  return { ...frame, bars: bars.filter(({ height }) => height > 0) };
}

/** One series as a line with a point for each place. */
export function drawLine(labels: string[], values: number[]): LineChart {
  const { across, up, frame } = scalesFor(labels, Math.max(...values));
  const points = values.map((value, place) => ({
    x: rounded((across(place) ?? 0) + across.bandwidth() / 2),
    y: rounded(up(value)),
  }));
  const path = line<{ x: number; y: number }>(
    ({ x }) => x,
    ({ y }) => y,
  )(points);
  return { ...frame, path: path ?? "", points };
}

interface Scales {
  across: ScaleBand<number>;
  up: ScaleLinear<number, number>;
  frame: Frame;
}

function scalesFor(labels: string[], most: number): Scales {
  const [from, until, base] = [EDGES.left, SIZE.width - EDGES.right, SIZE.height - EDGES.bottom];
  const across = scaleBand(
    labels.map((_, place) => place),
    [from, until],
  ).padding(0.25);
  const up = scaleLinear([0, Math.max(most, MOST_TICKS)], [base, EDGES.top]).nice(MOST_TICKS);
  const ticks = up.ticks(MOST_TICKS).map((tick) => ({ y: rounded(up(tick)), label: short.format(tick) }));
  const step = labelStep(labels, until - from);
  const middles = labels.map((text, place) => ({
    x: rounded((across(place) ?? 0) + across.bandwidth() / 2),
    text,
  }));
  const shown = middles.filter((_, place) => place % step === 0);
  return { across, up, frame: { ...SIZE, base, from, until, ticks, labels: shown } };
}

/** Where labels would run into each other, only every second, third and so on is shown. */
function labelStep(labels: string[], width: number): number {
  const longest = Math.max(...labels.map(({ length }) => length)) * LABEL.letter + LABEL.space;
  return Math.ceil((labels.length * longest) / width);
}

/** "900", "1.5k" */
const short = new Intl.NumberFormat("en-GB", { notation: "compact" });

const rounded = (length: number): number => Math.round(length * 10) / 10;
