import mongoose from "mongoose";
import { namesOf } from "../accounts/names-of.js";
import type { Person } from "../access/permissions.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { findOwnClient, type OwnClient } from "../clients/find-own-client.js";
import { page, type Page } from "../platform/paging.js";
import { among } from "../platform/queries.js";
import type { Services } from "../services.js";
import { NoteModel } from "./note-model.js";
import type { NoteKind } from "./note-rules.js";
import { OpeningModel, type Opening } from "./opening-model.js";
import { OPENINGS } from "./opening-rules.js";

/** An entry as the author reads it. */
export interface OpeningRow {
  at: Date;
  by: string;
  what: string;
  /** When the session began that it is about; null for a hand-over. */
  session: { id: string; startsAt: Date } | null;
}

/** Adds to the log who has opened what. The log is the one thing that a GET of these pages writes: it says that they were read. */
export async function recordOpening(
  { clock }: Services,
  { id: by }: Person,
  opened: Pick<Opening, "authorId" | "clientId" | "what" | "appointmentId" | "attachmentId">,
): Promise<void> {
  await OpeningModel.create({ ...opened, by, at: clock.now() });
}

/** The same for the actor's note of this kind on a session, where there is one. */
export async function recordNoteOpened(
  services: Services,
  actor: Person,
  appointmentId: string,
  kind: NoteKind,
): Promise<void> {
  const note = await NoteModel.findOne({ appointmentId, kind, authorId: actor.id }, { clientId: 1 }).lean();
  if (!note) return;
  const { clientId } = note;
  const whose = { authorId: new mongoose.Types.ObjectId(actor.id), clientId };
  await recordOpening(services, actor, {
    what: kind,
    ...whose,
    appointmentId: new mongoose.Types.ObjectId(appointmentId),
  });
}

/** One page of who opened what of the actor's notes about a client, the latest first. Throws NotFound for others' clients. */
export async function findOpenings(
  actor: Person,
  clientId: string,
  asked: number,
): Promise<{ client: OwnClient; rows: OpeningRow[] } & Page> {
  const which = { authorId: actor.id, clientId };
  const [client, count] = await Promise.all([findOwnClient(actor, clientId), OpeningModel.countDocuments(which)]);
  const place = page(count, asked);
  const found = await OpeningModel.find(which).sort({ at: -1, _id: -1 }).skip(place.skip).limit(place.limit).lean();
  const [names, startsAt] = await Promise.all([namesOf(found.map(({ by }) => by)), startsOf(found)]);
  const rows = found.map(({ at, by, what, appointmentId }) => ({
    at,
    by: names(by),
    what: OPENINGS[what],
    session: appointmentId ? { id: String(appointmentId), startsAt: startsAt.get(String(appointmentId)) ?? at } : null,
  }));
  return { client, rows, ...place };
}

async function startsOf(openings: Opening[]): Promise<Map<string, Date>> {
  const ids = openings.flatMap(({ appointmentId }) => appointmentId ?? []);
  if (ids.length === 0) return new Map();
  const found = await AppointmentModel.find({ _id: among(ids) }, { startsAt: 1 }).lean();
  return new Map(found.map(({ _id, startsAt }) => [String(_id), startsAt]));
}
