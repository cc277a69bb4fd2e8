import mongoose from "mongoose";

const {
  MongoError,
  MongoNetworkError,
  MongoServerSelectionError,
  MongoNotConnectedError,
  MongoTopologyClosedError,
  MongoExpiredSessionError,
} = mongoose.mongo;

const KINDS = [
  MongoNetworkError,
  MongoServerSelectionError,
  MongoNotConnectedError,
  MongoTopologyClosedError,
  MongoExpiredSessionError,
];
/** Labels by which server and driver say that the same may succeed later. */
const LABELS = ["RetryableWriteError", "RetryableError", "TransientTransactionError", "SystemOverloadedError"];

/** Codes of a server that cannot take this now (https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml). */
const CODES = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  43, // CursorNotFound: another server has taken over in the middle of a list
  50, // MaxTimeMSExpired
  64, // WriteConcernFailed
  79, // UnknownReplWriteConcern
  89, // NetworkTimeout
  91, // ShutdownInProgress
  100, // UnsatisfiableWriteConcern
  133, // FailedToSatisfyReadPreference
  134, // ReadConcernMajorityNotAvailableYet
  189, // PrimarySteppedDown
  262, // ExceededTimeLimit
  9001, // SocketException
  10107, // NotWritablePrimary
  11600, // InterruptedAtShutdown
  11602, // InterruptedDueToReplStateChange
  13435, // NotPrimaryNoSecondaryOk
  13436, // NotPrimaryOrSecondary
]);

/**
 * Whether an error says that the database could not be reached or is changing its primary, rather than that it refused something. A
 * write that fails so may or may not have been applied.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof mongoose.Error) return /before initial connection|buffering timed out/.test(error.message);
  if (!(error instanceof MongoError)) return false;
  return (
    KINDS.some((kind) => error instanceof kind) ||
    LABELS.some((label) => error.hasErrorLabel(label)) ||
    codesOf(error).some((code) => CODES.has(Number(code)))
  );
}

/** The error's own code, and that of the write concern it may be about. */
function codesOf(error: mongoose.mongo.MongoError): unknown[] {
  const { err, result } = error as { err?: { code?: unknown }; result?: { writeConcernError?: { code?: unknown } } };
  return [error.code, err?.code, result?.writeConcernError?.code];
}
