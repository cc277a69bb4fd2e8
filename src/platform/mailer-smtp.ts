import type { Transporter } from "nodemailer";
import type { Log } from "./log.js";
import type { Address, Delivery, Mailer } from "./mailer.js";
import { mailMessage } from "./mailer-message.js";

const CONNECTIONS = 3;
/** How long the server may keep silent at any step, and how long it may take for a mail in all. */
const SILENCE_MS = 15_000;
const LONGEST_MS = 120_000;
/** Someone waits for the answer to a trial. */
const LONGEST_TRIAL_MS = 25_000;

/** Sends by the SMTP server that `url` names. What fails is logged by its code alone: answers of servers name people. */
export function createSmtpMailer(url: string, from: Address, log: Log): Mailer {
  let transport: Promise<Transporter> | undefined;
  let isClosed = false;
  return {
    from,
    via: "mail",
    async send(mail) {
      if (isClosed) return { delivery: "away" };
      try {
        transport ??= connect(url);
        await (await transport).sendMail({ ...mailMessage(from, mail), signal: AbortSignal.timeout(LONGEST_MS) });
        return { delivery: "accepted" };
      } catch (error) {
        const { code, responseCode, command } = error as SmtpError;
        const delivery = judge(error as SmtpError);
        log.warn({ code, responseCode, command, delivery }, "a mail was not taken");
        return { delivery, reason: reasonOf(error as SmtpError) };
      }
    },
    async sendTrial(mail) {
      try {
        transport ??= connect(url);
        const signal = AbortSignal.timeout(LONGEST_TRIAL_MS);
        const { response } = await (await transport).sendMail({ ...mailMessage(from, mail), signal });
        return { isAccepted: true, words: response ?? "" };
      } catch (error) {
        const { response, message } = error as Error & SmtpError;
        return { isAccepted: false, words: response ?? message };
      }
    },
    close() {
      isClosed = true;
      void transport?.then((open) => open.close());
    },
  };
}

/** nodemailer is loaded with the first mail: it weighs 15 MB, and the first page should not wait for it. */
async function connect(url: string): Promise<Transporter> {
  const { default: nodemailer } = await import("nodemailer");
  return nodemailer.createTransport({
    url,
    pool: true,
    maxConnections: CONNECTIONS,
    maxRequeues: 0,
    connectionTimeout: SILENCE_MS,
    greetingTimeout: SILENCE_MS,
    socketTimeout: SILENCE_MS,
    dnsTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

interface SmtpError {
  code?: string;
  responseCode?: number;
  response?: string;
  command?: string;
}

/** RFC 5321: 4xx means retry later, 5xx rejected. Only answers to the recipient or to the text are about this mail. */
function judge({ code, responseCode = 0, command }: SmtpError): Delivery {
  const isAboutThisMail = code === "EMESSAGE" || (code === "EENVELOPE" && command === "RCPT TO");
  if (!isAboutThisMail || responseCode === 421) return "away";
  return responseCode >= 500 ? "refused" : "later";
}

/** The server's codes (RFC 5321 and RFC 3463) without its words, which name people; else nodemailer's own code. */
function reasonOf({ code, responseCode, response = "" }: SmtpError): string {
  if (!responseCode) return code ?? "EUNKNOWN";
  const [, detail] = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response) ?? [];
  return detail ? `${responseCode} ${detail}` : String(responseCode);
}
