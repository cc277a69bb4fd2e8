import { Router, type Request, type Response } from "express";
import type { Services } from "../services.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState, readInput } from "../web/read-form.js";
import { giveData, goTo, show, wantsData } from "../web/respond.js";
import { withdrawForm, withdrawQuery } from "./conversation-forms.js";
import { conversationPath } from "./conversation-routes.js";
import { findOwnMessage } from "./find-own-message.js";
import { rowFor } from "./message-row.js";
import { withdrawMessage } from "./withdraw-message.js";

/** Withdrawing a message without JavaScript: a page asks first, and says when it is too late. */
export function withdrawRoutes(services: Services): Router {
  const router = Router();

  router.get("/conversations/:id/withdraw", allow("conversation.write"), (req, res) => askFirst(req, res, emptyForm));

  router.post(
    "/conversations/:id/withdraw",
    allow("conversation.write"),
    form(withdrawForm, askFirst, async (req, res, { seq, appointmentId }) => {
      await withdrawMessage(services, person(req), which(req, seq));
      if (wantsData(req)) return giveData(res, { seq });
      const { isRecent } = await findOwnMessage(services, person(req), which(req, seq));
      goTo(res, messagePath(req, { seq, appointmentId, isRecent }));
    }),
  );

  async function askFirst(req: Request, res: Response, state: FormState): Promise<void> {
    const { seq, appointmentId } = readInput(withdrawQuery, { ...req.query, ...state.entered });
    const { message, isRecent } = await findOwnMessage(services, person(req), which(req, seq));
    const back = messagePath(req, { seq, appointmentId, isRecent });
    const row = { ...rowFor(person(req), message), withdrawableForMs: 0 };
    const canWithdraw = message.withdrawableForMs > 0;
    await show(res, "conversations/withdraw", {
      title: titleOf(message),
      message,
      row,
      canWithdraw,
      appointmentId,
      back,
    });
  }

  return router;
}

const which = (req: Request, seq: number): { conversationId: string; seq: number } => ({
  conversationId: recordId(req),
  seq,
});

function titleOf({ isWithdrawn, withdrawableForMs }: { isWithdrawn: boolean; withdrawableForMs: number }): string {
  if (isWithdrawn) return "This message is withdrawn";
  return withdrawableForMs > 0 ? "Withdraw this message?" : "This message can no longer be withdrawn";
}

/** The address at which a message is shown: on its conversation's first page, or at the end of an earlier one. */
function messagePath(
  req: Request,
  { seq, appointmentId, isRecent }: { seq: number; appointmentId: string | undefined; isRecent: boolean },
): string {
  const earlier = new URLSearchParams({ before: String(seq + 1), ...(appointmentId && { appointmentId }) });
  const page = isRecent ? conversationPath(req, appointmentId) : `${conversationPath(req)}?${earlier.toString()}`;
  return `${page}#message-${seq}`;
}
