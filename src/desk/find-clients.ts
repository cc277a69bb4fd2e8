import { authorize, type Person } from "../access/permissions.js";
import { facesOf } from "../accounts/faces-of.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { ClientModel } from "../clients/client-model.js";
import { askTogether } from "../platform/ask-together.js";
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
  const { records, next } = await askTogether({
    records: ClientModel.find({ counsellorId: actor.id }, { clientId: 1 }).lean(),
    next: sessionsAhead(actor),
  });
  // Sorted latest first, so that each client's soonest session counts.
  const nextOf = new Map(next.map(({ clientId, startsAt }) => [String(clientId), startsAt]));
  const ids = records.map(({ clientId }) => String(clientId));
  const { nameOf, photoOf } = await facesOf(ids);
  const isSought = nameSearch(words);
  const found = ids
    .map((id) => ({ id, name: nameOf(id, "client"), nextAt: nextOf.get(id) ?? null }))
    .filter(({ name }) => isSought(name))
    .sort((a, b) => soonest(a, b) || byName.compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
  const place = page(found.length, asked);
  const shown = found.slice(place.skip, place.skip + place.limit);
  const countsOf = await countByClient(
    actor,
    shown.map(({ id }) => id),
  );
  const clients = shown.map((client) => ({ ...client, photo: photoOf(client.id), ...countsOf(client.id) }));
  return { ...place, total: ids.length, count: found.length, clients };
}

/** The sessions to come, the latest first. Only those still claim a time, so they are few. */
function sessionsAhead({ id: counsellorId }: Person) {
  const ahead = { counsellorId, ticks: present, status: among(["booked", "live"]) };
  return AppointmentModel.find(ahead, { clientId: 1, startsAt: 1 }).sort({ startsAt: -1 }).lean();
}

function soonest(a: { nextAt: Date | null }, b: { nextAt: Date | null }): number {
  if (a.nextAt && b.nextAt) return a.nextAt.getTime() - b.nextAt.getTime();
  return Number(a.nextAt === null) - Number(b.nextAt === null);
}
