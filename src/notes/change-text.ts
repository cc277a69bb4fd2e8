import type { Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import { findNote } from "./find-note.js";
import type { NoteKind } from "./note-rules.js";
import { findTemplates } from "./own-templates.js";
import { joinTexts, TEMPLATES, withTemplate } from "./template-rules.js";

/** What a button beneath a note makes of its text before it is saved. Throws NotFound where the actor keeps no note there. */
export async function changeText(
  services: Services,
  actor: Person,
  appointmentId: string,
  { text, then, template, kind }: { text: string; then: string; template: string; kind: NoteKind },
): Promise<string> {
  const note = await findNote(services, actor, appointmentId, kind);
  if (then === "join") return joinTexts(text, note.text);
  if (then !== "insert") return text;
  const templates = [...TEMPLATES, ...(await findTemplates(services, actor))];
  return withTemplate(text, templates.find(({ id }) => id === template)?.text ?? "");
}
