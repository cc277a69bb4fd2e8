import { Router, type Request, type Response } from "express";
import type { Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import { allow } from "../web/guards.js";
import { actor } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { historyQuery, messageForm } from "./conversation-forms.js";
import { drawRow } from "./conversation-socket.js";
import { describeConversation } from "./describe-conversation.js";
import { findOwnConversation } from "./read-messages.js";
import { sendMessage } from "./send-message.js";

/** Conversations by plain pages: earlier messages, and writing without JavaScript. */
export function conversationRoutes(services: Services): Router {
  const router = Router();

  router.get("/conversations/:id/messages", allow("conversation.read"), (req, res) =>
    showConversation(req, res, emptyForm),
  );

  router.post(
    "/conversations/:id/messages",
    allow("conversation.write"),
    form(messageForm, showConversation, async (req, res, { text, clientId, appointmentId }) => {
      const written = { conversationId: req.params.id as string, clientMessageId: clientId, text };
      await sendMessage(services, actor(req) as Person, written, drawRow);
      const page = appointmentId
        ? `/appointments/${appointmentId}`
        : `/conversations/${written.conversationId}/messages`;
      goTo(res, `${page}#write`);
    }),
  );

  async function showConversation(req: Request, res: Response, formState: FormState): Promise<void> {
    const conversation = await findOwnConversation(actor(req), req.params.id as string);
    const { before, appointmentId } = historyQuery.parse({ ...req.query, ...formState.entered });
    const view = await describeConversation(services, actor(req), conversation, { appointmentId, before });
    const page = { title: `Conversation with ${view.otherName}`, conversation: view, form: formState };
    await show(res, "conversations/conversation", page, { fragment: "conversations/_messages" });
  }

  return router;
}
