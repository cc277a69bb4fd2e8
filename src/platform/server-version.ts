import type mongoose from "mongoose";

/** The first release whose aggregation has all that the queries use. */
const OLDEST = "5.0";

/** A server that HealSpace cannot use, with a message to show. */
export class ServerTooOld extends Error {}

/** Throws ServerTooOld for a server older than MongoDB 5.0. */
export async function ensureServer(db: mongoose.mongo.Db): Promise<void> {
  const { version } = (await db.command({ buildInfo: 1 })) as { version: string };
  if (Number.parseInt(version) >= Number.parseInt(OLDEST)) return;
  throw new ServerTooOld(`HealSpace needs MongoDB ${OLDEST} or newer. This server is MongoDB ${version}.`);
}
