import type mongoose from "mongoose";

/** What a model has to do with indexes. */
interface Model {
  schema: { indexes(): [mongoose.IndexDefinition, mongoose.IndexOptions][] };
  collection: { collectionName: string; createIndexes(indexes: mongoose.mongo.IndexDescription[]): Promise<unknown> };
}
type Wanted = mongoose.mongo.IndexDescription & { name: string };

/** The indexes that a model declares, each with the name that it gets. */
export function indexesOf({ schema }: Pick<Model, "schema">): Wanted[] {
  return schema.indexes().map(([key, options]) => {
    const name = options.name ?? Object.entries(key).flat().join("_");
    return { key, ...options, name } as Wanted;
  });
}

/** Builds what is missing of a model's indexes, in one command; mongoose alone sends one for each. */
export async function buildIndexes(model: Model): Promise<void> {
  const indexes = indexesOf(model);
  if (indexes.length > 0) await model.collection.createIndexes(indexes);
}

/** The names of indexes that stand in the database and that the model of their collection does not have. */
export async function findFormerIndexes(
  db: mongoose.mongo.Db,
  models: Model[],
): Promise<{ collection: string; name: string }[]> {
  const existing = new Set((await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name));
  const found = models.map(async ({ schema, collection: { collectionName: collection } }) => {
    if (!existing.has(collection)) return [];
    const wanted = new Set(["_id_", ...indexesOf({ schema }).map(({ name }) => name)]);
    const indexes = await db.collection(collection).indexes();
    return indexes.flatMap(({ name }) => (name && !wanted.has(name) ? [{ collection, name }] : []));
  });
  return (await Promise.all(found)).flat();
}
