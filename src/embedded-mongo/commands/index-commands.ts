import { isDoc, writeDocument, type Doc } from "../values/documents.js";
import { valuesEqual } from "../values/order.js";
import { describe } from "../values/types.js";
import { CommandError } from "../errors.js";
import { nameIn, type Engine, type Request } from "../engine.js";
import { areEquivalent, ID_INDEX, isIdKey, readIndexSpec, type Index } from "../indexes/index-spec.js";
import { namespaceOf, type Collection } from "../collections/catalog.js";
import { othersTurn } from "../storage/turn.js";
import { patiently, type Work } from "../storage/work.js";
import { cursorOf, untilUntouched } from "./collection-commands.js";
import { docsField, required, type Command } from "./command.js";

/** Commands about the indexes of a collection. */
export const indexCommands: Record<string, Command> = {
  createIndexes: async (engine, request) => {
    try {
      return await engine.store.write(creating(engine, request));
    } finally {
      engine.catalog.endBuild(request);
    }
  },

  listIndexes: (engine, request) => {
    const collection = demandCollection(engine, request, nameIn(request.body.listIndexes), "ns does not exist");
    const documents = collection.indexes.map((index) => writeDocument(index.spec));
    return cursorOf(engine, request, namespaceOf(collection), documents);
  },

  dropIndexes: (engine, request) => engine.store.write(dropping(engine, request)),
};

function demandCollection(engine: Engine, { database }: Request, name: string, complaint: string): Collection {
  const collection = engine.catalog.find(database, name);
  if (collection) return collection;
  throw new CommandError("NamespaceNotFound", `${complaint}: ${database}.${name}`);
}

function* creating(engine: Engine, request: Request): Work<Doc> {
  const { catalog } = engine;
  const name = nameIn(request.body.createIndexes);
  const isNew = !catalog.find(request.database, name);
  const specs = docsField(request.body, "indexes");
  specs.forEach((spec) => readIndexSpec(spec, 0));
  const collection = yield* untilQuiet(engine, request, name);
  const before = collection.indexes.length;
  const wanted = specs
    .map((spec) => readIndexSpec(spec, catalog.takeSpace()))
    .filter((index) => !isThere(collection, index));
  if (wanted.length > 0) yield* building(engine, request, collection, wanted);
  return {
    numIndexesBefore: before,
    numIndexesAfter: before + wanted.length,
    createdCollectionAutomatically: isNew,
    ok: 1,
  };
}

/** The collection, created if missing, once no transaction has changes in it and no other index of it is being built. */
function* untilQuiet(engine: Engine, request: Request, name: string): Work<Collection> {
  for (;;) {
    const collection = engine.demand(request, name);
    const wait = engine.transactions.touching([collection.space])?.ended ?? engine.catalog.buildIn(collection);
    if (!wait) return collection;
    yield wait;
  }
}

/** Whether this exact index exists. Throws if another one conflicts with it. */
function isThere(collection: Collection, index: Index): boolean {
  if (isIdKey(index.spec.key)) return true;
  const namesake = collection.indexes.find((each) => each.name === index.name);
  if (namesake && !areEquivalent(namesake, index)) {
    throw new CommandError(
      "IndexKeySpecsConflict",
      `An existing index has the same name as the requested index. ${comparison(index, namesake)}`,
    );
  }
  const equivalent = collection.indexes.find((each) => areEquivalent(each, index));
  if (!equivalent) return false;
  if (equivalent.name !== index.name) {
    throw new CommandError("IndexOptionsConflict", `Index already exists with a different name: ${equivalent.name}`);
  }
  if (equivalent.expireAfterSeconds === index.expireAfterSeconds) return true;
  const message = `An equivalent index already exists with the same name but different options. ${comparison(index, equivalent)}`;
  throw new CommandError("IndexOptionsConflict", message);
}

function comparison(requested: Index, existing: Index): string {
  return `Requested index: ${describe(requested.spec)}, existing index: ${describe(existing.spec)}`;
}

/** How many documents are indexed in one commit, before other commands have their turn. */
const AT_ONCE = 500;

/** Builds indexes bit by bit. What an interrupted build leaves is removed by housekeeping. */
function* building(
  engine: Engine,
  request: Request,
  { database, name, space }: Collection,
  indexes: Index[],
): Work<void> {
  const { records, store, catalog } = engine;
  const current = () => {
    const collection = catalog.find(database, name);
    if (collection?.space === space) return collection;
    throw new CommandError("IndexBuildAborted", `Index build failed: the collection ${database}.${name} was dropped`);
  };
  catalog.beginBuild(request, current(), indexes);
  for (let last: Buffer | undefined; ;) {
    const some = records.recordsAfter(store, current(), last, AT_ONCE);
    for (const record of some) yield* patiently(() => records.index(store, current(), indexes, record));
    if (some.length < AT_ONCE) break;
    last = some.at(-1);
    yield othersTurn();
  }
  catalog.completeBuild(request, current());
}

function* dropping(engine: Engine, request: Request): Work<Doc> {
  const collection = demandCollection(engine, request, nameIn(request.body.dropIndexes), "ns not found");
  yield* untilUntouched(engine, [collection]);
  const dropped = chosen(collection, required(request.body, "index"));
  for (const index of dropped) engine.catalog.abandon(index.space);
  engine.catalog.save({ ...collection, indexes: collection.indexes.filter((index) => !dropped.includes(index)) });
  return { nIndexesWas: collection.indexes.length, ok: 1 };
}

function chosen(collection: Collection, choice: unknown): Index[] {
  if (choice === "*") return collection.indexes.slice(1);
  if (Array.isArray(choice)) return choice.flatMap((name) => chosen(collection, name));
  const index = collection.indexes.find(
    (each) => each.name === choice || (isDoc(choice) && valuesEqual(each.spec.key, choice)),
  );
  if (!index) throw new CommandError("IndexNotFound", `index not found with name [${describe(choice)}]`);
  if (index.name === ID_INDEX) throw new CommandError("InvalidOptions", "cannot drop _id index");
  return [index];
}
