import { Router, type Request, type Response } from "express";
import type { Services } from "../services.js";
import { format } from "../web/format.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { giveData, goTo, wantsData } from "../web/respond.js";
import { changeText } from "./change-text.js";
import { noteForm, type NoteForm } from "./note-forms.js";
import { NOTE_KINDS, notePath, type NoteKind } from "./note-rules.js";
import { recordNoteOpened } from "./openings.js";
import { saveNote } from "./save-note.js";
import { showNote } from "./show-note-routes.js";

/** A counsellor's two notes on a session: the record, and the private working note. */
export function noteRoutes(services: Services): Router {
  const router = Router();
  for (const kind of NOTE_KINDS) addRoutes(router, services, kind);
  return router;
}

function addRoutes(router: Router, services: Services, kind: NoteKind): void {
  const showAgain = (req: Request, res: Response, state: FormState) => showNote(services, kind, req, res, state);

  router.get(notePath(":id", kind), allow("note.write"), async (req, res) => {
    // What is read is in the log before it is sent.
    const recorded = recordNoteOpened(services, person(req), recordId(req), kind);
    await showNote(services, kind, req, res, emptyForm, recorded);
  });

  router.post(
    notePath(":id", kind),
    allow("note.write"),
    form(noteForm, showAgain, async (req, res, edited) => {
      if (edited.then === "save" || edited.then === "sign") return save(services, kind, req, res, edited);
      const text = await changeText(services, person(req), recordId(req), { ...edited, kind });
      await showAgain(req, res, { ...emptyForm, entered: { ...edited, text } });
    }),
  );
}

async function save(
  services: Services,
  kind: NoteKind,
  req: Request,
  res: Response,
  { then, ...edit }: NoteForm,
): Promise<void> {
  const { version, savedAt } = await saveNote(services, person(req), recordId(req), { ...edit, kind });
  const words = `Saved ${format.time(savedAt, person(req).zone)}`;
  if (wantsData(req)) giveData(res, { version, words });
  else goTo(res, `${notePath(recordId(req), kind)}${then === "sign" && kind === "record" ? "/sign" : ""}`);
}
