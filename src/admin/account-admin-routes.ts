import { Router } from "express";
import { EMAIL_LENGTH } from "../web/text-rules.js";
import type { Services } from "../services.js";
import { allow, recordId } from "../web/guards.js";
import { type OnSignedOut, person } from "../web/passport.js";
import { goTo, show } from "../web/respond.js";
import { accountSearch } from "./admin-forms.js";
import { findAccount, findAccounts } from "./find-accounts.js";
import { restoreAccount, suspendAccount } from "./suspend-account.js";

/** For admins: find an account, suspend it, and lift a suspension. */
export function accountAdminRoutes(services: Services, { onSignedOut }: { onSignedOut: OnSignedOut }): Router {
  const router = Router();

  router.get("/admin/accounts", allow("account.suspend"), async (req, res) => {
    const found = await findAccounts(person(req), "");
    await show(res, "admin/accounts", { title: "Accounts", ...found, email: "", longestEmail: EMAIL_LENGTH });
  });

  // Sent like a form that changes something, so that no e-mail address ends up in an address bar or a history.
  router.post("/admin/accounts", allow("account.suspend"), async (req, res) => {
    const { email } = accountSearch.parse(req.body);
    const found = await findAccounts(person(req), email);
    await show(res, "admin/accounts", { title: "Accounts", ...found, email, longestEmail: EMAIL_LENGTH });
  });

  router.get("/admin/accounts/:id/suspend", allow("account.suspend"), async (req, res) => {
    const account = await findAccount(person(req), recordId(req));
    await show(res, "admin/suspend", { title: "Suspend an account", account });
  });

  router.post("/admin/accounts/:id/suspend", allow("account.suspend"), async (req, res) => {
    const { _id } = await findAccount(person(req), recordId(req));
    onSignedOut(await suspendAccount(services, person(req), String(_id)), "suspended");
    goTo(res, "/admin/accounts");
  });

  router.post("/admin/accounts/:id/restore", allow("account.suspend"), async (req, res) => {
    const { _id } = await findAccount(person(req), recordId(req));
    await restoreAccount(services, person(req), String(_id));
    goTo(res, "/admin/accounts");
  });

  return router;
}
