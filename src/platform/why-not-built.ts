import type mongoose from "mongoose";
import type { NamedIndex } from "./indexes.js";

type Collection = mongoose.mongo.Collection;

const OPTIONS_CONFLICT = 85;
const KEY_CONFLICT = 86;

/** Says why indexes of a collection could not be built, with the name of the index and a count, and without any value. */
export async function whyNotBuilt(collection: Collection, indexes: NamedIndex[], error: unknown): Promise<Error> {
  const code = Number((error as { code?: unknown }).code);
  const where = `of the collection "${collection.collectionName}"`;
  if (code === OPTIONS_CONFLICT || code === KEY_CONFLICT)
    return new Error(await describeConflict(collection, indexes, where));
  for (const index of indexes.filter(({ unique }) => unique)) {
    const count = await countDuplicates(collection, index);
    if (count === 0) continue;
    const shared = count === 1 ? "1 value belongs" : `${count} values belong`;
    return new Error(
      `The unique index "${index.name}" ${where} cannot be built: ${shared} to more than one record. ` +
        "Change or remove these records, then start HealSpace again.",
    );
  }
  const names = indexes.map(({ name }) => `"${name}"`).join(", ");
  return new Error(`The database did not build the indexes ${names} ${where} (code ${code || "unknown"}).`);
}

async function describeConflict(collection: Collection, indexes: NamedIndex[], where: string): Promise<string> {
  const keyOf = ({ key }: { key: unknown }): string => JSON.stringify(key);
  const standing = (await collection.indexes()).filter((one) =>
    indexes.some((index) => index.name === one.name || keyOf(index) === keyOf(one)),
  );
  const names = standing.map(({ name }) => `"${name}"`).join(", ");
  const count = standing.length === 1 ? "1 index" : `${standing.length} indexes`;
  return `${count} ${where} conflict with HealSpace's own: ${names}. Drop what HealSpace did not make, then start it again.`;
}

/** How many values of a unique index more than one record has. Each element of an array counts as a value. */
async function countDuplicates(
  collection: Collection,
  { key, partialFilterExpression, sparse }: NamedIndex,
): Promise<number> {
  const paths = Object.keys(key);
  const present = sparse ? { $or: paths.map((path) => ({ [path]: { $exists: true } })) } : {};
  const [found] = await collection
    .aggregate<{ count: number }>([
      { $match: partialFilterExpression ?? present },
      ...paths.map((path) => ({ $unwind: { path: `$${path}`, preserveNullAndEmptyArrays: true } })),
      { $group: { _id: paths.map((path) => `$${path}`), count: { $sum: 1 } } },
      { $match: { count: { $gt: 1 } } },
      { $count: "count" },
    ])
    .toArray();
  return found?.count ?? 0;
}
