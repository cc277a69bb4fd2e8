import type { Request, Response } from "express";
import { describeFacts } from "../appointments/describe-facts.js";
import { lookUpHold } from "../appointments/find-appointments.js";
import type { AppointmentView } from "../appointments/with-people.js";
import type { LostTime } from "../appointments/find-lost-payments.js";
import { hoursUntil, windowSentence } from "../catalogue/terms-rules.js";
import type { SessionType } from "../catalogue/catalogue-rules.js";
import { inGroups, TEST_CARDS } from "../payments/card-rules.js";
import { findLatestPayment } from "../payments/find-payments.js";
import type { Services } from "../services.js";
import { format } from "../web/format.js";
import { recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import type { FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { describeLostHold } from "./describe-lost-hold.js";
import { describePaying } from "./describe-paying.js";
import { describeTeen } from "./describe-teen.js";
import { findLostHold } from "./find-lost-hold.js";
import { findTeen } from "./teens.js";

declare module "express-session" {
  interface SessionData {
    /** The time held last, for when the hold is gone. */
    held: { id: string; counsellorId: string; sessionType: SessionType; startsAt: string };
  }
}

const testCards = TEST_CARDS.map(({ number, what }) => ({ label: inGroups(number), what }));

/** Keeps in the login session what this browser holds. */
export function rememberHold(
  req: Request,
  {
    id,
    counsellorId,
    sessionType,
    startsAt,
  }: { id: string; counsellorId: string; sessionType: SessionType; startsAt: Date },
): void {
  req.session.held = { id, counsellorId, sessionType, startsAt: startsAt.toISOString() };
}

/** Answers with a hold's checkout page; once booked, redirects to the appointment, and once expired, says so. */
export async function showCheckout(services: Services, req: Request, res: Response, form: FormState): Promise<void> {
  const appointment = await lookUpHold(person(req), recordId(req));
  if (appointment && appointment.status !== "held") return goTo(res, `/appointments/${appointment.id}`);
  const { deadlineAt = new Date(0) } = appointment ?? {};
  const now = services.clock.now();
  const msLeft = deadlineAt.getTime() - now.getTime();
  if (!appointment || msLeft <= 0) return showHoldEnded(services, req, res, appointment);
  const teen = await findTeen(services, appointment);
  if (appointment.sessionType === "teen" && !teen) return goTo(res, `/appointments/${recordId(req)}/teen`);
  const { zone } = person(req);
  await show(res, "booking/checkout", {
    title: appointment.payBy === "site" ? "Pay & Book" : "Book",
    paying: describePaying(appointment),
    facts: describeFacts(appointment, person(req), format),
    terms: windowSentence(appointment, hoursUntil(appointment.startsAt, now)),
    address: `/appointments/${recordId(req)}`,
    form,
    teen: teen && describeTeen(teen, zone, format),
    testCards,
    secondsLeft: Math.ceil(msLeft / 1000),
    minutesLeft: Math.ceil(msLeft / 60_000),
    heldUntil: `${format.time(deadlineAt, zone)} (${format.zoneName(zone)})`,
  });
}

/** The same page whether a hold expired, never existed or is someone else's; it names only what is the reader's own. */
export async function showHoldEnded(
  services: Services,
  req: Request,
  res: Response,
  hold: AppointmentView | null,
): Promise<void> {
  const id = recordId(req);
  const payment = await findLatestPayment(person(req), id);
  if (payment?.status === "pending") return goTo(res, `/appointments/${id}/payment`);
  const known = hold ?? (payment?.hold ? null : lastHold(req, id));
  const lostHold = await findLostHold(services, person(req), payment, known);
  const words = describeLostHold(lostHold, person(req), format);
  await show(res, "booking/hold-ended", { title: words.heading, words }, { status: lostHold.lost ? 409 : 404 });
}

/** The latest hold of this browser, if it was this one. */
function lastHold({ session: { held } }: Request, id: string): LostTime | null {
  return held?.id === id ? { ...held, startsAt: new Date(held.startsAt) } : null;
}
