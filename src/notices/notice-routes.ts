import { Router, type Request, type Response } from "express";
import type { Services } from "../services.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState, type ShowForm, readInput } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { chooseNotices } from "./choose-notices.js";
import { describeNotice } from "./describe-notice.js";
import { findCalendarFile } from "./find-calendar-file.js";
import { findKeptMails } from "./find-kept-mails.js";
import { findNotices } from "./find-notices.js";
import { choiceForm, pageQuery } from "./notice-forms.js";
import type { Notice } from "./notice-model.js";
import { NOTICE_KINDS, MISSED, TOLD_TO } from "./notice-rules.js";

const DISCREET = [
  {
    key: "yes",
    label: "Discreet e-mail",
    hint: "Only a time and a link: no names, no site, no calendar file. E-mails that you ask for, such as a code, still name the site.",
  },
];

/** Notices: their state, which ones a person wants, the outbox of a site without mail; and calendar files. */
export function noticeRoutes(services: Services): Router {
  const router = Router();

  const showAgain: ShowForm = (req, res, state) => showNotices(services, req, res, state);

  router.get("/notices", allow("notices.see"), (req, res) => showAgain(req, res, emptyForm));

  router.post(
    "/notices",
    allow("notices.choose"),
    form(choiceForm, showAgain, async (req, res, wish) => {
      await chooseNotices(person(req), wish);
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

  return router;
}

async function showNotices(services: Services, req: Request, res: Response, state: FormState): Promise<void> {
  const { notices, page, pages, unwanted, isDiscreet } = await findNotices(
    person(req),
    readInput(pageQuery, req.query).page,
  );
  const now = services.clock.now();
  const kinds = TOLD_TO[person(req).role === "client" ? "client" : "counsellor"];
  await show(res, "notices/list", {
    title: "Notices",
    notices: notices.map((notice) => ({
      ...describeNotice(notice, now),
      about: notice.about,
      href: hrefOf(notice),
    })),
    page,
    pages,
    addressOf: (wanted: number) => `/notices?page=${wanted}`,
    options: kinds.map((key) => ({ key, label: NOTICE_KINDS[key], hint: MISSED[key] })),
    wanted: kinds.filter((kind) => !unwanted.includes(kind)),
    discreet: { options: DISCREET, value: isDiscreet ? ["yes"] : [] },
    isMailed: services.mailer.via === "mail",
    hasOutbox: services.mailer.outbox !== undefined,
    form: state,
    ...(req.query.saved === "1" ? { notice: { tone: "success", text: "Your choice is saved." } } : {}),
  });
}

function hrefOf({ about, appointmentId, conversationId }: Notice): string | null {
  if (conversationId) return `/conversations/${conversationId.toString()}/messages`;
  return about ? `/appointments/${String(appointmentId)}` : null;
}
