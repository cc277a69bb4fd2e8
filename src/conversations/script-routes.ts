import { Router } from "express";
import type { Services } from "../services.js";
import { allow, recordId, requireSameReader } from "../web/guards.js";
import { person } from "../web/passport.js";
import { giveData } from "../web/respond.js";
import { readInput } from "../web/read-form.js";
import { changesQuery, readForm } from "./conversation-forms.js";
import { drawChanges } from "./draw-messages.js";
import { countUnread } from "./count-unread.js";
import { markRead } from "./mark-read.js";
import { findOwnConversation } from "./read-messages.js";

/** The requests of open pages while they have no socket. */
export function conversationScriptRoutes(services: Services): Router {
  const router = Router();

  router.get("/conversations/unread", allow("account.manage"), requireSameReader, async (req, res) => {
    giveData(res, { count: await countUnread(person(req).id), token: req.csrfToken() });
  });

  router.get("/conversations/:id/changes", allow("conversation.read"), requireSameReader, async (req, res) => {
    const { after } = readInput(changesQuery, req.query);
    const conversation = await findOwnConversation(person(req), recordId(req));
    giveData(res, await drawChanges(services, person(req), conversation, after));
  });

  router.post("/conversations/:id/read", allow("conversation.read"), requireSameReader, async (req, res) => {
    const { upTo } = readInput(readForm, req.body);
    const conversation = await findOwnConversation(person(req), recordId(req));
    await markRead(services, person(req), conversation, upTo);
    giveData(res, {});
  });

  return router;
}
