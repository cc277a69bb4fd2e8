import { Router, type Request, type Response } from "express";
import type { Services } from "../services.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { chooseNotices } from "./choose-notices.js";
import { describeNotice } from "./describe-notice.js";
import { findCalendarFile } from "./find-calendar-file.js";
import { findKeptMails } from "./find-kept-mails.js";
import { findNotices } from "./find-notices.js";
import { choiceForm, pageQuery } from "./notice-forms.js";
import { KINDS, MISSED, TOLD_TO } from "./notice-rules.js";

/** What people are told by mail: how each notice stands, which they want; and calendar files. */
export function noticeRoutes(services: Services): Router {
  const router = Router();

  router.get("/notices", allow("notices.see"), (req, res) => showNotices(req, res, emptyForm));

  router.post(
    "/notices",
    allow("notices.choose"),
    form(choiceForm, showNotices, async (req, res, { wanted }) => {
      await chooseNotices(person(req), wanted);
      goTo(res, "/notices?saved=1");
    }),
  );

  router.get("/outbox", allow("outbox.see"), async (req, res) => {
    const mails = await findKeptMails(services, person(req));
    await show(res, "notices/outbox", { title: "Outbox", mails });
  });

  router.get("/appointments/:id/calendar.ics", allow("appointment.calendar"), async (req, res) => {
    const file = await findCalendarFile(services, person(req), recordId(req));
    res.set("Cache-Control", "no-store").attachment("appointment.ics").type("text/calendar; charset=utf-8").send(file);
  });

  async function showNotices(req: Request, res: Response, formState: FormState): Promise<void> {
    const { notices, page, pages, unwanted } = await findNotices(person(req), pageQuery.parse(req.query).page);
    const now = services.clock.now();
    const kinds = TOLD_TO[person(req).role === "client" ? "client" : "counsellor"];
    await show(res, "notices/list", {
      title: "Notices",
      notices: notices.map((notice) => ({ ...notice, words: describeNotice(notice, now) })),
      page,
      pages,
      options: kinds.map((key) => ({ key, label: KINDS[key], hint: MISSED[key] })),
      wanted: kinds.filter((kind) => !unwanted.includes(kind)),
      isMailed: services.mailer.via === "mail",
      hasOutbox: services.mailer.outbox !== undefined,
      form: formState,
      ...(req.query.saved === "1" ? { notice: { tone: "success", text: "Your choice is saved." } } : {}),
    });
  }

  return router;
}
