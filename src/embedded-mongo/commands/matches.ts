import type { Collection } from "../collections/catalog.js";
import type { StoredDocument } from "../collections/records.js";
import type { Engine, Request } from "../engine.js";
import type { Variables } from "../expressions/expression.js";
import type { Filter } from "../matching/condition.js";
import { findDocuments, type Query } from "../query/find.js";
import type { Turn } from "../storage/turn.js";
import type { View, Writer } from "../storage/view.js";
import { Held, patiently, type Work } from "../storage/work.js";
import type { Doc } from "../values/documents.js";
import { MAY_PAUSE, type Flow } from "../values/flow.js";
import { readSort } from "../values/sort.js";

/** Where a statement writes, and for whom. */
export interface Target {
  engine: Engine;
  request: Request;
  writer: Writer;
  name: string;
  /** When others have their turn. */
  turn: Turn;
}

/** Which documents a statement is about. */
export interface Choice {
  filter: Doc;
  sort?: unknown;
  hint?: unknown;
  variables: Variables;
}

/** The collection as it is now: it can be dropped, and its indexes change, whenever a statement waits. */
export function collectionOf({ engine, request, name }: Target): Collection | undefined {
  return engine.find(request, name);
}

/** After a change, lets others have their turn if it is theirs: the work then continues in a later commit. Throws MaxTimeMSExpired. */
export function* givingWay(turn: Turn): Work<void> {
  if (!turn.countChange()) return;
  yield turn.pass();
  turn.check();
}

/** Changes every match, each completely or not at all and none twice, with waits in between. Returns how many there were. */
export function* eachMatch(
  target: Target,
  choice: Choice,
  matches: Filter,
  change: (stored: StoredDocument) => void,
): Work<number> {
  const space = collectionOf(target)?.space;
  let count = 0;
  for (const record of yield* search(target, choice, 0)) {
    const stored = yield* patiently(() => {
      const now = collectionOf(target)?.space === space ? stillMatching(target, record, matches) : undefined;
      if (now) change(now);
      return now;
    });
    if (stored) count++;
    yield* givingWay(target.turn);
  }
  return count;
}

/** Changes the first match, or does what `change` does without one, once no transaction holds it. */
export function* withOne<T>(
  target: Target,
  choice: Choice,
  matches: Filter,
  change: (stored: StoredDocument | undefined) => T,
): Work<T> {
  for (;;) {
    const [record] = yield* search(target, choice, 1);
    const stored = record && stillMatching(target, record, matches);
    // It was changed while the search went on in a snapshot.
    if (record && !stored) continue;
    try {
      return change(stored);
    } catch (error) {
      if (!(error instanceof Held)) throw error;
      yield error.released;
    }
  }
}

/** The records of the matches: found in this commit if that is quick, else in a snapshot and in turns with others. */
function* search(target: Target, choice: Choice, limit: number): Work<Buffer[]> {
  const { writer, turn } = target;
  const found: Buffer[] = [];
  for (const item of matchesIn(target, choice, limit, writer, collectionOf(target))) {
    if (item !== MAY_PAUSE) found.push(item.record);
    else if (turn.isOver()) return yield* searchInTurns(target, choice, limit);
  }
  return found;
}

function* searchInTurns(target: Target, choice: Choice, limit: number): Work<Buffer[]> {
  const { engine, request, name, turn } = target;
  const found: Buffer[] = [];
  const reading = turn.pass().then(() =>
    engine.read({ ...request, limit: turn.left }, async (view) => {
      const matches = matchesIn(target, choice, limit, view, engine.find(request, name, view));
      await view.each(matches, ({ record }) => found.push(record));
    }),
  );
  let failure: { error: unknown } | undefined;
  yield reading.catch((error: unknown) => void (failure = { error }));
  if (failure) throw failure.error;
  return found;
}

function matchesIn(
  { engine }: Target,
  { filter, hint, variables, sort }: Choice,
  limit: number,
  view: View,
  collection: Collection | undefined,
): Flow<StoredDocument> {
  const query: Query = { filter, hint, variables, sort: readSort(sort), limit };
  return collection ? findDocuments(engine.records, view, collection, query) : [];
}

/** A document found earlier, if it still matches. */
function stillMatching(target: Target, record: Buffer, matches: Filter): StoredDocument | undefined {
  const { engine, writer } = target;
  const collection = collectionOf(target);
  const stored = collection && engine.records.read(writer, collection, record);
  return stored && matches(stored.doc) ? stored : undefined;
}
