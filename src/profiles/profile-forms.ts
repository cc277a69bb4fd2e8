import { z } from "zod";
import { readWhole } from "../protocol/numbers.js";
import { NAME_LENGTHS } from "../accounts/account-rules.js";
import { longText, personName, singleLine } from "../web/field-forms.js";
import { priceLimits, priceRange, readMoney, symbolOf, type Currency } from "../web/money-rules.js";
import {
  ANSWER_TIMES,
  FIRST_TALK,
  GENDERS,
  keysOf,
  LANGUAGES,
  MAIN_TYPES,
  MEDIA,
  SPECIALIZATIONS,
  type Offer,
  type SessionType,
} from "../catalogue/catalogue-rules.js";
import { CANCEL_WINDOW_HOURS, PAY_WAYS } from "../catalogue/terms-rules.js";
import { UPCOMING_WITH_ONE } from "../catalogue/upcoming-rules.js";
import { APPROACH_LENGTHS, CREDENTIALS_LENGTH, SESSION_MINUTES, type ProfileDetails } from "./profile-rules.js";

/** A photo's form has no other fields. */
export const photoForm = z.object({});

/** None, one or several ticked boxes of one name. */
const ticked = <T extends z.ZodType>(one: T) =>
  z.preprocess((sent) => (sent === undefined ? [] : [sent].flat()), z.array(one, "Please choose from the list."));

const { least: shortest, most: longest, usual } = CANCEL_WINDOW_HOURS;
const UPCOMING = `Please enter a number from ${UPCOMING_WITH_ONE.least} to ${UPCOMING_WITH_ONE.most}.`;
const WINDOW = `Please enter a number of hours from ${shortest} to ${longest}.`;

const details = z.object({
  name: personName(NAME_LENGTHS, "Please enter your name."),
  credentials: singleLine(CREDENTIALS_LENGTH),
  approach: z.string().trim().pipe(longText(APPROACH_LENGTHS.most)),
  languages: ticked(z.enum(LANGUAGES)),
  specializations: ticked(z.enum(keysOf(SPECIALIZATIONS))),
  media: ticked(z.enum(keysOf(MEDIA))),
  gender: z.preprocess((sent) => (sent === "" ? null : sent), z.enum(keysOf(GENDERS)).nullable()),
  answersWithin: z.preprocess((sent) => (sent === "" ? null : (sent ?? null)), z.enum(keysOf(ANSWER_TIMES)).nullable()),
  acceptsNew: z.preprocess((sent) => sent === "yes", z.boolean()),
  cancelWindowHours: z
    .string(WINDOW)
    .default(String(usual))
    .transform((text) => readWhole(text) ?? NaN)
    .pipe(z.number(WINDOW).min(shortest, WINDOW).max(longest, WINDOW)),
  mostUpcoming: z
    .string(UPCOMING)
    .default(String(UPCOMING_WITH_ONE.usual))
    .transform((text) => readWhole(text) ?? NaN)
    .pipe(z.number(UPCOMING).min(UPCOMING_WITH_ONE.least, UPCOMING).max(UPCOMING_WITH_ONE.most, UPCOMING)),
  version: z.coerce.number().int().min(0),
});

/**
 * A counsellor's own profile, with prices in this currency. Filling in `individual.minutes` and `individual.price` offers that session
 * type. Errors are keyed by field.
 */
export const profileForm = (currency: Currency): z.ZodType<ProfileDetails & { version: number }> =>
  z.record(z.string(), z.unknown()).transform((fields, context) => {
    const fail = (path: string, message: string): void => context.addIssue({ code: "custom", path: [path], message });
    if (fields.currency !== undefined && fields.currency !== currency) {
      fail("individual.price", `Prices are in ${symbolOf(currency)} now. Please enter them again.`);
    }
    const offers = MAIN_TYPES.flatMap((type) => readOffer(type, fields, currency, fail));
    if (fields.firstTalk === "yes") offers.push(FIRST_TALK);
    const read = details.safeParse(fields);
    for (const issue of read.error?.issues ?? []) fail(String(issue.path[0]), issue.message);
    return read.success ? { ...read.data, offers } : z.NEVER;
  });

type Fail = (path: string, message: string) => void;

function readOffer(type: SessionType, fields: Record<string, unknown>, currency: Currency, fail: Fail): Offer[] {
  const [minutes, price, way] = ["minutes", "price", "payBy"].map((part) =>
    z.string().trim().catch("").parse(fields[`${type}.${part}`]),
  );
  if (!minutes && !price) return [];
  const payBy = PAY_WAYS.find((known) => known === way) ?? "site";
  const [count, amount] = [
    readMinutes(minutes),
    payBy === "free" ? readNothing(price, currency) : readPrice(price, currency),
  ];
  if (count === null) {
    const { least, most, step } = SESSION_MINUTES;
    fail(`${type}.minutes`, `Please enter minutes from ${least} to ${most}, in steps of ${step}.`);
  }
  if (amount === null) fail(`${type}.price`, payBy === "free" ? FREE_PRICE : priceHelp(currency));
  return count === null || amount === null ? [] : [{ type, minutes: count, priceCents: amount, payBy }];
}

const FREE_PRICE = "Please leave the price empty, or choose how it is paid.";

function priceHelp(currency: Currency): string {
  const { least, most, example } = priceLimits(currency);
  return `Please enter a price from ${least} to ${most} ${symbolOf(currency)}, such as ${example}.`;
}

/** A free session has no price. */
function readNothing(entered = "", currency: Currency): number | null {
  return entered === "" || readMoney(entered, currency) === 0 ? 0 : null;
}

function readMinutes(entered = ""): number | null {
  const { least, most, step } = SESSION_MINUTES;
  const minutes = readWhole(entered) ?? NaN;
  return minutes >= least && minutes <= most && minutes % step === 0 ? minutes : null;
}

function readPrice(entered = "", currency: Currency): number | null {
  const { least, most } = priceRange(currency);
  const price = readMoney(entered, currency) ?? NaN;
  return price >= least && price <= most ? price : null;
}
