/** A point in a flow at which taking its items may pause. */
export const MAY_PAUSE = Symbol("may pause");

/** The type of that point. */
export type Pause = typeof MAY_PAUSE;

/** Items one after another, with points between them at which taking them may pause. */
export type Flow<T> = Iterable<T | Pause>;

/** How many items there are between two points to pause at. */
const ITEMS_BETWEEN = 16;

/** Adds points to pause at. */
export function* withPauses<T>(items: Iterable<T>): Flow<T> {
  let count = 0;
  for (const item of items) {
    yield item;
    if (++count % ITEMS_BETWEEN === 0) yield MAY_PAUSE;
  }
}

/** Changes every item. */
export function* mapFlow<T, U>(flow: Flow<T>, change: (item: T) => U): Flow<U> {
  for (const item of flow) yield item === MAY_PAUSE ? MAY_PAUSE : change(item);
}

/** Leaves out what does not pass a test. */
export function* filterFlow<T>(flow: Flow<T>, test: (item: T) => boolean): Flow<T> {
  for (const item of flow) if (item === MAY_PAUSE || test(item)) yield item;
}

/** Skips the first `skip` items and stops after `limit`, unless that is zero. */
export function* slice<T>(flow: Flow<T>, skip: number, limit: number): Flow<T> {
  let position = 0;
  for (const item of flow) {
    if (item === MAY_PAUSE || ++position > skip) yield item;
    if (item !== MAY_PAUSE && limit > 0 && position >= skip + limit) return;
  }
}

/** Gives every item to `take`; what it yields are points to pause at. */
export function* taking<T>(flow: Flow<T>, take: (item: T) => void): Generator<Pause, void> {
  for (const item of flow) {
    if (item === MAY_PAUSE) yield MAY_PAUSE;
    else take(item);
  }
}

/** All items; what it yields are points to pause at. */
export function* gathered<T>(flow: Flow<T>): Generator<Pause, T[]> {
  const items: T[] = [];
  yield* taking(flow, (item) => items.push(item));
  return items;
}

/** All items of a short flow, without a pause. */
export function atOnce<T>(flow: Flow<T>): T[] {
  return Array.from(flow).filter((item): item is T => item !== MAY_PAUSE);
}
