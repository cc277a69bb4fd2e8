import type { Person } from "../access/permissions.js";
import { SESSION_TYPES } from "../catalogue/catalogue-rules.js";
import type { Services } from "../services.js";
import type { Format } from "../web/format-rules.js";
import { CHOICES, type Availability } from "./availability-rules.js";
import { stripDayWords, type DayWords } from "./describe-picker.js";
import { differencesOf, type Differences } from "./difference-rules.js";
import { editorFields, type EditorFields } from "./editor-fields-rules.js";
import { rowsOf } from "./editor-rows-rules.js";
import { findAvailability } from "./find-availability.js";
import { findLeftOutside, type LeftOutside } from "./find-left-outside.js";
import { withYesterday } from "./override-rows-rules.js";
import { previewTimes, type TimesPreview } from "./preview-times.js";
import { SETTINGS, type Setting } from "./setting-rules.js";
import { dayOf } from "../web/zone-days-rules.js";
import { weekPicture, type WeekPicture } from "./week-picture-rules.js";

/** Hours as the editor sends them: their zone is the account's. */
export type EditedHours = Omit<Availability, "zone">;

/** What to show in the editor besides the saved hours. */
export interface EditorRequest {
  entered: Record<string, unknown>;
  errors: Record<string, string>;
  /** Hours to preview instead of the saved ones. */
  draft?: EditedHours | undefined;
  /** The list that gets another row: a day, or "override". */
  growing?: string | undefined;
  /** Hours entered against a version that is no longer the newest. */
  stale?: EditedHours | undefined;
  /** The session type and day to preview. */
  previewed: { type?: string | undefined; day?: string | undefined };
}

/** The editor as its template shows it. */
export interface EditorView extends EditorFields {
  /** The weekday that just got another row. */
  day: EditorFields["week"][number] | undefined;
  picture: WeekPicture;
  /** The version that the form was edited from. */
  version: unknown;
  /** Where the other window differs; empty where it does not, null where there was none. */
  differences: DifferenceFact[] | null;
  days: { key: string; label: string }[];
  /** Whether the form that copies a day has an error. */
  isCopying: boolean;
  zone: string;
  settings: SettingField[];
  leftOutside: LeftOutside[];
  hasPreview: boolean;
  isDraft: boolean;
  previewHeading: string;
  /** "your hours", or "these hours" where they are not saved. */
  whichHours: string;
  /** Null where the hours have errors, or their counsellor offers nothing. */
  preview: PreviewView | null;
}

interface DifferenceFact {
  label: string;
  there: string;
  here: string;
}

interface SettingField extends Omit<Setting, "words"> {
  value: number;
  options: { key: number; label: string }[];
}

interface PreviewView {
  options: { key: string; label: string }[];
  hasChoice: boolean;
  type: string;
  days: (DayWords & { isOpen: boolean; value: string })[];
  day: string | null;
  parts: { name: string; slots: { time: string }[] }[];
}

/** Describes the editor of the actor's own hours. */
export async function describeEditor(
  services: Services,
  actor: Person,
  request: EditorRequest,
  format: Format,
): Promise<EditorView> {
  const { entered, errors, draft, growing, stale, previewed } = request;
  const saved = await findAvailability(actor.id);
  const { zone } = saved;
  const now = services.clock.now();
  const today = dayOf(now, zone).toString();
  const shown = draft ? { ...draft, overrides: withYesterday(draft.overrides, saved.overrides, today), zone } : saved;
  const rows = rowsOf(saved, entered, today, growing);
  const { week, dates } = editorFields(rows, errors, growing);
  const hasErrors = Object.keys(errors).length > 0;
  const [leftOutside, preview] = await Promise.all([
    findLeftOutside(actor.id, shown, now),
    hasErrors ? null : previewTimes(services, actor.id, shown, previewed),
  ]);
  return {
    week,
    dates,
    day: week.find(({ key }) => key === growing),
    picture: weekPicture(rows.week),
    version: stale ? saved.version : (entered.version ?? saved.version),
    differences: stale ? differenceFacts(differencesOf(saved, { ...stale, zone }, today), format) : null,
    days: week.map(({ key, weekday }) => ({ key, label: weekday })),
    isCopying: "copyFrom" in errors || "copyTo" in errors,
    zone,
    settings: settingFields(saved),
    leftOutside,
    hasPreview: !hasErrors,
    ...hoursWords(draft !== undefined),
    preview: preview && describePreview(preview, zone, format),
  };
}

function settingFields(saved: Availability): SettingField[] {
  return SETTINGS.map(({ name, label, hint, words }) => ({
    ...{ name, label, hint, value: saved[name] },
    options: CHOICES[name].map((key) => ({ key, label: words(key) })),
  }));
}

function hoursWords(isDraft: boolean): Pick<EditorView, "isDraft" | "previewHeading" | "whichHours"> {
  return isDraft
    ? { isDraft, previewHeading: "What clients would see", whichHours: "these hours" }
    : { isDraft, previewHeading: "What clients see", whichHours: "your hours" };
}

function differenceFacts({ named, dated }: Differences, format: Format): DifferenceFact[] {
  const day = (date: string): string => format.day(new Date(`${date}T12:00Z`), "UTC");
  const dates = dated.map(({ first, last, there, here }) => ({
    label: last === first ? day(first) : `${day(first)} to ${day(last)}`,
    there,
    here,
  }));
  return [...named, ...dates];
}

function describePreview(
  { offers, offer, days, open, parts }: TimesPreview,
  zone: string,
  format: Format,
): PreviewView {
  return {
    options: offers.map(({ type, minutes }) => ({ key: type, label: `${SESSION_TYPES[type]}, ${minutes} min` })),
    hasChoice: offers.length > 1,
    type: offer.type,
    days: days.map(({ date, noon, slots }) => ({
      ...stripDayWords(noon, zone, slots.length, format),
      isOpen: date === open?.date,
      value: date,
    })),
    day: open && format.day(open.noon, zone),
    parts: parts.map(([name, slots]) => ({ name, slots: slots.map((slot) => ({ time: format.time(slot, zone) })) })),
  };
}
