import type mongoose from "mongoose";

/** What a model has to do with indexes. */
interface Indexed {
  schema: { indexes(): [mongoose.IndexDefinition, mongoose.IndexOptions][] };
  collection: { collectionName: string; createIndexes(indexes: mongoose.mongo.IndexDescription[]): Promise<unknown> };
}

/** An index with the name that it has in the database. */
export type NamedIndex = mongoose.mongo.IndexDescription & { name: string; key: Record<string, unknown> };

/** Indexes of a model that do not stand in the database. */
export interface MissingIndexes {
  model: mongoose.Model<unknown>;
  indexes: NamedIndex[];
  /** Whether the collection does not exist yet, so that building them takes no time. */
  isNew: boolean;
}

/** Builds what is missing of a model's indexes, in one command; mongoose alone sends one for each. */
export async function buildIndexes(model: Indexed): Promise<void> {
  const indexes = indexesOf(model);
  if (indexes.length > 0) await model.collection.createIndexes(indexes);
}

/** What the models have and the database does not, or has with other keys or another uniqueness. */
export async function findMissingIndexes(
  db: mongoose.mongo.Db,
  models: mongoose.Model<unknown>[],
): Promise<MissingIndexes[]> {
  const standing = await findStanding(db, models);
  return models.flatMap((model) => {
    const standingHere = standing.get(model.collection.collectionName);
    const there = new Set(standingHere?.map(identify));
    const indexes = indexesOf(model).filter((index) => !there.has(identify(index)));
    return indexes.length > 0 ? [{ model, indexes, isNew: !standingHere }] : [];
  });
}

/** The names of indexes that stand in the database and that the model of their collection does not have. */
export async function findFormerIndexes(
  db: mongoose.mongo.Db,
  models: Indexed[],
): Promise<{ collection: string; name: string }[]> {
  const standing = await findStanding(db, models);
  return models.flatMap((model) => {
    const collection = model.collection.collectionName;
    const wanted = new Set(["_id_", ...indexesOf(model).map(({ name }) => name)]);
    const former = (standing.get(collection) ?? []).filter(({ name }) => !wanted.has(name));
    return former.map(({ name }) => ({ collection, name }));
  });
}

/** The indexes that stand in the database, by collection. */
async function findStanding(db: mongoose.mongo.Db, models: Indexed[]): Promise<Map<string, NamedIndex[]>> {
  const existing = new Set((await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name));
  const names = models.map(({ collection }) => collection.collectionName).filter((name) => existing.has(name));
  return new Map(
    await Promise.all(
      names.map(async (name) => [name, (await db.collection(name).indexes()) as NamedIndex[]] as const),
    ),
  );
}

function indexesOf({ schema }: Pick<Indexed, "schema">): NamedIndex[] {
  return schema.indexes().map(([key, options]) => {
    const name = options.name ?? Object.entries(key).flat().join("_");
    return { key, ...options, name } as NamedIndex;
  });
}

const identify = ({ name, key, unique }: NamedIndex): string => JSON.stringify([name, key, unique ?? false]);
