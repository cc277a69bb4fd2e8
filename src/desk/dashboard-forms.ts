import { z } from "zod";
import { TABLE_KEYS } from "../insights/table-rules.js";
import { daysBetween, LONGEST_DAYS, PRESETS, type Preset } from "../insights/period-rules.js";

const presets = Object.keys(PRESETS) as [Preset, ...Preset[]];

/** Which period that ends today to show: four weeks where nothing is asked. */
export const presetQuery = z.object({ period: z.enum(presets).catch("4-weeks") });

const day = (error: string) => z.iso.date({ error, abort: true });

/** A period between two days, both included. */
export const ownPeriodQuery = z
  .object({ from: day("Please enter the first day."), to: day("Please enter the last day.") })
  .superRefine(({ from, to }, context) => {
    const fail = (message: string): void => context.addIssue({ code: "custom", path: ["to"], message });
    const days = daysBetween(from, to);
    if (days < 1) fail("Please choose a last day on or after the first.");
    if (days > LONGEST_DAYS) fail("Please choose ten years or less.");
  });

/** The name of a file with one table of figures. */
export const figureFile = z
  .string()
  .transform((name) => name.replace(/\.csv$/, ""))
  .pipe(z.enum(TABLE_KEYS));
