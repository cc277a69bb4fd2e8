import mongoose from "mongoose";
import { createFileStore } from "./platform/create-file-store.js";
import { connectModels, disconnectModels, openDatabase } from "./platform/database.js";
import { readEnv } from "./platform/env.js";
import { ownSecrets } from "./platform/own-secrets.js";
import { rotateKeys } from "./platform/rotate-keys.js";
import { createSecrets, parseSealingKeys } from "./platform/secrets.js";

/** `npm run rotate-keys`: seals everything with the first of SEALING_KEYS that one of the others sealed. */
const env = readEnv(process.env);
const database = await openDatabase(env);
try {
  await connectModels(database.uri);
  const keys = parseSealingKeys(env.SEALING_KEYS ?? (await ownSecrets(env.DATA_DIR)).sealingKeys);
  const changed = await rotateKeys(mongoose.connection.db!, createSecrets(keys), createFileStore(env));
  const result = changed === 0 ? "Everything was" : `${changed} ${changed === 1 ? "value was" : "values were"}`;
  process.stdout.write(`${result} ${changed === 0 ? "sealed with" : "sealed anew with"} the key "${keys[0].id}".\n`);
} finally {
  await disconnectModels();
  await database.stop();
}
