import mongoose from "mongoose";
import { namedAccounts, namesIn } from "../accounts/names-of.js";
import type { Person } from "../access/permissions.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { findOwnClient, type OwnClient } from "../clients/find-own-client.js";
import { askTogether } from "../platform/ask-together.js";
import { pageOf, pageStart, type Paged } from "../platform/paging.js";
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
): Promise<{ client: OwnClient; rows: OpeningRow[] } & Omit<Paged<Opening>, "shown">> {
  const which = { authorId: actor.id, clientId };
  const list = OpeningModel.find(which).sort({ at: -1, _id: -1 }).lean<Opening[]>();
  const find = ({ skip, limit }: { skip: number; limit: number }) => list.clone().skip(skip).limit(limit);
  const [client, first] = await Promise.all([findOwnClient(actor, clientId), find(pageStart(asked))]);
  const { shown, ...place } = await pageOf(asked, first, { count: () => OpeningModel.countDocuments(which), find });
  const about = shown.flatMap(({ appointmentId }) => appointmentId ?? []);
  const { accounts = [], sessions = [] } = await askTogether({
    ...(shown.length > 0 && { accounts: namedAccounts(shown.map(({ by }) => by)) }),
    ...(about.length > 0 && { sessions: AppointmentModel.find({ _id: among(about) }, { startsAt: 1 }).lean() }),
  });
  const names = namesIn(accounts);
  const startsAt = new Map(sessions.map((session) => [String(session._id), session.startsAt]));
  const rows = shown.map(({ at, by, what, appointmentId }) => ({
    at,
    by: names(by),
    what: OPENINGS[what],
    session: appointmentId ? { id: String(appointmentId), startsAt: startsAt.get(String(appointmentId)) ?? at } : null,
  }));
  return { client, rows, ...place };
}
