import path from "node:path";
import type { Env } from "./env.js";
import type { Log } from "./log.js";
import type { Mailer } from "./mailer.js";
import { createOutboxMailer } from "./mailer-outbox.js";
import { createSmtpMailer } from "./mailer-smtp.js";

const NOBODY = { name: "HealSpace", address: "no-reply@healspace.example" };

/** Mail goes out by SMTP_URL; without it, into the folder `outbox`, which only a site that is not in production shows. */
export function createMailer(env: Pick<Env, "SMTP_URL" | "MAIL_FROM" | "DATA_DIR" | "NODE_ENV">, log: Log): Mailer {
  const from = env.MAIL_FROM ?? NOBODY;
  if (env.SMTP_URL) return createSmtpMailer(env.SMTP_URL, from, log);
  const isProduction = env.NODE_ENV === "production";
  if (isProduction) log.warn("SMTP_URL is not set: no mail is sent, it is kept in a folder instead");
  return createOutboxMailer(path.join(env.DATA_DIR, "outbox"), from, !isProduction);
}
