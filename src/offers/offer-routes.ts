import { Router, type Request, type Response } from "express";
import { describeFacts } from "../appointments/describe-facts.js";
import { findAppointment } from "../appointments/find-appointments.js";
import { Conflict, InvalidInput } from "../platform/errors.js";
import type { Services } from "../services.js";
import { format } from "../web/format.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState, type ShowForm, readInput } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { answerRoutes } from "./answer-routes.js";
import { describeMaking } from "./describe-making.js";
import { findMaking } from "./find-making.js";
import { makeOffer } from "./make-offer.js";
import { moveForm, offerForm, offerQuery } from "./offer-forms.js";
import { offerMove } from "./offer-move.js";
import { offerNextWeek } from "./offer-next-week.js";
import { instantAt, nextWeek } from "./offer-rules.js";

/** A counsellor offers times to a client, who answers. */
export function offerRoutes(services: Services): Router {
  return Router().use(newRoutes(services), moveRoutes(services), nextWeekRoutes(services), answerRoutes(services));
}

function newRoutes(services: Services): Router {
  const router = Router();
  const showForm: ShowForm = (req, res, state) => showNew(services, req, res, state, recordId(req));
  router.get("/clients/:id/offer", allow("offer.make"), (req, res) => showForm(req, res, emptyForm));
  router.post(
    "/clients/:id/offer",
    allow("offer.make"),
    form(offerForm, showForm, async (req, res, { date, time, ...wish }) => {
      const startsAt = readInstant(req, date, time);
      const offer = await makeOffer(services, person(req), { ...wish, startsAt, clientId: recordId(req) });
      goTo(res, `/appointments/${String(offer._id)}`);
    }),
  );
  return router;
}

function moveRoutes(services: Services): Router {
  const router = Router();
  const showForm = (req: Request, res: Response, state: FormState) => showMove(services, req, res, state);
  router.get("/appointments/:id/offer", allow("offer.make"), (req, res) => showForm(req, res, emptyForm));
  router.post(
    "/appointments/:id/offer",
    allow("offer.make"),
    form(moveForm, showForm, async (req, res, { date, time, ...wish }) => {
      const startsAt = readInstant(req, date, time);
      await offerMove(services, person(req), { ...wish, startsAt, appointmentId: recordId(req) });
      goTo(res, `/appointments/${recordId(req)}`);
    }),
  );
  return router;
}

/** In one click; where that time is not free, the form opens with it and says so. */
function nextWeekRoutes(services: Services): Router {
  const router = Router();
  router.post("/appointments/:id/next-week", allow("offer.make"), async (req, res) => {
    try {
      const offer = await offerNextWeek(services, person(req), recordId(req));
      goTo(res, `/appointments/${String(offer._id)}`);
    } catch (error) {
      if (!(error instanceof Conflict || error instanceof InvalidInput)) throw error;
      const session = await findAppointment(person(req), recordId(req));
      const problem = Object.values(error instanceof InvalidInput ? error.fields : {})[0] ?? error.message;
      const { sessionType, medium, startsAt } = session;
      const entered = { sessionType, medium, at: nextWeek(startsAt, person(req).zone).toISOString() };
      const state = { ...emptyForm, problem, entered };
      await showNew(services, req, res.status(error.status), state, String(session.clientId));
    }
  });
  return router;
}

/** The instant that the counsellor's clocks mean. */
function readInstant(req: Request, date: string, time: string): Date {
  const startsAt = instantAt(date, time, person(req).zone);
  if (!startsAt)
    throw new InvalidInput({ time: "On that day, the clocks go forward and skip this time. Please choose another." });
  return startsAt;
}

async function showNew(
  services: Services,
  req: Request,
  res: Response,
  state: FormState,
  clientId: string,
): Promise<void> {
  const { at } = readInput(offerQuery, {
    ...req.query,
    ...(state.entered.at !== undefined && { at: state.entered.at }),
  });
  const making = await findMaking(services, person(req), { clientId, type: state.entered.sessionType, near: at });
  const address = `/clients/${clientId}`;
  await show(res, "offers/offer", {
    title: `Offer a time to ${making.name}`,
    ...describeMaking(making, { address: `${address}/offer`, at, zone: person(req).zone }, format),
    back: { href: address, words: making.name },
    moving: null,
    form: state,
  });
}

async function showMove(services: Services, req: Request, res: Response, state: FormState): Promise<void> {
  const session = await findAppointment(person(req), recordId(req));
  const { at } = readInput(offerQuery, req.query);
  const clientId = String(session.clientId);
  const making = await findMaking(services, person(req), {
    clientId,
    type: session.sessionType,
    near: at ?? session.startsAt,
  });
  const address = `/appointments/${session.id}`;
  await show(res, "offers/offer", {
    title: "Offer another time",
    ...describeMaking(making, { address: `${address}/offer`, at, zone: person(req).zone }, format),
    back: { href: address, words: "The session" },
    moving: { from: session.startsAt.toISOString(), facts: describeFacts(session, person(req), format) },
    form: state,
  });
}
