import { Long } from "bson";
import { namespaceOf, type Collection } from "../collections/catalog.js";
import { CommandError } from "../errors.js";
import { spaceKey } from "../storage/keys.js";
import { prefixRange } from "../storage/view.js";
import { fromNumber, isDoc, type Doc } from "../values/documents.js";
import type { Source } from "./stage.js";

/** The stages that a pipeline can only begin with: they tell about a collection instead of reading it. */
export const statistics: Record<string, (source: Source, collection: Collection, operand: unknown) => Doc[]> = {
  $indexStats: ({ records }, collection, operand) => {
    if (!isDoc(operand) || Object.keys(operand).length > 0)
      throw new CommandError("Location28803", "The $indexStats stage specification must be an empty object");
    return collection.indexes.map(({ name, spec, space }) => ({
      name,
      key: spec.key,
      host: "embedded",
      accesses: { ops: Long.fromNumber(records.uses.get(space) ?? 0), since: records.countedSince },
      spec,
    }));
  },

  $collStats: ({ view }, collection, operand) => {
    if (!isDoc(operand)) throw new CommandError("Location5447000", "$collStats must take a nested object");
    const count = view.count(prefixRange(spaceKey(collection.space)));
    return [
      {
        ns: namespaceOf(collection),
        host: "embedded",
        localTime: new Date(),
        ...("storageStats" in operand ? { storageStats: storageStats(collection, count) } : {}),
        ...("count" in operand ? { count: fromNumber(count) } : {}),
        ...("latencyStats" in operand ? { latencyStats: { reads: noTimes, writes: noTimes, commands: noTimes } } : {}),
      },
    ];
  },
};

const zero = fromNumber(0);

/** Sizes are not measured: they are reported as zero. */
export const noSizes = {
  size: zero,
  dataSize: zero,
  storageSize: zero,
  indexSize: zero,
  totalSize: zero,
  avgObjSize: zero,
  scaleFactor: fromNumber(1),
};

const noTimes = { latency: Long.ZERO, ops: Long.ZERO };

/** What `collStats` and `$collStats` say about how a collection is stored. */
export function storageStats({ indexes }: Pick<Collection, "indexes">, count: number): Doc {
  return {
    ...noSizes,
    count: fromNumber(count),
    nindexes: fromNumber(indexes.length),
    freeStorageSize: zero,
    totalIndexSize: zero,
    indexSizes: Object.fromEntries(indexes.map(({ name }) => [name, zero])),
    indexBuilds: [],
    capped: false,
  };
}
