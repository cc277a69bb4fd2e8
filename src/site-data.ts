import mongoose from "mongoose";
import type { SiteData } from "./backup/back-up.js";
import { referringFirst } from "./backup/record-references.js";
import { Refused } from "./backup/refused.js";
import { systemClock } from "./platform/clock.js";
import { createFileStore } from "./platform/create-file-store.js";
import { connectDatabase, disconnectModels, reachDatabase } from "./platform/database.js";
import { readEnv } from "./platform/env.js";
import { declaredFiles } from "./platform/file-places.js";
import { ownSecrets } from "./platform/own-secrets.js";
import { createSecrets, parseSealingKeys } from "./platform/secrets.js";

/**
 * Gives a command the data of the site that the environment names, beside the site if that runs, and changes nothing itself. What goes
 * wrong is printed, in a sentence where it is known, and the command exits with 1.
 */
export async function withSiteData(work: (site: SiteData) => Promise<void>): Promise<void> {
  try {
    await reach(work);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

/** The file that a command is about. Throws Refused without one. */
export function fileArgument(command: string): string {
  const [file] = process.argv.slice(2);
  if (!file) throw new Refused(`Say which file: npm run ${command} -- FILE`);
  return file;
}

async function reach(work: (site: SiteData) => Promise<void>): Promise<void> {
  process.umask(0o077);
  const env = readEnv(process.env);
  const keys = parseSealingKeys(env.SEALING_KEYS ?? (await ownSecrets(env.DATA_DIR)).sealingKeys);
  const database = await reachDatabase(env);
  try {
    const db = await connectDatabase(database.uri);
    await work({
      client: mongoose.connection.getClient(),
      db,
      clock: systemClock,
      files: createFileStore(env),
      secrets: createSecrets(keys),
      filePlaces: declaredFiles(),
      referringFirst: referringFirst(),
    });
  } finally {
    await disconnectModels();
    await database.stop();
  }
}
