import mongoose from "mongoose";

type Session = mongoose.mongo.ClientSession;

/** How records are read so that they fit together. */
export interface Moment {
  /** "one": as they all were at one moment. "in order": one collection after the other, while people change them. */
  how: "one" | "in order";
  session?: Session;
  end(): Promise<void>;
}

/**
 * The best that a database offers: a snapshot session (a replica set keeps its state for five minutes), or a transaction (the
 * embedded database keeps it for one), or else none.
 */
export async function takeMoment({
  client,
  db,
}: {
  client: mongoose.mongo.MongoClient;
  db: mongoose.mongo.Db;
}): Promise<Moment> {
  const snapshot = client.startSession({ snapshot: true });
  if ((await isReplicaSet(db)) && (await canRead(db, snapshot))) {
    return { how: "one", session: snapshot, end: () => snapshot.endSession() };
  }
  await snapshot.endSession();
  const transaction = client.startSession();
  transaction.startTransaction();
  if (await canRead(db, transaction)) return { how: "one", session: transaction, end: () => leave(transaction) };
  await leave(transaction);
  return inOrder;
}

export const inOrder: Moment = { how: "in order", end: () => Promise.resolve() };

/** Whether a read failed because the database no longer has the state of that moment. */
export function isMomentGone(error: unknown): boolean {
  const { codeName } = error as { codeName?: string };
  return [
    "SnapshotTooOld",
    "SnapshotUnavailable",
    "NoSuchTransaction",
    "TransactionExceededLifetimeLimitSeconds",
  ].includes(codeName ?? "");
}

async function isReplicaSet(db: mongoose.mongo.Db): Promise<boolean> {
  const hello = await db.admin().command({ hello: 1 });
  return typeof hello.setName === "string" || hello.msg === "isdbgrid";
}

async function canRead(db: mongoose.mongo.Db, session: Session): Promise<boolean> {
  try {
    await db.collection("accounts").findOne({}, { session, projection: { _id: 1 } });
    return true;
  } catch (error) {
    if (error instanceof mongoose.mongo.MongoServerError) return false;
    throw error;
  }
}

async function leave(transaction: Session): Promise<void> {
  await transaction.abortTransaction().catch(() => undefined);
  await transaction.endSession();
}
