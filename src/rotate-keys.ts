import { recordEvent } from "./audit/record-event.js";
import { rekeyAddresses } from "./invitations/address-keys.js";
import { ensureNewest } from "./migrations/migrate.js";
import { systemClock } from "./platform/clock.js";
import { createFileStore } from "./platform/create-file-store.js";
import { outboxFolder } from "./platform/create-mailer.js";
import { connectDatabase, disconnectModels, openDatabase } from "./platform/database.js";
import { readEnv } from "./platform/env.js";
import { createLog } from "./platform/log.js";
import { forgetOlderKeys } from "./platform/known-keys.js";
import { resealOutbox } from "./platform/mailer-outbox.js";
import { ownSecrets } from "./platform/own-secrets.js";
import { rotateKeys } from "./platform/rotate-keys.js";
import { createSecrets, parseSealingKeys } from "./platform/secrets.js";
import { refuseUnfit } from "./refuse-unfit.js";
import { sealedPlaces } from "./sealed-places.js";

/**
 * `npm run rotate-keys`: re-encrypts with the first of SEALING_KEYS whatever another of them sealed. Values that no key can open
 * are counted and left untouched; the command then exits with 1.
 */
process.umask(0o077);
const env = readEnv(process.env);
const database = await openDatabase(env);
try {
  const db = await connectDatabase(database.uri);
  const keys = parseSealingKeys(env.SEALING_KEYS ?? (await ownSecrets(env.DATA_DIR)).sealingKeys);
  const secrets = createSecrets(keys);
  await refuseUnfit(db, secrets);
  await ensureNewest(db, { clock: systemClock });
  const rotated = await rotateKeys(db, secrets, createFileStore(env), sealedPlaces);
  await rekeyAddresses(secrets);
  const changed = rotated.changed + (await resealOutbox(outboxFolder(env), secrets));
  const { unreadable } = rotated;
  if (changed === 0) await forgetOlderKeys(db, secrets);
  await recordEvent({ clock: systemClock, log: createLog(env.LOG_LEVEL) }, null, "keys.rotated", {
    detail: `${values(changed)} re-encrypted with the key "${keys[0].id}"`,
  });
  const rest = unreadable === 0 ? "Everything was" : "Everything else was";
  const result = changed === 0 ? `${rest} sealed` : `${values(changed)} re-encrypted`;
  process.stdout.write(`${result} with the key "${keys[0].id}".\n`);
  if (unreadable > 0) {
    process.stderr.write(`${values(unreadable)} left untouched: no key can open them.\n`);
    process.exitCode = 1;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await disconnectModels();
  await database.stop();
}

function values(count: number): string {
  return count === 1 ? "1 value was" : `${count} values were`;
}
