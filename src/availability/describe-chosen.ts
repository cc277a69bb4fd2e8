import { MEDIA, sessionName, type Medium, type Offer } from "../catalogue/catalogue-rules.js";
import { priceWords, termsFor, windowSentence } from "../catalogue/terms-rules.js";
import type { Format } from "../web/format-rules.js";
import type { Picker } from "./pick-time.js";
import type { PickerPage } from "./picker-page.js";

/** The next step for a chosen time: a form, or words that say why there is none. */
export type ChosenStep = "taken" | "move" | "refused" | "book" | "preview" | "sign-in" | "none";

/** A chosen time as its template shows it. */
export interface ChosenView {
  step: ChosenStep;
  when: string;
  what: string;
  price: string | null;
  /** The same time for the counsellor, where their clock differs. */
  forCounsellor: string | null;
  /** Free times nearby, where this one is taken. */
  nearest: { words: string; href: string }[];
  refusal: string | null;
  /** Whether there are other counsellors to find. */
  canSearch: boolean;
  startsAt: string;
  sessionType: string;
  counsellorId: string;
  media: { key: Medium; label: string }[];
  /** A session that this time would move. */
  move: { path: string; from: string; isSoon: boolean; window: string } | null;
  /** Until when it can be moved and cancelled. */
  terms: string;
  signIn: { words: string; href: string; registerHref: string | null };
}

/** Describes the chosen time; null while there is none. */
export function describeChosen(
  picker: Picker,
  page: PickerPage,
  format: Format,
  addressOf: (change: { at: string; day?: undefined }) => string,
): ChosenView | null {
  const { chosen, offer, zone, counsellorZone } = picker;
  const { counsellor, moving } = page;
  if (!chosen) return null;
  const type = sessionName(offer.type);
  const isElsewhere = format.zoneName(counsellorZone) !== format.zoneName(zone);
  return {
    step: stepAfter(chosen, page),
    when: format.dateTime(chosen.at, zone),
    what: moving ? type : `${type}, ${format.minutes(offer.minutes)}`,
    price: moving ? null : priceIn(offer, format),
    forCounsellor: isElsewhere ? `For ${counsellor.name}: ${format.dateTime(chosen.at, counsellorZone)}` : null,
    nearest: chosen.nearest.map((slot) => ({
      words: `${format.shortDay(slot, zone)}, ${format.time(slot, zone)}`,
      href: addressOf({ at: slot.toISOString(), day: undefined }),
    })),
    refusal: chosen.refusal,
    canSearch: page.canSearch,
    startsAt: chosen.at.toISOString(),
    sessionType: offer.type,
    counsellorId: String(counsellor._id),
    media: counsellor.media.map((key) => ({ key, label: MEDIA[key] })),
    move: moving
      ? { path: page.path, from: moving.from.toISOString(), isSoon: moving.isSoon, window: moving.window }
      : null,
    terms: windowSentence(termsFor(counsellor, offer), chosen.hoursLeft),
    signIn: signInFor(page, addressOf({ at: chosen.at.toISOString() })),
  };
}

function priceIn(offer: Offer, { money }: Format): string {
  const price = priceWords(offer.priceCents, money);
  return offer.payBy === "direct" && offer.priceCents > 0 ? `${price}, paid directly` : price;
}

function stepAfter({ isFree, refusal }: NonNullable<Picker["chosen"]>, page: PickerPage): ChosenStep {
  if (!isFree) return "taken";
  if (page.moving) return "move";
  if (refusal) return "refused";
  if (page.reader.mayBook) return "book";
  if (page.reader.isPreview) return "preview";
  return page.reader.isVisitor ? "sign-in" : "none";
}

function signInFor({ counsellor }: PickerPage, address: string): ChosenView["signIn"] {
  const next = encodeURIComponent(address);
  const closed = `${counsellor.name} is not taking new clients at the moment. If you have had a session with them, sign in to book this time.`;
  return {
    words: counsellor.acceptsNew ? "Sign in to book this time. It is not held for you yet." : closed,
    href: `/sign-in?next=${next}`,
    registerHref: counsellor.acceptsNew ? `/register?next=${next}` : null,
  };
}
