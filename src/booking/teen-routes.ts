import { Router, type Request, type Response } from "express";
import { describeFacts } from "../appointments/describe-facts.js";
import { lookUpHold } from "../appointments/find-appointments.js";
import { COUNT_LENGTH } from "../protocol/numbers.js";
import type { Services } from "../services.js";
import { format } from "../web/format.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState, type ShowForm } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { describePaying } from "./describe-paying.js";
import { teenForm } from "./teen-forms.js";
import { GUARDIAN_LENGTHS } from "./teen-rules.js";
import { findTeen, saveTeen } from "./teens.js";

/** Asks for whom a held teen session is, before payment. */
export function teenRoutes(services: Services): Router {
  const router = Router();
  const showAgain: ShowForm = (req, res, state) => showTeen(services, req, res, state);

  router.get("/appointments/:id/teen", allow("appointment.pay"), (req, res) => showAgain(req, res, emptyForm));

  router.post(
    "/appointments/:id/teen",
    allow("appointment.pay"),
    form(teenForm, showAgain, async (req, res, answers) => {
      await saveTeen(services, person(req), recordId(req), answers);
      goTo(res, `/appointments/${recordId(req)}/checkout`);
    }),
  );

  return router;
}

async function showTeen(services: Services, req: Request, res: Response, state: FormState): Promise<void> {
  const hold = await lookUpHold(person(req), recordId(req));
  const isHeld = hold?.status === "held" && (hold.deadlineAt ?? 0) > services.clock.now();
  // The checkout says what happened to the time.
  if (!isHeld || hold.sessionType !== "teen") return goTo(res, `/appointments/${recordId(req)}/checkout`);
  const teen = await findTeen(services, hold);
  await show(res, "booking/teen", {
    title: "Who is this session for?",
    form: state,
    facts: describeFacts(hold, person(req), format),
    steps: describePaying(hold).steps,
    button: hold.payBy === "site" ? "Continue to payment" : "Continue",
    address: `/appointments/${recordId(req)}`,
    teen,
    heldUntil: format.time(hold.deadlineAt!, person(req).zone),
    ageOfConsent: services.site.current.ageOfConsent,
    lengths: { ...GUARDIAN_LENGTHS, age: COUNT_LENGTH },
    agreement: [{ key: "yes", label: "They know about this session and agree to it" }],
  });
}
