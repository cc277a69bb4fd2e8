import { authorize, type Person } from "../access/permissions.js";
import { namesOf } from "../accounts/names-of.js";
import { photosOf } from "../accounts/photos-of.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { ClientModel } from "../clients/client-model.js";
import { page, type Page } from "../platform/paging.js";
import { among, present } from "../platform/queries.js";
import { nameSearch } from "./client-search-rules.js";
import { countByClient, type ClientCounts } from "./count-by-client.js";

/** A client in the list of all. */
export interface ClientLine extends ClientCounts {
  /** The id of their account. */
  id: string;
  name: string;
  photo: { small: string; large: string } | undefined;
  /** When their next session starts, if one is booked. */
  nextAt: Date | null;
}

/** Clients that fit a search, and how many there are in all. */
export interface FoundClients extends Page {
  total: number;
  count: number;
  clients: ClientLine[];
}

const byName = new Intl.Collator("en", { sensitivity: "base" });

/** A page of the actor's clients whose names fit these words: those with a session to come first, soonest first, then by name. */
export async function findClients(actor: Person, words: string, asked: number): Promise<FoundClients> {
  authorize(actor, "client.see", { counsellorId: actor.id });
  const [records, nextOf] = await Promise.all([
    ClientModel.find({ counsellorId: actor.id }, { _id: 0, clientId: 1 }).lean(),
    findNext(actor),
  ]);
  const ids = records.map(({ clientId }) => String(clientId));
  const nameOf = await namesOf(ids);
  const isSought = nameSearch(words);
  const found = ids
    .map((id) => ({ id, name: nameOf(id, "client"), nextAt: nextOf.get(id) ?? null }))
    .filter(({ name }) => isSought(name))
    .sort((a, b) => soonest(a, b) || byName.compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
  const place = page(found.length, asked);
  const shown = found.slice(place.skip, place.skip + place.limit);
  const shownIds = shown.map(({ id }) => id);
  const [photoOf, countsOf] = await Promise.all([photosOf(shownIds), countByClient(actor, shownIds)]);
  const clients = shown.map((client) => ({ ...client, photo: photoOf(client.id), ...countsOf(client.id) }));
  return { ...place, total: ids.length, count: found.length, clients };
}

/** When each client's next session starts. Only sessions to come still claim a time, so they are few. */
async function findNext({ id: counsellorId }: Person): Promise<Map<string, Date>> {
  const ahead = { counsellorId, ticks: present, status: among(["booked", "live"]) };
  const sessions = await AppointmentModel.find(ahead, { _id: 0, clientId: 1, startsAt: 1 })
    .sort({ startsAt: -1 })
    .lean();
  return new Map(sessions.map(({ clientId, startsAt }) => [String(clientId), startsAt]));
}

function soonest(a: { nextAt: Date | null }, b: { nextAt: Date | null }): number {
  if (a.nextAt && b.nextAt) return a.nextAt.getTime() - b.nextAt.getTime();
  return Number(a.nextAt === null) - Number(b.nextAt === null);
}
