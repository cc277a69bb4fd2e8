import type { Doc } from "../values/documents.js";
import type { Fold, Stage } from "./stage.js";

/** How many documents all facets take before the next are read. */
const AT_ONCE = 100;

/** Compiles $facet: the results of several pipelines over the same documents, which are kept only for those that need them all. */
export function facet(operand: Doc, compile: (pipeline: unknown) => Stage): Stage {
  const facets = Object.keys(operand).map((name) => ({ name, stage: compile(operand[name]) }));
  return function* (docs) {
    const folds = facets.map(({ name, stage }) => ({ name, fold: stage.fold?.() ?? gather(stage) }));
    for (const some of batches(docs)) for (const { fold } of folds) fold.add(some);
    yield Object.fromEntries(folds.map(({ name, fold }) => [name, [...fold.result()]]));
  };
}

function gather(stage: Stage): Fold {
  const all: Doc[] = [];
  return {
    add: (docs) => {
      for (const doc of docs) all.push(doc);
    },
    result: () => stage(all),
  };
}

function* batches(docs: Iterable<Doc>): Iterable<Doc[]> {
  let batch: Doc[] = [];
  for (const doc of docs) {
    if (batch.push(doc) < AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}
