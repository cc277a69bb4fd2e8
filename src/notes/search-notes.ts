import { setImmediate } from "node:timers/promises";
import { namesOf } from "../accounts/names-of.js";
import { authorize, type Person } from "../access/permissions.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { among, atLeast, before, between } from "../platform/queries.js";
import type { Services } from "../services.js";
import { AddendumModel, addendumPlace, type Addendum } from "./addendum-model.js";
import { openContent } from "./note-content.js";
import { NoteModel, notePlace, type Note } from "./note-model.js";
import { notePath, type NoteKind } from "./note-rules.js";
import { excerptOf, wordsOf } from "./search-rules.js";

/** What to look for: words, all of which a note holds; whose session it was; and from when to when that began. */
export interface NoteQuery {
  words: string;
  clientId: string | null;
  from: Date | null;
  to: Date | null;
}

export interface FoundNote {
  path: string;
  kind: NoteKind;
  clientName: string;
  startsAt: Date;
  isSigned: boolean;
  excerpt: string;
}

const ROWS = 20;
const BATCH = 100;

/**
 * Finds the actor's own notes and addenda, the latest session first, by decrypting them one batch after the other in memory: there
 * is no index of words, and so none that could tell anything. Returns about twenty, and before which session to go on where there may be
 * more.
 */
export async function searchNotes(
  services: Services,
  actor: Person,
  query: NoteQuery,
): Promise<{ found: FoundNote[]; next: Date | null }> {
  authorize(actor, "note.write", { counsellorId: actor.id });
  const words = wordsOf(query.words);
  const sessions = await findSessions(actor, query);
  const hits: Hit[] = [];
  let next: Date | null = null;
  for (let at = 0; at < sessions.length && !next; at += BATCH) {
    const batch = sessions.slice(at, at + BATCH);
    const searched = await searchBatch(services, actor, batch, words);
    for (const session of batch) {
      if (hits.length >= ROWS && session.startsAt < hits.at(-1)!.startsAt) next ??= hits.at(-1)!.startsAt;
      if (!next) hits.push(...(searched.get(String(session._id)) ?? []));
    }
    await setImmediate();
  }
  const names = await namesOf(hits.map(({ clientId }) => clientId));
  return { found: hits.map(({ clientId, ...hit }) => ({ ...hit, clientName: names(clientId, "client") })), next };
}

type Session = { _id: { toString(): string }; startsAt: Date };
type Hit = Omit<FoundNote, "clientName"> & { clientId: { toString(): string } };

function findSessions(actor: Person, { clientId, from, to }: NoteQuery): Promise<Session[]> {
  const startsAt = from && to ? between(from, to) : from ? atLeast(from) : to ? before(to) : null;
  return AppointmentModel.find(
    { counsellorId: actor.id, ...(clientId && { clientId }), ...(startsAt && { startsAt }) },
    { startsAt: 1 },
  )
    .sort({ startsAt: -1 })
    .lean();
}

/** What was found in these sessions, by the session's id. */
async function searchBatch(
  services: Services,
  actor: Person,
  sessions: Session[],
  words: string[],
): Promise<Map<string, Hit[]>> {
  const ids = sessions.map(({ _id }) => String(_id));
  const [notes, addenda] = await Promise.all([
    NoteModel.find({ appointmentId: among(ids), authorId: actor.id }).lean(),
    AddendumModel.find({ noteId: among(ids), authorId: actor.id })
      .sort({ number: 1 })
      .lean(),
  ]);
  const startOf = new Map(sessions.map(({ _id, startsAt }) => [String(_id), startsAt]));
  const found = new Map<string, Hit[]>();
  for (const note of notes) {
    const session = String(note.appointmentId);
    const own = addenda.filter(({ noteId }) => String(noteId) === String(note._id));
    const excerpt = excerptOf(textOf(services, note, own), words);
    if (excerpt === null) continue;
    const { kind, clientId, signed } = note;
    const about = { path: notePath(session, kind), kind, clientId, startsAt: startOf.get(session)! };
    found.set(session, [...(found.get(session) ?? []), { ...about, isSigned: Boolean(signed), excerpt }]);
  }
  return found;
}

function textOf(services: Services, note: Note, addenda: Addendum[]): string {
  const added = addenda.map((addendum) => openContent(services, addendum.text, addendumPlace(addendum, "text")).text);
  return [openContent(services, note.text, notePlace(note, "text")).text, ...added].join("\n");
}
