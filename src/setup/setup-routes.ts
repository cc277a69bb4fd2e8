import { Router, type Request, type RequestHandler, type Response } from "express";
import { can } from "../access/permissions.js";
import { meetingFor } from "../room/ice-servers.js";
import type { TrialAnswer } from "../platform/mailer.js";
import type { Services } from "../services.js";
import { allow } from "../web/guards.js";
import { actor, person } from "../web/passport.js";
import { emptyForm, form, type FormState, type ShowForm } from "../web/read-form.js";
import { besidePage, giveData, goTo, show } from "../web/respond.js";
import { arrangeBackups, confirmRelay } from "./change-setup.js";
import { findSetup } from "./find-setup.js";
import { sendTestMail } from "./send-test-mail.js";
import { backupForm, nothing } from "./setup-forms.js";
import { leftWords, setupSteps, STATES } from "./setup-rules.js";

/** Lets the pages of admins say how much is left to set up. */
export function setupLeft(services: Services): RequestHandler {
  return (req, res, next) => {
    if (can(actor(req), "site.edit") && showsSetupLeft(req)) {
      const describe = async () => leftWords(setupSteps(await findSetup(services), null));
      res.locals.describeSetupLeft = besidePage(req, describe);
    }
    next();
  };
}

/** It stands on the pages for admins, but for that of the setup itself. */
const showsSetupLeft = ({ path }: Request): boolean =>
  (path === "/admin" || path.startsWith("/admin/")) && !path.startsWith("/admin/setup");

/** What a real site needs, each thing with its state and what to do. */
export function setupRoutes(services: Services): Router {
  const router = Router();
  const showAgain: ShowForm = (req, res, state) => showSetup(services, req, res, { form: state });

  router.get("/admin/setup", allow("site.edit"), (req, res) => showAgain(req, res, emptyForm));

  router.post(
    "/admin/setup/mail",
    allow("site.edit"),
    form(nothing, showAgain, async (req, res) => {
      const answer = await sendTestMail(services, person(req));
      await showSetup(services, req, res, { form: emptyForm, answer: describeAnswer(answer) });
    }),
  );

  router.get("/admin/setup/relay", allow("site.edit"), (_req, res) => giveData(res, meetingFor(services)));

  router.post("/admin/setup/relay", allow("site.edit"), async (req, res) => {
    await confirmRelay(services, person(req));
    goTo(res, "/admin/setup#relay");
  });

  router.post(
    "/admin/setup/backup",
    allow("site.edit"),
    form(backupForm, showAgain, async (req, res, { isArranged }) => {
      await arrangeBackups(services, person(req), isArranged);
      goTo(res, "/admin/setup#backup");
    }),
  );

  return router;
}

interface TestMailView {
  tone: "success" | "error";
  icon: string;
  sentence: string;
  /** What the mail server said. */
  words: string;
}

async function showSetup(
  services: Services,
  req: Request,
  res: Response,
  shown: { form: FormState; answer?: TestMailView },
): Promise<void> {
  const usedUrl = `${req.protocol}://${req.get("host")}`;
  const steps = setupSteps(await findSetup(services), usedUrl);
  const left = leftWords(steps);
  await show(res, "setup/setup", {
    title: "Setup",
    scripts: ["setup.js"],
    lead: left === null ? "Everything is set up." : `What a real site needs: ${left}.`,
    steps: steps.map((step) => ({ ...step, ...STATES[step.state], isDone: step.state === "done" })),
    ...shown,
  });
}

function describeAnswer({ isAccepted, words, to }: TrialAnswer & { to: string }): TestMailView {
  const sentence = `The test e-mail to ${to} ${isAccepted ? "was accepted" : "was not accepted"}. The server said:`;
  return isAccepted
    ? { tone: "success", icon: "check", sentence, words }
    : { tone: "error", icon: "warning", sentence, words };
}
