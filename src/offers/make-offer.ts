import mongoose from "mongoose";
import { authorize, type Person } from "../access/permissions.js";
import type { Appointment } from "../appointments/appointment-model.js";
import { addMinutes } from "../appointments/appointment-rules.js";
import { isClientBlocked } from "../booking/block-client.js";
import { findOffer, type Medium, type SessionType } from "../catalogue/catalogue-rules.js";
import { termsFor } from "../catalogue/terms-rules.js";
import { offersFor } from "../clients/agreed-prices.js";
import { findOwnClient } from "../clients/find-own-client.js";
import { Conflict, InvalidInput } from "../platform/errors.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";
import type { Services } from "../services.js";
import { claimOffer } from "./claim-offer.js";

export interface OfferWish {
  clientId: string;
  sessionType: SessionType;
  medium: Medium;
  startsAt: Date;
  /** Whether a time outside the counsellor's hours is meant. */
  outside: boolean;
}

/**
 * Offers a session to a client of the actor's own, on the terms of now, and keeps the time for them. Throws Conflict when the time
 * is not free or the client cannot be offered one, and InvalidInput as `claimOffer`.
 */
export async function makeOffer(services: Services, actor: Person, wish: OfferWish): Promise<Appointment> {
  authorize(actor, "offer.make", { counsellorId: actor.id });
  const [client, counsellor] = await Promise.all([
    findOwnClient(actor, wish.clientId),
    CounsellorModel.findById(actor.id).lean(),
  ]);
  if (client.hasLeft) throw new Conflict("This client no longer has an account.");
  if (!counsellor?.published || counsellor.suspended)
    throw new Conflict("You can offer times once your profile is published.");
  if (await isClientBlocked({ counsellorId: actor.id, clientId: wish.clientId }))
    throw new Conflict(`You have stopped bookings from ${client.name}. Allow them again before you offer a time.`);
  const type = findOffer({ offers: await offersFor(counsellor, wish.clientId) }, wish.sessionType);
  if (!type) throw new InvalidInput({ sessionType: "Please choose a session type that you offer." });
  if (!counsellor.media.includes(wish.medium))
    throw new InvalidInput({ medium: "Please choose a way to meet that you offer." });
  const { sessionType, medium, startsAt, outside } = wish;
  const offered = {
    clientId: new mongoose.Types.ObjectId(wish.clientId),
    counsellorId: counsellor._id,
    sessionType,
    medium,
    ...termsFor(counsellor, type),
  };
  return claimOffer(services, offered, { startsAt, endsAt: addMinutes(startsAt, type.minutes), outside });
}
