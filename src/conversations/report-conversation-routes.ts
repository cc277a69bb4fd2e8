import { Router, type Request, type Response } from "express";
import type { Services } from "../services.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState, type ShowForm } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { reportForm } from "./conversation-forms.js";
import { describeConversation } from "./describe-conversation.js";
import { findOwnConversation } from "./read-messages.js";
import { reportConversation } from "./report-conversation.js";
import { REASONS } from "./report-rules.js";

const reasons = Object.entries(REASONS).map(([key, label]) => ({ key, label }));

/** The form on which either participant reports a conversation to the admins. */
export function reportConversationRoutes(services: Services): Router {
  const router = Router();
  const showAgain: ShowForm = (req, res, state) => showReport(services, req, res, state);

  router.get("/conversations/:id/report", allow("conversation.report"), (req, res) => showAgain(req, res, emptyForm));

  router.post(
    "/conversations/:id/report",
    allow("conversation.report"),
    form(reportForm, showAgain, async (req, res, { reason }) => {
      const conversation = await findOwnConversation(person(req), recordId(req));
      await reportConversation(services, person(req), conversation, reason);
      goTo(res, `/conversations/${recordId(req)}/report?done=1`);
    }),
  );

  return router;
}

async function showReport(services: Services, req: Request, res: Response, state: FormState): Promise<void> {
  const conversation = await findOwnConversation(person(req), recordId(req));
  const view = await describeConversation(services, person(req), conversation);
  const isReported = req.query.done === "1";
  const page = { title: "Report a conversation", conversation: view, reasons, form: state, isReported };
  await show(res, "conversations/report", page);
}
