import { isDoc, writeDocument, type Doc } from "../values/documents.js";
import { valuesEqual } from "../values/order.js";
import { describe } from "../values/types.js";
import { CommandError } from "../errors.js";
import { nameIn, type Engine, type Request } from "../engine.js";
import { areEquivalent, readIndexSpec, type Index } from "../indexes/index-spec.js";
import { namespaceOf, type Collection } from "../collections/catalog.js";
import type { Work } from "../storage/work.js";
import { cursorOf, untilUntouched } from "./collection-commands.js";
import { docsField, type Command } from "./command.js";

/** Commands about the indexes of a collection. */
export const indexCommands: Record<string, Command> = {
  createIndexes: (engine, request) => engine.store.write(creating(engine, request)),

  listIndexes: (engine, request) => {
    const collection = demandCollection(engine, request, nameIn(request.body.listIndexes), "ns does not exist");
    const documents = collection.indexes.map((index) => writeDocument(index.spec));
    return cursorOf(engine, namespaceOf(collection), documents);
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
  const collection = engine.demand(request, name);
  yield* untilUntouched(engine, [collection]);
  const before = collection.indexes.length;
  const wanted = specs
    .map((spec) => readIndexSpec(spec, catalog.takeSpace()))
    .filter((index) => !isThere(collection, index));
  for (const index of wanted) build(engine, collection, index);
  if (wanted.length > 0) catalog.save({ ...collection, indexes: [...collection.indexes, ...wanted] });
  return {
    numIndexesBefore: before,
    numIndexesAfter: before + wanted.length,
    createdCollectionAutomatically: isNew,
    ok: 1,
  };
}

/** Whether this exact index exists. Throws if another one conflicts with it. */
function isThere(collection: Collection, index: Index): boolean {
  if (index.name === "_id_" || describe(index.spec.key) === "{ _id: 1 }") return true;
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

/** If duplicates stop a unique index halfway, housekeeping removes its entries. */
function build(engine: Engine, collection: Collection, index: Index): void {
  const { records, store, catalog } = engine;
  try {
    for (const stored of [...records.all(store, collection)]) records.index(store, collection, index, stored);
  } catch (error) {
    catalog.abandon(index.space);
    throw error;
  }
}

function* dropping(engine: Engine, request: Request): Work<Doc> {
  const collection = demandCollection(engine, request, nameIn(request.body.dropIndexes), "ns not found");
  yield* untilUntouched(engine, [collection]);
  const dropped = chosen(collection, request.body.index);
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
  if (index.name === "_id_") throw new CommandError("InvalidOptions", "cannot drop _id index");
  return [index];
}
