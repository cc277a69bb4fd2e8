import { Router, type Request, type Response } from "express";
import { can } from "../access/permissions.js";
import type { Services } from "../services.js";
import { doneWords } from "../web/done-words.js";
import { format } from "../web/format.js";
import { allow } from "../web/guards.js";
import { actor, person } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { checkForm } from "./check-forms.js";
import { checkWords } from "./check-rules.js";
import { findCheck, forgetCheck, shareCheck } from "./shared-check.js";

const SAID: Record<string, string> = {
  shared: "Your counsellor can see this result now.",
  forgotten: "Your result is deleted.",
};

/** The page on which everyone can check camera, microphone and connection at any time, and clients share the result. */
export function checkRoutes(services: Services): Router {
  const router = Router();

  router.get("/check", allow("page.see"), (req, res) => showCheck(req, res, emptyForm));

  router.post(
    "/check",
    allow("check.share"),
    form(checkForm, showCheck, async (req, res, result) => {
      await shareCheck(services, person(req), result);
      goTo(res, "/check?done=shared");
    }),
  );

  router.post("/check/forget", allow("check.share"), async (req, res) => {
    await forgetCheck(person(req));
    goTo(res, "/check?done=forgotten");
  });

  return router;
}

async function showCheck(req: Request, res: Response, state: FormState): Promise<void> {
  const reader = actor(req);
  const canShare = can(reader, "check.share");
  const shared = reader.role === "client" ? await findCheck(reader.id) : null;
  const said = doneWords(req, SAID);
  await show(res, "checks/check", {
    title: "Check your camera and microphone",
    scripts: ["check.js"],
    form: state,
    canShare,
    shared: shared &&
      reader.role === "client" && { on: format.dateTime(shared.at, reader.zone), words: checkWords(shared) },
    ...(said && { notice: { tone: "success", text: said } }),
  });
}
