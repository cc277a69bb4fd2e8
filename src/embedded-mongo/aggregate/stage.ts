import type { Collection } from "../collections/catalog.js";
import type { Records } from "../collections/records.js";
import type { Variables } from "../expressions/expression.js";
import type { View } from "../storage/view.js";
import type { Doc } from "../values/documents.js";
import type { Flow } from "../values/flow.js";

/** Gives stages access to documents of any collection. */
export interface Source {
  records: Records;
  view: View;
  collection(name: string): Collection | undefined;
  /** The names of indexes, given by their spaces. */
  indexNames(spaces: number[]): string[];
}

/** Turns the documents of one stage into those of the next. */
export interface Stage {
  (docs: Flow<Doc>): Flow<Doc>;
  /** Whether it treats each document without regard to the others. */
  alone?: boolean;
  /** Begins to take documents bit by bit, where the stage need not have them all at once. */
  fold?: () => Fold;
}

/** Documents being gathered into a result. */
export interface Fold {
  add(docs: Iterable<Doc>): void;
  result(): Flow<Doc>;
}

/** Compiles one stage from its operand. */
export type CompileStage = (operand: unknown, context: StageContext) => Stage;

/** The context in which a stage is compiled: access to documents, and how to compile and run pipelines inside it. */
export interface StageContext {
  source: Source;
  variables: Variables;
  compile: (pipeline: unknown, variables?: Variables) => Stage;
  run: (collection: string, pipeline: unknown, variables?: Variables) => Flow<Doc>;
}
