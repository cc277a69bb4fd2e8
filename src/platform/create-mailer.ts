import path from "node:path";
import type { Env } from "./env.js";
import type { Log } from "./log.js";
import type { Mailer } from "./mailer.js";
import { createOutboxMailer } from "./mailer-outbox.js";
import { createSmtpMailer } from "./mailer-smtp.js";
import type { Secrets } from "./secrets.js";

const NOBODY = { name: "HealSpace", address: "no-reply@healspace.example" };

/** Mail goes out by SMTP_URL; without one, into the outbox, which only a site that is not in production shows. */
export function createMailer(
  env: Pick<Env, "SMTP_URL" | "MAIL_FROM" | "DATA_DIR" | "NODE_ENV">,
  { log, secrets }: { log: Log; secrets: Secrets },
): Mailer {
  const from = env.MAIL_FROM ?? NOBODY;
  if (env.SMTP_URL && env.SMTP_URL !== "none") return createSmtpMailer(env.SMTP_URL, from, log);
  const isShown = env.NODE_ENV !== "production";
  return createOutboxMailer(outboxFolder(env), { from, isShown, secrets });
}

/** Where a site that sends no mail keeps it. */
export const outboxFolder = ({ DATA_DIR }: Pick<Env, "DATA_DIR">): string => path.join(DATA_DIR, "outbox");
