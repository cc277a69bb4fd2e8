import { Router, type Request, type Response } from "express";
import { renderPlainMarkdown } from "../platform/markdown.js";
import type { Services } from "../services.js";
import { format } from "../web/format.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { show } from "../web/respond.js";
import { sendFile } from "../web/send-file.js";
import { describeHandOver } from "./describe-hand-over.js";
import { handOverForm } from "./hand-over-forms.js";
import { findRecords, openHandOver, recordHandOver } from "./hand-over.js";

/** Hands a client's record over as one file: a page that needs nothing else, to print or to keep. */
export function handOverRoutes(services: Services): Router {
  const router = Router();

  router.get("/clients/:id/hand-over", allow("note.read"), (req, res) => showChoice(req, res, emptyForm));

  router.post(
    "/clients/:id/hand-over",
    allow("note.read"),
    form(handOverForm, showChoice, async (req, res, { session, pictures }) => {
      const [sender, clientId] = [person(req), recordId(req)];
      const { client, parts } = await openHandOver(services, sender, { clientId, sessions: session, pictures });
      const now = services.clock.now();
      const file = describeHandOver(parts, sender, {
        clientName: client.name,
        now,
        siteName: services.site.current.name,
        format,
      });
      const html = await services.render("notes/hand-over-file", {
        ...file,
        parts: file.parts.map((part) => ({ ...part, html: renderPlainMarkdown(part.text) })),
      });
      await recordHandOver(services, sender, { clientId, parts: parts.length, html });
      sendFile(res, {
        name: `Record ${now.toISOString().slice(0, 10)}.html`,
        kind: "text/html",
        bytes: Buffer.from(html),
      });
    }),
  );

  return router;
}

async function showChoice(req: Request, res: Response, state: FormState): Promise<void> {
  const { client, records } = await findRecords(person(req), recordId(req));
  const { zone } = person(req);
  await show(res, "notes/hand-over", {
    title: `Hand over the record of ${client.name}`,
    client,
    form: state,
    records: records.map(({ appointmentId, startsAt, isSigned }) => ({
      key: appointmentId,
      label: format.dateTime(startsAt, zone),
      ...(!isSigned && { hint: "Not signed" }),
    })),
    signed: records.filter(({ isSigned }) => isSigned).map(({ appointmentId }) => appointmentId),
  });
}
