import { Router } from "express";
import type { Services } from "../services.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { goTo, show } from "../web/respond.js";
import { findDeliveries } from "./find-deliveries.js";
import { retryDelivery } from "./retry-delivery.js";

/** For admins: mails that could not be delivered. */
export function deliveryRoutes(services: Services): Router {
  const router = Router();

  router.get("/admin/deliveries", allow("delivery.watch"), async (req, res) => {
    await show(res, "admin/deliveries", {
      title: "Deliveries",
      deliveries: await findDeliveries(services, person(req)),
      ...(req.query.done === "retried" && {
        notice: { tone: "success", text: "We will try again within a minute." },
      }),
    });
  });

  router.post("/admin/deliveries/:id/retry", allow("delivery.watch"), async (req, res) => {
    await retryDelivery(services, person(req), recordId(req));
    goTo(res, "/admin/deliveries?done=retried");
  });

  return router;
}
