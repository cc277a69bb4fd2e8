import { Router } from "express";
import { listAppointments } from "../appointments/find-appointments.js";
import { findOwnClient } from "../clients/find-own-client.js";
import type { Services } from "../services.js";
import { format } from "../web/format.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { show } from "../web/respond.js";
import { clientPageQuery } from "./client-forms.js";
import { describeClient } from "./describe-client.js";

/** A counsellor's page about one of their clients. */
export function clientPageRoutes(services: Services): Router {
  const router = Router();

  router.get("/clients/:id", allow("client.see"), async (req, res) => {
    const now = services.clock.now();
    const asked = clientPageQuery.parse(req.query);
    const [client, sessions] = await Promise.all([
      findOwnClient(person(req), recordId(req)),
      listAppointments(person(req), now, { ...asked, clientId: recordId(req) }),
    ]);
    await show(res, "desk/client", {
      title: client.name,
      ...describeClient({ client, sessions }, person(req), now, format),
    });
  });

  return router;
}
