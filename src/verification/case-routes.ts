import { Router, type Request, type Response } from "express";
import { FILE_KINDS } from "../files/file-rules.js";
import type { Services } from "../services.js";
import { countryName } from "../site/country-rules.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState, type ShowForm } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { sendFile } from "../web/send-file.js";
import { approveCounsellor, returnCounsellor } from "./decide-verification.js";
import { openDocument } from "./documents.js";
import { findCase, findExpiring, findWaiting } from "./find-cases.js";
import { proposalFor } from "./propose-decision.js";
import { approveForm, returnForm } from "./verification-forms.js";
import { dayWords } from "../profiles/verified-rules.js";
import { REMIND_DAYS, RETURN_LENGTH, VERIFIED_LENGTH } from "./verification-rules.js";

const LIST = "/admin/counsellors";

/** For admins: counsellors who wait to be verified, their documents, and the decision. */
export function caseRoutes(services: Services): Router {
  const router = Router();
  const showAgain: ShowForm = (req, res, state) => showCase(services, req, res, state);

  router.get(LIST, allow("counsellor.check"), (req, res) => showList(services, req, res));

  router.get(`${LIST}/:id`, allow("counsellor.check"), (req, res) => showAgain(req, res, emptyForm));

  // A POST, because each opening is written into the audit log.
  router.post(`${LIST}/:id/documents/:document`, allow("counsellor.check"), async (req, res) => {
    const document = { accountId: recordId(req), id: recordId(req, "document") };
    sendFile(res, await openDocument(services, person(req), document));
  });

  router.post(
    `${LIST}/:id/approve`,
    allow("counsellor.check"),
    form(approveForm, showAgain, async (req, res, decision) => {
      await approveCounsellor(services, person(req), { counsellorId: recordId(req), ...decision });
      goTo(res, LIST);
    }),
  );

  router.post(
    `${LIST}/:id/return`,
    allow("counsellor.check"),
    form(returnForm, showAgain, async (req, res, decision) => {
      await returnCounsellor(services, person(req), { counsellorId: recordId(req), ...decision });
      goTo(res, LIST);
    }),
  );

  return router;
}

async function showList(services: Services, req: Request, res: Response): Promise<void> {
  const [waiting, expiring] = await Promise.all([findWaiting(person(req)), findExpiring(services, person(req))]);
  await show(res, "verification/list", {
    title: "Verification",
    waiting,
    expiring: expiring.map((one) => ({ ...one, until: dayWords(one.until) })),
    expiringDays: REMIND_DAYS,
  });
}

async function showCase(services: Services, req: Request, res: Response, state: FormState): Promise<void> {
  const found = await findCase(services, person(req), recordId(req));
  const { licence } = found.verification;
  const { until } = found.verified ?? {};
  await show(res, "verification/case", {
    title: "Verification",
    ...found,
    form: state,
    base: `${LIST}/${recordId(req)}`,
    country: licence ? countryName(licence.country) : "",
    expires: licence?.expiresOn ? dayWords(licence.expiresOn) : "Does not expire",
    verifiedUntil: until === undefined ? null : dayWords(until),
    proposal: proposalFor(services, found.verification),
    kinds: FILE_KINDS,
    limits: { what: VERIFIED_LENGTH, reason: RETURN_LENGTH },
  });
}
