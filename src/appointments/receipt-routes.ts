import { Router } from "express";
import { format } from "../web/format.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { show } from "../web/respond.js";
import { describeReceipt } from "./describe-receipt.js";
import { findReceipt } from "./find-receipt.js";

/** The receipt of an appointment, to keep or to print. */
export function receiptRoutes(): Router {
  const router = Router();

  router.get("/appointments/:id/receipt", allow("appointment.receipt"), async (req, res) => {
    const receipt = await findReceipt(person(req), recordId(req));
    await show(res, "appointments/receipt", {
      title: `Receipt ${receipt.number}`,
      receipt: describeReceipt(receipt, person(req), format),
    });
  });

  return router;
}
