import { Router, type Response } from "express";
import type { Services } from "../services.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { goTo } from "../web/respond.js";
import { acceptOffer, declineOffer, withdrawOffer, type Accepted } from "./answer-offer.js";

/** Accept or decline an offer, and withdraw one. */
export function answerRoutes(services: Services): Router {
  const router = Router();

  router.post("/appointments/:id/accept", allow("offer.answer"), async (req, res) => {
    goOn(res, await acceptOffer(services, person(req), recordId(req)));
  });

  router.post("/appointments/:id/decline", allow("offer.answer"), async (req, res) => {
    await declineOffer(services, person(req), recordId(req));
    goTo(res, `/appointments/${recordId(req)}`);
  });

  router.post("/appointments/:id/withdraw", allow("offer.withdraw"), async (req, res) => {
    await withdrawOffer(services, person(req), recordId(req));
    goTo(res, `/appointments/${recordId(req)}`);
  });

  return router;
}

function goOn(res: Response, accepted: Accepted): void {
  if (accepted.next === "checkout") return goTo(res, `/appointments/${accepted.holdId}/checkout`);
  return goTo(res, `/appointments/${accepted.id}?${accepted.next}=1`);
}
