import { EventEmitter, once } from "node:events";
import type { AddressInfo } from "node:net";
import { soon } from "./soon.js";
import { SMTPServer, type SMTPServerSession } from "smtp-server";

/** How long the next mail may take: its sender may be a process that has just been started. */
const MAIL_MS = 60_000;

export interface ReceivedMail {
  to: string;
  /** As it came over the line. */
  raw: string;
  subject: string;
  messageId: string;
  /** The decoded parts by their content type. */
  parts: Map<string, string>;
}

export interface MailServer {
  url: string;
  mails: ReceivedMail[];
  /** What it does before it takes a recipient or a text: throw an answer, or keep someone waiting. */
  atRecipient: (address: string) => void;
  atText: (mail: ReceivedMail) => void | Promise<void>;
  /** Resolves once it holds this many. */
  holds(count: number): Promise<void>;
  /** The mails to this person. */
  to(person: { email: string }): ReceivedMail[];
  stop(): Promise<void>;
}

/** An answer of the server, such as 450 for "later" and 550 for "never". */
export class Answer extends Error {
  constructor(
    readonly responseCode: number,
    message: string,
  ) {
    super(message);
  }
}

/** A real SMTP server on loopback that keeps what it takes. */
export async function startMailServer(): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const taken = new EventEmitter();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onRcptTo({ address }, _session, done) {
      answer(() => box.atRecipient(address), done);
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const mail = read(session, Buffer.concat(chunks).toString());
        answer(async () => {
          await box.atText(mail);
          mails.push(mail);
          taken.emit("mail");
        }, done);
      });
    },
  });
  server.on("error", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  const box: MailServer = {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    atRecipient: () => undefined,
    atText: () => undefined,
    async holds(count) {
      while (mails.length < count) await soon(`${count} mails; ${mails.length} came`, once(taken, "mail"), MAIL_MS);
    },
    to: ({ email }) => mails.filter(({ to }) => to === email),
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
  return box;
}

function answer(step: () => void | Promise<void>, done: (error?: Error | null) => void): void {
  void (async () => step())().then(
    () => done(),
    (error: Error) => done(error),
  );
}

function read({ envelope }: SMTPServerSession, raw: string): ReceivedMail {
  const to = envelope.rcptTo[0]?.address ?? "";
  const [head = "", ...rest] = raw.split("\r\n\r\n");
  const parts = new Map(leaves(head, rest.join("\r\n\r\n")));
  return { to, raw, subject: header(head, "Subject"), messageId: header(head, "Message-ID"), parts };
}

/** The parts of a message that hold no others, each with its type and text. */
function leaves(head: string, body: string): [string, string][] {
  const type = header(head, "Content-Type");
  const boundary = /boundary="([^"]+)"/.exec(type)?.[1];
  if (!boundary) return [[type.split(";")[0] ?? "", decode(header(head, "Content-Transfer-Encoding"), body)]];
  return body
    .split(`--${boundary}`)
    .slice(1, -1)
    .flatMap((part) => {
      const [ownHead = "", ...ownBody] = part.replace(/^\r\n/, "").split("\r\n\r\n");
      return leaves(ownHead, ownBody.join("\r\n\r\n"));
    });
}

function header(head: string, name: string): string {
  const unfolded = head.replace(/\r\n[ \t]+/g, " ");
  const line = unfolded.split("\r\n").find((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}:`)) ?? "";
  return line
    .slice(name.length + 1)
    .trim()
    .replace(/\?= =\?/g, "?==?")
    .replace(/=\?UTF-8\?Q\?(.*?)\?=/gi, (_, text: string) => quoted(text.replaceAll("_", " ")))
    .replace(/=\?UTF-8\?B\?(.*?)\?=/gi, (_, text: string) => Buffer.from(text, "base64").toString());
}

function decode(encoding: string, body: string): string {
  if (encoding === "base64") return Buffer.from(body, "base64").toString();
  return encoding === "quoted-printable" ? quoted(body.replace(/=\r\n/g, "")) : body;
}

const quoted = (text: string): string =>
  Buffer.from(
    text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    "latin1",
  ).toString();
