import { CommandError } from "../errors.js";
import { isDoc, setField, type Doc } from "../values/documents.js";
import { gathered, mapFlow, taking, withPauses, type Flow, type Pause } from "../values/flow.js";
import { MemoryLimit } from "../values/memory-limit.js";
import type { Fold, Stage } from "./stage.js";

/** How many documents all facets take before the next are read. */
const AT_ONCE = 100;

/**
 * Compiles $facet: the results of several pipelines over the same documents, which are kept only for those that need them all. Both
 * the documents and the results may take 100 MB.
 */
export function facet(operand: Doc, compile: (pipeline: unknown) => Stage): Stage {
  const facets = Object.keys(operand).map((name) => ({ name, stage: compile(pipelineOf(name, operand[name])) }));
  return function* (docs) {
    const folds = facets.map(({ name, stage }) => ({ name, fold: stage.fold?.() ?? gather(stage) }));
    const keepsAll = facets.some(({ stage }) => !stage.fold);
    const [inputs, outputs] = [new MemoryLimit("$facet"), new MemoryLimit("$facet", "Location4031700")];
    yield* inBatches(docs, (some) => {
      if (keepsAll) some.forEach((doc) => inputs.keep(doc));
      folds.forEach(({ fold }) => fold.add(some));
    });
    const result: Doc = {};
    for (const { name, fold } of folds) {
      setField(result, name, yield* gathered(mapFlow(fold.result(), (doc) => outputs.keep(doc))));
    }
    yield result;
  };
}

function pipelineOf(name: string, pipeline: unknown): Doc[] {
  if (!Array.isArray(pipeline))
    throw new CommandError("Location40170", `arguments to $facet must be arrays, ${name} is not`);
  if (pipeline.every((stage) => isDoc(stage))) return pipeline;
  throw new CommandError(
    "Location40171",
    `elements of arrays in $facet spec must be objects, those of ${name} are not`,
  );
}

function gather(stage: Stage): Fold {
  const all: Doc[] = [];
  return {
    add: (docs) => {
      for (const doc of docs) all.push(doc);
    },
    result: () => stage(withPauses(all)),
  };
}

function* inBatches(docs: Flow<Doc>, take: (batch: Doc[]) => void): Generator<Pause, void> {
  let batch: Doc[] = [];
  yield* taking(docs, (doc) => {
    if (batch.push(doc) < AT_ONCE) return;
    take(batch);
    batch = [];
  });
  take(batch);
}
