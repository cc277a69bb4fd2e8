import { CommandError } from "./errors.js";
import type { Engine } from "./engine.js";
import { deleteDocuments } from "./commands/write-statements.js";
import type { Collection } from "./collections/catalog.js";
import { droppedKey, multikeyKey, spaceKey, spaces } from "./storage/keys.js";
import { prefixRange } from "./storage/view.js";
import { Turn, WRITING_MS } from "./storage/turn.js";
import type { Work } from "./storage/work.js";
import type { Index } from "./indexes/index-spec.js";

const EVERY_MS = 1000;
const KEYS_AT_ONCE = 2000;

/** Starts housekeeping, which repeats about once a second. Returns a function that stops it. */
export function startHousekeeping(engine: Engine): () => void {
  // Emptying dropped spaces can take long and must not delay the rest.
  const stops = [() => expireAll(engine, Date.now()), () => emptyDropped(engine)].map(repeat);
  return () => stops.forEach((stop) => stop());
}

/** Deletes expired documents, aborts expired transactions and closes idle cursors. `now` is in milliseconds. */
export async function expireAll(engine: Engine, now: number): Promise<void> {
  engine.transactions.abortExpired(now);
  engine.cursors.closeIdle(now);
  for (const collection of engine.catalog.all()) {
    for (const index of collection.indexes) {
      if (index.expireAfterSeconds !== undefined) await expireDocuments(engine, collection, index, now);
    }
  }
}

/** Removes the remains of dropped collections and indexes from the store. */
export async function emptyDropped(engine: Engine): Promise<void> {
  for (const space of droppedSpaces(engine)) await empty(engine, space);
}

function repeat(chore: () => Promise<void>): () => void {
  let stopped = false;
  let timer: NodeJS.Timeout;
  const next = () => {
    timer = setTimeout(() => void once().then(() => stopped || next()), EVERY_MS);
  };
  /** Work interrupted by a stop continues after the next start. */
  const once = () =>
    chore().catch((error: unknown) => {
      if (!stopped) throw error;
    });
  next();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

async function expireDocuments(
  engine: Engine,
  { database, name }: Collection,
  index: Index,
  now: number,
): Promise<void> {
  const isOver = { [index.fields[0]!.name]: { $lte: new Date(now - index.expireAfterSeconds! * 1000) } };
  const filter = index.partial ? { $and: [index.partial.expression, isOver] } : isOver;
  const turn = new Turn(WRITING_MS);
  const target = { engine, request: { body: {}, database }, writer: engine.store, name, turn };
  await engine.store
    .write(deleteDocuments(target, { filter, multi: true, hint: index.name, variables: {} }))
    .catch(unlessDropped);
}

/** An index can be dropped between reading it and the write. */
function unlessDropped(error: unknown): void {
  if (!(error instanceof CommandError)) throw error;
}

function droppedSpaces({ store, catalog }: Engine): number[] {
  const marked = [...store.entries(prefixRange(spaceKey(spaces.dropped)))].map(({ key }) => key.readUInt32BE(4));
  return marked.filter((space) => !catalog.isBuilding(space));
}

async function empty(engine: Engine, space: number): Promise<void> {
  while (!(await engine.store.write(emptying(engine, space))));
}

// oxlint-disable-next-line require-yield -- nobody else writes to what was dropped
function* emptying({ store }: Engine, space: number): Work<boolean> {
  const keys: Buffer[] = [];
  for (const { key } of store.entries(prefixRange(spaceKey(space)))) {
    if (keys.push(key) === KEYS_AT_ONCE) break;
  }
  for (const key of keys) store.remove(key);
  if (keys.length === KEYS_AT_ONCE) return false;
  const flags = [...store.entries(prefixRange(multikeyKey(space, 0).subarray(0, 8)))];
  for (const { key } of flags) store.remove(key);
  store.remove(droppedKey(space));
  return true;
}
