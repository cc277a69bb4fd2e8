import { Router, type Request, type RequestHandler, type Response } from "express";
import { can, type Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import { allow } from "../web/guards.js";
import { actor } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, renderFragment, show } from "../web/respond.js";
import { closeConversation } from "./close-conversation.js";
import { historyQuery, listQuery, messageForm, withdrawForm } from "./conversation-forms.js";
import { conversationRoom } from "./conversation-rooms.js";
import { drawRow } from "./conversation-socket.js";
import { countUnread } from "./count-unread.js";
import { describeConversation } from "./describe-conversation.js";
import { findWriting } from "./find-writing.js";
import { listConversations } from "./list-conversations.js";
import { markRead } from "./mark-read.js";
import { findOwnConversation } from "./read-messages.js";
import { sendMessage } from "./send-message.js";
import { withdrawMessage } from "./withdraw-message.js";

/** Lets the head of each page say how many messages wait for its reader. */
export const unreadCount: RequestHandler = (req, res, next) => {
  const reader = actor(req);
  if (reader.id !== null && can(reader, "conversation.list")) res.locals.countUnread = () => countUnread(reader.id);
  next();
};

/** Conversations by plain pages: all of them, and each to read and write without JavaScript. */
export function conversationRoutes(services: Services): Router {
  const router = Router();

  router.get("/conversations", allow("conversation.list"), async (req, res) => {
    const { page } = listQuery.parse(req.query);
    const { lines, pages } = await listConversations(services, actor(req), page);
    const data = { title: "Messages", lines, page, pages, now: services.clock.now() };
    await show(res, "conversations/list", data, { fragment: "conversations/_list" });
  });

  router.get("/conversations/:id/messages", allow("conversation.read"), (req, res) =>
    showConversation(req, res, emptyForm),
  );

  router.post(
    "/conversations/:id/messages",
    allow("conversation.write"),
    form(messageForm, showConversation, async (req, res, { text, clientId, appointmentId }) => {
      const written = { conversationId: req.params.id as string, clientMessageId: clientId, text };
      await sendMessage(services, actor(req) as Person, written, drawRow);
      goTo(res, `${pageOf(req, appointmentId)}#write`);
    }),
  );

  router.post(
    "/conversations/:id/withdraw",
    allow("conversation.write"),
    form(withdrawForm, showConversation, async (req, res, { seq, appointmentId }) => {
      const message = { conversationId: req.params.id as string, seq };
      await withdrawMessage(services, actor(req) as Person, message, drawRow);
      goTo(res, pageOf(req, appointmentId));
    }),
  );

  router.post("/conversations/:id/close", allow("conversation.close"), (req, res) => close(req, res, true));
  router.post("/conversations/:id/reopen", allow("conversation.close"), (req, res) => close(req, res, false));

  async function close(req: Request, res: Response, isClosed: boolean): Promise<void> {
    const conversation = await findOwnConversation(actor(req), req.params.id as string);
    const changed = await closeConversation(services, actor(req), conversation, isClosed);
    const writing = await findWriting(services, changed);
    await services.rooms.tellEach(conversationRoom(changed._id), async (member) => ({
      type: "conversation.closed",
      conversationId: changed._id.toString(),
      html: await renderFragment("conversations/_closed", { writing, actor: member.actor, zone: member.actor.zone }),
    }));
    goTo(res, pageOf(req));
  }

  async function showConversation(req: Request, res: Response, formState: FormState): Promise<void> {
    const conversation = await findOwnConversation(actor(req), req.params.id as string);
    const { before, after, appointmentId } = historyQuery.parse({ ...req.query, ...formState.entered });
    const view = await describeConversation(services, actor(req), conversation, { appointmentId, before, after });
    await markRead(services, actor(req), conversation, view.messages.at(-1)?.seq ?? 0);
    const page = { title: `Conversation with ${view.otherName}`, conversation: view, form: formState };
    await show(res, "conversations/conversation", page, { fragment: "conversations/_messages" });
  }

  return router;
}

/** Where a conversation is read: on its own page, or on that of an appointment. */
function pageOf(req: Request, appointmentId?: string): string {
  return appointmentId ? `/appointments/${appointmentId}` : `/conversations/${req.params.id as string}/messages`;
}
