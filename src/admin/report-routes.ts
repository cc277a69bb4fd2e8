import { Router, type Request, type Response } from "express";
import type { Services } from "../services.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState, readInput } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { remarkForm, reportQuery } from "./admin-forms.js";
import { REMARK_LENGTH, reportsAddress } from "./admin-rules.js";
import { findReport, findReports } from "./find-reports.js";
import { closeReport, takeUpReport } from "./handle-report.js";

/** For admins: conversations that were reported, and who handles them. */
export function reportRoutes(services: Services): Router {
  const router = Router();

  router.get("/admin/reports", allow("report.read"), async (req, res) => {
    const { closed: isClosed, page } = readInput(reportQuery, req.query);
    await show(res, "admin/reports", {
      title: "Reports",
      ...(await findReports(services, person(req), { isClosed, page })),
      isClosed,
      nothing: isClosed ? "There are no closed reports." : "There are no open reports.",
      address: (shown: number) => reportsAddress(isClosed, shown),
    });
  });

  router.get("/admin/reports/:id", allow("report.read"), (req, res) => showReport(req, res, emptyForm));

  router.post("/admin/reports/:id/take-up", allow("report.read"), async (req, res) => {
    await takeUpReport(services, person(req), recordId(req));
    goTo(res, `/admin/reports/${recordId(req)}`);
  });

  router.post(
    "/admin/reports/:id/close",
    allow("report.read"),
    form(remarkForm, showReport, async (req, res, { remark }) => {
      await closeReport(services, person(req), { id: recordId(req), remark });
      goTo(res, `/admin/reports/${recordId(req)}`);
    }),
  );

  async function showReport(req: Request, res: Response, state: FormState): Promise<void> {
    const report = await findReport(services, person(req), recordId(req));
    await show(res, "admin/report", { title: "Report", report, form: state, longestRemark: REMARK_LENGTH });
  }

  return router;
}
