import { Router, type Request, type Response } from "express";
import { doneWords } from "../web/done-words.js";
import { EMAIL_LENGTH } from "../web/text-rules.js";
import type { Services } from "../services.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState, type ShowForm, readInput } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { accountSearch, reasonForm } from "./admin-forms.js";
import { REASON_LENGTH, ROLE_WORDS, STATE_WORDS } from "./admin-rules.js";
import { describeAccount } from "./describe-account.js";
import { endAccountLogins } from "./end-account-logins.js";
import { findAccount, findAccounts } from "./find-accounts.js";
import { restoreAccount, suspendAccount } from "./suspend-account.js";

const choicesOf = (words: Record<string, string>) => Object.entries(words).map(([key, label]) => ({ key, label }));
const choices = { roles: choicesOf(ROLE_WORDS), states: choicesOf(STATE_WORDS) };

const DONE: Record<string, string> = {
  "logins-ended": "They are signed out everywhere.",
  suspended: "The account is suspended.",
  restored: "The suspension is lifted.",
};

/** For admins: find an account, look at it, end its logins, suspend it, and lift a suspension. */
export function accountAdminRoutes(services: Services): Router {
  const router = Router();
  const showAgain: ShowForm = (req, res, state) => showAccount(services, req, res, state);

  router.get("/admin/accounts", allow("account.suspend"), (req, res) => showAccounts(req, res, {}));

  // Sent like a form that changes something, so that no name or e-mail address ends up in an address bar or a history.
  router.post("/admin/accounts", allow("account.suspend"), (req, res) => showAccounts(req, res, req.body as object));

  router.get("/admin/accounts/:id", allow("account.suspend"), (req, res) => showAgain(req, res, emptyForm));

  router.post("/admin/accounts/:id/end-logins", allow("account.suspend"), async (req, res) => {
    services.loginsEnded(await endAccountLogins(services, person(req), recordId(req)), "signedOut");
    goTo(res, `/admin/accounts/${recordId(req)}?done=logins-ended`);
  });

  router.get("/admin/accounts/:id/suspend", allow("account.suspend"), (req, res) => showSuspend(req, res, emptyForm));

  router.post(
    "/admin/accounts/:id/suspend",
    allow("account.suspend"),
    form(reasonForm, showSuspend, async (req, res, { reason }) => {
      const { _id } = await findAccount(person(req), recordId(req));
      services.loginsEnded(
        await suspendAccount(services, person(req), { accountId: String(_id), reason }),
        "suspended",
      );
      goTo(res, `/admin/accounts/${recordId(req)}?done=suspended`);
    }),
  );

  router.post(
    "/admin/accounts/:id/restore",
    allow("account.suspend"),
    form(reasonForm, showAgain, async (req, res, { reason }) => {
      const { _id } = await findAccount(person(req), recordId(req));
      await restoreAccount(services, person(req), { accountId: String(_id), reason });
      goTo(res, `/admin/accounts/${recordId(req)}?done=restored`);
    }),
  );

  return router;
}

async function showAccounts(req: Request, res: Response, sent: object): Promise<void> {
  const { page, ...search } = readInput(accountSearch, sent);
  const found = await findAccounts(person(req), search, page);
  await show(res, "admin/accounts", {
    title: "Accounts",
    accounts: found.accounts,
    counted: found.counted,
    pagination: {
      action: "/admin/accounts",
      kept: { words: search.words, role: search.role ?? "", state: search.state ?? "" },
      page: found.page,
      pages: found.pages,
    },
    search,
    choices,
    longestWords: EMAIL_LENGTH,
  });
}

async function showAccount(services: Services, req: Request, res: Response, state: FormState): Promise<void> {
  const text = doneWords(req, DONE);
  await show(res, "admin/account", {
    title: "Account",
    ...(await describeAccount(services, person(req), recordId(req))),
    form: state,
    longestReason: REASON_LENGTH,
    ...(text && { notice: { tone: "success", text } }),
  });
}

async function showSuspend(req: Request, res: Response, state: FormState): Promise<void> {
  const account = await findAccount(person(req), recordId(req));
  await show(res, "admin/suspend", {
    title: "Suspend an account",
    account,
    form: state,
    longestReason: REASON_LENGTH,
  });
}
