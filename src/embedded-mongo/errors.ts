/** MongoDB's codes of the errors used here, by their official names. */
export const errorCodes = {
  InternalError: 1,
  BadValue: 2,
  FailedToParse: 9,
  TypeMismatch: 14,
  Overflow: 15,
  IllegalOperation: 20,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  MaxTimeMSExpired: 50,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  EmptyFieldName: 56,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  OperationFailed: 96,
  WriteConflict: 112,
  CommandNotSupported: 115,
  NotAReplicaSet: 123,
  ConversionFailure: 241,
  SnapshotUnavailable: 246,
  NoSuchTransaction: 251,
  TransactionCommitted: 256,
  IndexBuildAborted: 276,
  NoQueryExecutionPlans: 291,
  OperationNotSupportedInTransaction: 263,
  CannotIndexParallelArrays: 171,
  InvalidPipelineOperator: 168,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  DatabaseDifferCase: 13297,
  InterruptedAtShutdown: 11600,
  Location31249: 31249,
  Location31253: 31253,
  Location31254: 31254,
  Location31395: 31395,
  Location40323: 40323,
  Location40324: 40324,
  Location40573: 40573,
  Location40602: 40602,
  Location51091: 51091,
  Location51246: 51246,
} as const;

/** The official name of one of them. */
export type ErrorName = keyof typeof errorCodes;

/** An error reported to the client as MongoDB reports its own: a code, its name and perhaps more fields. */
export class CommandError extends Error {
  readonly code: number;

  constructor(
    readonly codeName: ErrorName,
    message: string,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
    this.code = errorCodes[codeName];
  }
}

/** An error that makes drivers retry the whole transaction. */
export function transientError(codeName: ErrorName, message: string): CommandError {
  return new CommandError(codeName, message, { errorLabels: ["TransientTransactionError"] });
}

/** The reply for an error; anything but a CommandError is reported as InternalError. */
export function errorReply(error: unknown): Record<string, unknown> {
  const { message, code, codeName, details } = asCommandError(error);
  return { ok: 0, errmsg: message, code, codeName, ...details };
}

/** Any error as a CommandError. */
export function asCommandError(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  return new CommandError("InternalError", error instanceof Error ? error.message : String(error));
}
