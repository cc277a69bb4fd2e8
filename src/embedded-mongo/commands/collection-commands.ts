import { writeDocument, type Doc } from "../values/documents.js";
import { noSizes, storageStats } from "../aggregate/statistics.js";
import { CommandError } from "../errors.js";
import { nameIn, type Engine, type Request } from "../engine.js";
import { compileFilter } from "../matching/filter.js";
import { spaceKey } from "../storage/keys.js";
import { prefixRange } from "../storage/view.js";
import type { Collection } from "../collections/catalog.js";
import type { Work } from "../storage/work.js";
import { docField, type Command } from "./command.js";

/** Commands about databases and collections as a whole. */
export const collectionCommands: Record<string, Command> = {
  create: async (engine, request) => {
    refuseOptions(request.body);
    await engine.store.write(creating(engine, request.database, nameIn(request.body.create)));
    return { ok: 1 };
  },

  drop: async (engine, request) => {
    const collection = engine.catalog.find(request.database, nameIn(request.body.drop));
    await engine.store.write(dropping(engine, collection ? [collection] : []));
    return collection
      ? { nIndexesWas: collection.indexes.length, ns: `${request.database}.${collection.name}`, ok: 1 }
      : { ok: 1 };
  },

  dropDatabase: async (engine, { database }) => {
    await engine.store.write(dropping(engine, engine.catalog.in(database)));
    return { dropped: database, ok: 1 };
  },

  listCollections: (engine, request) => {
    const matches = compileFilter(docField(request.body, "filter"));
    const nameOnly = request.body.nameOnly === true;
    const listed = engine.catalog.in(request.database).map((collection) => describeCollection(collection, nameOnly));
    const documents = listed.filter(matches).map(writeDocument);
    return cursorOf(engine, request, `${request.database}.$cmd.listCollections`, documents);
  },

  listDatabases: (engine, { body }) => {
    const matches = compileFilter(docField(body, "filter"));
    const names = [...new Set(engine.catalog.all().map((collection) => collection.database))].sort();
    const databases = names.map((name) => ({ name, sizeOnDisk: 0, empty: false })).filter(matches);
    return { databases: body.nameOnly ? databases.map(({ name }) => ({ name })) : databases, totalSize: 0, ok: 1 };
  },

  dbStats: (engine, { database }) => {
    const collections = engine.catalog.in(database);
    const objects = collections.reduce((total, collection) => total + countRecords(engine, collection), 0);
    const indexes = collections.reduce((total, collection) => total + collection.indexes.length, 0);
    return { db: database, collections: collections.length, views: 0, objects, indexes, ...noSizes, ok: 1 };
  },

  collStats: (engine, request) => {
    const name = nameIn(request.body.collStats);
    const collection = engine.catalog.find(request.database, name);
    const count = collection ? countRecords(engine, collection) : 0;
    return { ns: `${request.database}.${name}`, ...storageStats(collection ?? { indexes: [] }, count), ok: 1 };
  },
};

/** The first batch of a list that a command answers with. */
export async function cursorOf(engine: Engine, request: Request, ns: string, documents: Buffer[]): Promise<Doc> {
  const batch = await engine.cursors.open(engine.beginReading(request), { namespace: ns, documents });
  return { cursor: { firstBatch: batch.documents, id: batch.id, ns }, ok: 1 };
}

/** Waits until no open transaction has changes in these collections. */
export function* untilUntouched(engine: Engine, collections: Collection[]): Work<void> {
  const spaces = collections.map((collection) => collection.space);
  for (let open; (open = engine.transactions.touching(spaces));) yield open.ended;
}

const genericFields = new Set([
  "create",
  "lsid",
  "$db",
  "$readPreference",
  "$clusterTime",
  "writeConcern",
  "comment",
  "maxTimeMS",
  "apiVersion",
]);

function refuseOptions(body: Doc): void {
  const option = Object.keys(body).find((name) => !genericFields.has(name) && body[name] !== false);
  if (option) throw new CommandError("InvalidOptions", `the option '${option}' of create is not supported`);
}

// oxlint-disable-next-line require-yield -- there is nothing to wait for
function* creating(engine: Engine, database: string, name: string): Work<void> {
  engine.catalog.create(database, name);
}

function* dropping(engine: Engine, collections: Collection[]): Work<void> {
  yield* untilUntouched(engine, collections);
  for (const { database, name } of collections) {
    const collection = engine.catalog.find(database, name);
    if (collection) engine.catalog.drop(collection);
  }
}

function describeCollection({ name, options, indexes }: Collection, nameOnly: boolean): Doc {
  if (nameOnly) return { name, type: "collection" };
  return { name, type: "collection", options, info: { readOnly: false }, idIndex: indexes[0]!.spec };
}

function countRecords(engine: Engine, collection: Collection): number {
  return engine.store.count(prefixRange(spaceKey(collection.space)));
}
