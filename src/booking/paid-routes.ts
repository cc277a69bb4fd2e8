import { Router } from "express";
import type { Services } from "../services.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { readInput } from "../web/read-form.js";
import { goTo } from "../web/respond.js";
import { paidForm } from "./booking-forms.js";
import { markPaid } from "./mark-paid.js";

/** Marking a session that is paid directly as paid, and undoing that. */
export function paidRoutes(services: Services): Router {
  const router = Router();

  router.post("/appointments/:id/paid", allow("payment.mark"), async (req, res) => {
    const { paid } = readInput(paidForm, req.body);
    await markPaid(services, person(req), { appointmentId: recordId(req), isPaid: paid === "yes" });
    goTo(res, `/appointments/${recordId(req)}`);
  });

  return router;
}
