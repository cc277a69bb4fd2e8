import { Router } from "express";
import type { Services } from "../services.js";
import { allow } from "../web/guards.js";
import { format } from "../web/format.js";
import { person } from "../web/passport.js";
import { show } from "../web/respond.js";
import { describeUnsigned } from "./describe-unsigned.js";
import { findUnsigned } from "./find-unsigned.js";

/** The list of sessions whose record is not signed. */
export function unsignedRoutes(services: Services): Router {
  const router = Router();

  router.get("/notes/unsigned", allow("note.write"), async (req, res) => {
    const unsigned = await findUnsigned(person(req).id);
    const now = services.clock.now();
    await show(res, "notes/unsigned", {
      title: "Unsigned records",
      rows: unsigned.map((one) => describeUnsigned(one, { now, zone: person(req).zone }, format)),
    });
  });

  return router;
}
