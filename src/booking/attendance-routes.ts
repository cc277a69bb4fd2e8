import { Router } from "express";
import { JOIN_BEFORE_MINUTES, WAIT_MINUTES } from "../appointments/appointment-rules.js";
import { LEAST_PRESENCE_MINUTES } from "../appointments/attendance-rules.js";
import { allow } from "../web/guards.js";
import { show } from "../web/respond.js";

/** The page that says what counts as attending a session, and what happens to the money when someone does not. */
export function attendanceRoutes(): Router {
  const router = Router();

  router.get("/attendance", allow("page.see"), (_req, res) =>
    show(res, "booking/attendance", {
      title: "If someone is late or does not come",
      opensBefore: JOIN_BEFORE_MINUTES,
      wait: WAIT_MINUTES,
      least: LEAST_PRESENCE_MINUTES,
    }),
  );

  return router;
}
