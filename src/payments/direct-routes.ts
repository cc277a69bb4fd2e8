import { Router, type Request, type Response } from "express";
import type { Services } from "../services.js";
import { allow } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { findInstructions, saveInstructions } from "./direct-details.js";
import { INSTRUCTIONS_LENGTH, instructionsForm } from "./direct-forms.js";

/** The page on which counsellors write how clients pay them directly. */
export function directRoutes(services: Services): Router {
  const router = Router();

  const showForm = async (req: Request, res: Response, state: FormState): Promise<void> => {
    await show(res, "payments/instructions", {
      title: "How clients pay you directly",
      form: state,
      ...(await findInstructions(services, person(req).id)),
      maxlength: INSTRUCTIONS_LENGTH,
      isSaved: req.query.saved === "1" && !state.problem,
    });
  };

  router.get("/profile/payment", allow("payment.instruct"), (req, res) => showForm(req, res, emptyForm));

  router.post(
    "/profile/payment",
    allow("payment.instruct"),
    form(instructionsForm, showForm, async (req, res, edited) => {
      await saveInstructions(services, person(req), edited);
      goTo(res, "/profile/payment?saved=1");
    }),
  );

  return router;
}
