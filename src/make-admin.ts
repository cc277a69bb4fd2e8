import { makeAdminLink, type AdminLink } from "./accounts/make-admin-link.js";
import { ensureNewest } from "./migrations/migrate.js";
import { systemClock } from "./platform/clock.js";
import { buildAllIndexes, connectDatabase, disconnectModels, reachDatabase } from "./platform/database.js";
import { readEnv } from "./platform/env.js";
import { ownSecrets } from "./platform/own-secrets.js";
import { createSecrets, parseSealingKeys } from "./platform/secrets.js";
import { refuseUnfit } from "./refuse-unfit.js";
import { emailAddress } from "./web/field-forms.js";

/** `npm run make-admin -- me@example.org`: prints a one-time link with which the person with this address becomes an admin. */
const USAGE = "Give an e-mail address: npm run make-admin -- me@example.org";
const DOES: Record<AdminLink["does"], string> = {
  new: "creates an admin account",
  counsellor: "gives this counsellor's account admin rights",
  password: "lets this admin choose a new password",
};

try {
  await main(process.argv[2]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main(typed: string | undefined): Promise<void> {
  const email = emailAddress().safeParse(typed);
  if (!email.success) throw new Error(USAGE);
  process.umask(0o077);
  const env = readEnv(process.env);
  const keys = parseSealingKeys(env.SEALING_KEYS ?? (await ownSecrets(env.DATA_DIR)).sealingKeys);
  const database = await reachDatabase(env);
  try {
    const services = { clock: systemClock, secrets: createSecrets(keys) };
    const db = await connectDatabase(database.uri);
    await refuseUnfit(db, services.secrets);
    await ensureNewest(db, services);
    await buildAllIndexes();
    print(email.data, await makeAdminLink(services, email.data), env.SITE_URL ?? `http://localhost:${env.PORT}`);
  } finally {
    await disconnectModels();
    await database.stop();
  }
}

function print(email: string, { path, expiresAt, does }: AdminLink, siteUrl: string): void {
  const until = `${expiresAt.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  process.stdout.write(`\nThis link ${DOES[does]}: ${email}. It works once, until ${until}:\n\n`);
  process.stdout.write(`  ${new URL(path, siteUrl).href}\n\n`);
}
