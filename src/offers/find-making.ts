import type { Person } from "../access/permissions.js";
import { findAvailability } from "../availability/find-availability.js";
import { findNearestSlots, findSlots } from "../availability/find-slots.js";
import type { Medium, Offer } from "../catalogue/catalogue-rules.js";
import { atAgreedPrices } from "../catalogue/terms-rules.js";
import { AgreedPricesModel } from "../clients/agreed-price-model.js";
import { ownClientFrom, ownClientQuestions } from "../clients/find-own-client.js";
import { askTogether } from "../platform/ask-together.js";
import { Conflict } from "../platform/errors.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";
import type { Services } from "../services.js";

const SHOWN = 12;
const AHEAD_MS = 28 * 24 * 60 * 60_000;

/** What a counsellor chooses from who offers a time to a client. */
export interface Making {
  name: string;
  offers: Offer[];
  offer: Offer;
  media: Medium[];
  /** Free times in their hours: the next ones, or those near a time. */
  free: Date[];
  offerHours: number;
}

/** Finds what the actor can offer to a client of theirs. Throws Conflict for a counsellor whose profile offers no session yet. */
export async function findMaking(
  services: Services,
  actor: Person,
  asked: { clientId: string; type: unknown; near: Date | undefined },
): Promise<Making> {
  const { clientId } = asked;
  const [{ counsellor, agreed, ...found }, availability] = await Promise.all([
    askTogether({
      ...ownClientQuestions(actor, clientId),
      counsellor: CounsellorModel.findById(actor.id).lean(),
      agreed: AgreedPricesModel.findOne({ counsellorId: actor.id, clientId }).lean(),
    }),
    findAvailability(actor.id),
  ]);
  const client = ownClientFrom(actor, found);
  const offers = counsellor ? atAgreedPrices(counsellor.offers, agreed?.prices ?? []) : [];
  const offer = offers.find(({ type }) => type === asked.type) ?? offers[0];
  if (!counsellor || !offer) throw new Conflict("Your profile offers no session type yet.");
  const wish = { counsellorId: actor.id, minutes: offer.minutes };
  const now = services.clock.now();
  const ahead = { from: now, to: new Date(now.getTime() + AHEAD_MS) };
  const free = asked.near
    ? await findNearestSlots(services, wish, asked.near, availability)
    : (await findSlots(services, wish, ahead, availability)).slice(0, SHOWN);
  return { name: client.name, offers, offer, media: counsellor.media, free, offerHours: availability.offerHours };
}
