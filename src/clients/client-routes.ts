import { Router } from "express";
import type { Services } from "../services.js";
import { addressPart, allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { findClientPhoto } from "./find-client-photo.js";

/** What counsellors see of their clients. */
export function clientRoutes(services: Services): Router {
  const router = Router();

  router.get("/photos/people/:id/:reference", allow("photo.see"), async (req, res) => {
    const wanted = { clientId: recordId(req), reference: addressPart(req, "reference") };
    const bytes = await findClientPhoto(services, person(req), wanted);
    res.type("image/webp").set("Cache-Control", "no-store").send(bytes);
  });

  return router;
}
