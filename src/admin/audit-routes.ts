import { Router } from "express";
import { EVENTS } from "../audit/event-rules.js";
import { allow } from "../web/guards.js";
import { person } from "../web/passport.js";
import { show } from "../web/respond.js";
import { readInput } from "../web/read-form.js";
import { auditQuery } from "./admin-forms.js";
import { auditAddress } from "./admin-rules.js";
import { findEvents } from "./find-events.js";

const kinds = Object.entries(EVENTS).map(([key, label]) => ({ key, label }));

/** For admins: the audit log. */
export function auditRoutes(): Router {
  const router = Router();

  router.get("/admin/audit", allow("audit.read"), async (req, res) => {
    const { what, person: personId, page } = readInput(auditQuery, req.query);
    const found = await findEvents(person(req), { what, personId }, page);
    await show(res, "admin/audit", {
      title: "Audit log",
      ...found,
      kinds,
      what: what ?? "",
      address: (shown: number) => auditAddress({ what, personId, page: shown }),
      addressOf: (id: string) => auditAddress({ personId: id }),
      everyone: auditAddress({ what }),
    });
  });

  return router;
}
