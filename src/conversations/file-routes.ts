import { Router, type Request } from "express";
import type { Services } from "../services.js";
import { addressPart, allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { giveData, goTo, wantsData } from "../web/respond.js";
import { sendFile } from "../web/send-file.js";
import { uploadForm } from "../web/upload.js";
import { fileForm } from "./conversation-forms.js";
import { conversationPath, showConversation } from "./conversation-routes.js";
import { openPreview, openSentFile } from "./open-sent-file.js";
import { findOwnConversation } from "./read-messages.js";
import { sendFileMessage } from "./send-file.js";

/** Files in conversations. */
export function conversationFileRoutes(services: Services): Router {
  const router = Router();

  router.post(
    "/conversations/:id/files",
    uploadForm("conversation.write", {
      field: "file",
      missing: "Please choose a file.",
      schema: fileForm,
      find: (req) => findOwnConversation(person(req), recordId(req), "conversation.write"),
      showAgain: (req, res, state) => showConversation(services, req, res, state),
      async handle(req, res, upload, { clientId, appointmentId }) {
        const sent = { conversationId: recordId(req), clientMessageId: clientId, upload };
        await sendFileMessage(services, person(req), sent);
        if (wantsData(req)) giveData(res, {});
        else goTo(res, `${conversationPath(req, appointmentId)}#newest`);
      },
    }),
  );

  router.get("/conversations/:id/files/:seq", allow("conversation.read"), async (req, res) => {
    sendFile(res, await openSentFile(services, person(req), which(req)));
  });

  router.get("/conversations/:id/previews/:seq", allow("conversation.read"), async (req, res) => {
    const bytes = await openPreview(services, person(req), which(req));
    res.type("image/webp").set("Cache-Control", "no-store").send(bytes);
  });

  return router;
}

const which = (req: Request): { conversationId: string; seq: number } => ({
  conversationId: recordId(req),
  seq: Number(addressPart(req, "seq")),
});
