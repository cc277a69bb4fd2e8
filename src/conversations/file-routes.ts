import { Router, type Request, type RequestHandler } from "express";
import type { Person } from "../access/permissions.js";
import { InvalidInput } from "../platform/errors.js";
import type { Services } from "../services.js";
import { csrf } from "../web/csrf.js";
import { allow } from "../web/guards.js";
import { actor } from "../web/passport.js";
import { form } from "../web/read-form.js";
import { giveData, goTo, wantsData } from "../web/respond.js";
import { sendFile as answerWithFile } from "../web/send-file.js";
import { upload } from "../web/upload.js";
import { fileForm } from "./conversation-forms.js";
import { pageOf, showConversation } from "./conversation-routes.js";
import { drawRow } from "./conversation-socket.js";
import { openPreview, openSentFile } from "./open-sent-file.js";
import { findOwnConversation } from "./read-messages.js";
import { sendFile } from "./send-file.js";

/** Files in conversations. Their form carries a file, so it is read before the form token can be checked. */
export function conversationFileRoutes(services: Services): Router {
  const router = Router();

  const ensureOwn: RequestHandler = async (req, _res, next) => {
    await findOwnConversation(actor(req), req.params.id as string, "conversation.write");
    next();
  };
  const keep = form(
    fileForm,
    (req, res, state) => showConversation(services, req, res, state),
    async (req, res, { clientId, appointmentId }) => {
      if (!req.file) throw new InvalidInput({ file: "Please choose a file." });
      const { originalname: name, buffer: bytes } = req.file;
      const sent = { conversationId: req.params.id as string, clientMessageId: clientId, upload: { name, bytes } };
      await sendFile(services, actor(req) as Person, sent, drawRow);
      if (wantsData(req)) giveData(res, {});
      else goTo(res, `${pageOf(req, appointmentId)}#newest`);
    },
  );
  router.post("/conversations/:id/files", allow("conversation.write"), ensureOwn, upload("file"), csrf, keep);

  router.get("/conversations/:id/files/:seq", allow("conversation.read"), async (req, res) => {
    answerWithFile(res, await openSentFile(services, actor(req), which(req)));
  });

  router.get("/conversations/:id/previews/:seq", allow("conversation.read"), async (req, res) => {
    const bytes = await openPreview(services, actor(req), which(req));
    res.type("image/webp").set("Cache-Control", "no-store").send(bytes);
  });

  return router;
}

const which = (req: Request): { conversationId: string; seq: number } => ({
  conversationId: req.params.id as string,
  seq: Number(req.params.seq),
});
