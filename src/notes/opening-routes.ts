import { Router } from "express";
import { format } from "../web/format.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { show } from "../web/respond.js";
import { readInput } from "../web/read-form.js";
import { openingsQuery } from "./opening-forms.js";
import { findOpenings } from "./openings.js";

/** Who opened what of a counsellor's notes about a client. */
export function openingRoutes(): Router {
  const router = Router();

  router.get("/clients/:id/openings", allow("note.read"), async (req, res) => {
    const { page: asked } = readInput(openingsQuery, req.query);
    const { client, rows, page, pages } = await findOpenings(person(req), recordId(req), asked);
    const { zone } = person(req);
    await show(res, "notes/openings", {
      title: "Who opened what",
      client,
      page,
      pages,
      rows: rows.map(({ at, by, what, session }) => ({
        at: `${format.shortDay(at, zone)}, ${format.time(at, zone)}`,
        by,
        what,
        session: session && { href: `/appointments/${session.id}`, words: format.shortDay(session.startsAt, zone) },
      })),
    });
  });

  return router;
}
