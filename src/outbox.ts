import { outboxFolder } from "./platform/create-mailer.js";
import { readEnv } from "./platform/env.js";
import { readOutbox } from "./platform/mailer-outbox.js";
import { ownSecrets } from "./platform/own-secrets.js";
import { createSecrets, parseSealingKeys } from "./platform/secrets.js";

const env = readEnv(process.env);
const keys = env.SEALING_KEYS ?? (await ownSecrets(env.DATA_DIR)).sealingKeys;
const mails = await readOutbox(outboxFolder(env), createSecrets(parseSealingKeys(keys)));

/** Prints the mails that a site without a mail server kept, the newest last. */
for (const { at, to, subject, text } of mails.toReversed()) {
  process.stdout.write(`${at}\nTo: ${to.name} <${to.address}>\n${subject}\n\n${text}\n\n----\n\n`);
}
if (mails.length === 0) process.stdout.write("The outbox is empty.\n");
