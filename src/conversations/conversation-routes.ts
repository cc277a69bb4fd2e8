import { Router, type Request, type RequestHandler, type Response } from "express";
import { can } from "../access/permissions.js";
import type { Services } from "../services.js";
import { findLink } from "../web/find-link.js";
import { format } from "../web/format.js";
import { allow, recordId } from "../web/guards.js";
import { actor, person } from "../web/passport.js";
import { emptyForm, form, type FormState, type ShowForm, readInput } from "../web/read-form.js";
import { besidePage, giveData, goTo, show, wantsData } from "../web/respond.js";
import { closeConversation } from "./close-conversation.js";
import { historyQuery, conversationListQuery, messageForm } from "./conversation-forms.js";
import { countMessage } from "./count-messages.js";
import { countUnread } from "./count-unread.js";
import { describeConversation } from "./describe-conversation.js";
import { describeLines } from "./describe-list.js";
import { listConversations } from "./list-conversations.js";
import { markRead } from "./mark-read.js";
import { findOwnConversation } from "./read-messages.js";
import { sendMessage } from "./send-message.js";

const FIRST_FOR_CLIENTS = "Once you have booked a session, you and your counsellor can write to each other here.";
const FIRST_FOR_COUNSELLORS = "Once a client has booked a session with you, you can write to each other here.";

/** Makes the reader's unread count available to every page's header. */
export const countForHeader: RequestHandler = (req, res, next) => {
  const reader = actor(req);
  if (reader.id !== null && can(reader, "conversation.list"))
    res.locals.countUnread = besidePage(req, () => countUnread(reader.id));
  next();
};

/** Conversations as plain pages: the list, and each to read and write without JavaScript. */
export function conversationRoutes(services: Services): Router {
  const router = Router();
  const showAgain: ShowForm = (req, res, state) => showConversation(services, req, res, state);

  router.get("/conversations", allow("conversation.list"), async (req, res) => {
    const { page } = readInput(conversationListQuery, req.query);
    const { lines, ...place } = await listConversations(services, person(req), page);
    const conversations = describeLines(lines, person(req), services.clock.now(), format);
    const data = { title: "Messages", conversations, ...place, beginning: beginningFor(req, res) };
    await show(res, "conversations/list", data, { fragment: "conversations/_list" });
  });

  router.get("/conversations/:id/messages", allow("conversation.read"), (req, res) => showAgain(req, res, emptyForm));

  router.post(
    "/conversations/:id/messages",
    allow("conversation.write"),
    form(messageForm, showAgain, async (req, res, { text, clientId, appointmentId }) => {
      countMessage(services, person(req));
      const written = { conversationId: recordId(req), clientMessageId: clientId, text };
      const seq = await sendMessage(services, person(req), written);
      if (wantsData(req)) return giveData(res, { seq });
      // Without JavaScript nothing else marks messages as read: someone who answers has read what stands above.
      await markRead(services, person(req), await findOwnConversation(person(req), written.conversationId), seq);
      goTo(res, `${conversationPath(req, appointmentId)}#newest`);
    }),
  );

  router.post("/conversations/:id/close", allow("conversation.close"), (req, res) => close(services, req, res, true));
  router.post("/conversations/:id/reopen", allow("conversation.close"), (req, res) => close(services, req, res, false));

  return router;
}

async function close(services: Services, req: Request, res: Response, isClosed: boolean): Promise<void> {
  const conversation = await findOwnConversation(person(req), recordId(req));
  await closeConversation(services, person(req), conversation, isClosed);
  goTo(res, conversationPath(req));
}

/** The words of an empty list. */
function beginningFor(req: Request, res: Response): { sentence: string; href?: string; action?: string } {
  if (person(req).role !== "client") return { sentence: FIRST_FOR_COUNSELLORS };
  const { href, label } = findLink(res);
  return { sentence: FIRST_FOR_CLIENTS, href, action: label };
}

/** Shows a conversation on its own page, and marks the messages it shows as read. */
export async function showConversation(
  services: Services,
  req: Request,
  res: Response,
  state: FormState,
): Promise<void> {
  const conversation = await findOwnConversation(person(req), recordId(req));
  const shown = readInput(historyQuery, { ...req.query, ...state.entered });
  const view = await describeConversation(services, person(req), conversation, shown);
  if (view.messages.some(({ isNew }) => isNew)) {
    await markRead(services, person(req), conversation, view.messages.at(-1)?.seq ?? 0);
    // The header counts again.
    res.locals.countUnread = () => countUnread(person(req).id);
  }
  const page = { title: `Conversation with ${view.otherName}`, conversation: view, form: state };
  await show(res, "conversations/conversation", page, { fragment: "conversations/_messages" });
}

/** The address at which a conversation is read: its own page, or its appointment's. */
export function conversationPath(req: Request, appointmentId?: string): string {
  return appointmentId ? `/appointments/${appointmentId}` : `/conversations/${recordId(req)}/messages`;
}
