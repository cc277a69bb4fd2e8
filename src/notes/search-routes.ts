import { Router, type Request, type Response } from "express";
import type { Services } from "../services.js";
import { format } from "../web/format.js";
import { allow } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { show } from "../web/respond.js";
import { dayBounds } from "../web/zone-days-rules.js";
import { findClientChoices } from "./find-client-choices.js";
import { noteSearchForm, SEARCH_LENGTH, type NoteSearch } from "./search-forms.js";
import { searchNotes, type FoundNote } from "./search-notes.js";

const KIND_WORDS: Record<FoundNote["kind"], string> = { record: "Record", private: "Private note" };

/** A counsellor's search in their own notes. Its words are posted, so that no address holds them; nothing is changed. */
export function noteSearchRoutes(services: Services): Router {
  const router = Router();
  const showAgain = (req: Request, res: Response, state: FormState) => showSearch(req, res, state, null);

  router.get("/notes/search", allow("note.write"), (req, res) => showAgain(req, res, emptyForm));

  router.post(
    "/notes/search",
    allow("note.write"),
    form(noteSearchForm, showAgain, async (req, res, asked) => {
      const { found, next } = await searchNotes(services, person(req), queryOf(asked, person(req).zone));
      const { zone } = person(req);
      const rows = found.map(({ startsAt, kind, isSigned, ...row }) => ({
        ...row,
        when: format.dateTime(startsAt, zone),
        facts: isSigned ? `${KIND_WORDS[kind]}, signed` : KIND_WORDS[kind],
      }));
      const entered = req.body as Record<string, unknown>;
      await showSearch(
        req,
        res,
        { ...emptyForm, entered },
        {
          ...{ heading: rows.length > 0 ? "Found" : "Nothing found", rows, next: next?.toISOString() ?? null, asked },
        },
      );
    }),
  );

  return router;
}

function queryOf({ words, client, from, to, before }: NoteSearch, zone: string) {
  const until = to ? dayBounds(to, zone).until : null;
  const earliest = before && until ? new Date(Math.min(before.getTime(), until.getTime())) : (before ?? until);
  return { words, clientId: client, from: from ? dayBounds(from, zone).from : null, to: earliest };
}

async function showSearch(
  req: Request,
  res: Response,
  state: FormState,
  result: { heading: string; rows: object[]; next: string | null; asked: NoteSearch } | null,
): Promise<void> {
  await show(res, "notes/search", {
    title: "Search your notes",
    form: state,
    clients: await findClientChoices(person(req)),
    wordsLength: SEARCH_LENGTH,
    result,
  });
}
