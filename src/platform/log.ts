import { pino, type Logger } from "pino";

export type Log = Logger;

/** The message of every line about a security event; its field `event` says which. */
export const SECURITY = "security";

/** A structured log on standard output. Callers never pass it anything that a person said, wrote or entered. */
export function createLog(level: string): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
}
