/** MongoDB's codes of the errors used here, by their official names. */
export const errorCodes = {
  InternalError: 1,
  BadValue: 2,
  FailedToParse: 9,
  TypeMismatch: 14,
  Overflow: 15,
  InvalidLength: 16,
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
  CursorKilled: 237,
  ConversionFailure: 241,
  SnapshotUnavailable: 246,
  NoSuchTransaction: 251,
  TransactionCommitted: 256,
  IndexBuildAborted: 276,
  NoQueryExecutionPlans: 291,
  QueryExceededMemoryLimitNoDiskUseAllowed: 292,
  OperationNotSupportedInTransaction: 263,
  CannotIndexParallelArrays: 171,
  InvalidPipelineOperator: 168,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  DatabaseDifferCase: 13297,
  InterruptedAtShutdown: 11600,
  CursorInUse: 12051,
  Location15947: 15947,
  Location15952: 15952,
  Location15955: 15955,
  Location15958: 15958,
  Location15959: 15959,
  Location15969: 15969,
  Location16612: 16612,
  Location17217: 17217,
  Location28745: 28745,
  Location28803: 28803,
  Location28818: 28818,
  Location31249: 31249,
  Location31254: 31254,
  Location31274: 31274,
  Location31325: 31325,
  Location31395: 31395,
  Location40156: 40156,
  Location40157: 40157,
  Location40169: 40169,
  Location40170: 40170,
  Location40171: 40171,
  Location40218: 40218,
  Location40228: 40228,
  Location40229: 40229,
  Location40234: 40234,
  Location40235: 40235,
  Location40238: 40238,
  Location40272: 40272,
  Location40323: 40323,
  Location40324: 40324,
  Location40400: 40400,
  Location40414: 40414,
  Location40573: 40573,
  Location40602: 40602,
  Location51091: 51091,
  Location51108: 51108,
  Location51246: 51246,
  Location51272: 51272,
  Location4031700: 4031700,
  Location5107200: 5107200,
  Location5107201: 5107201,
  Location5447000: 5447000,
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
