import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Address, KeptMail, Mailer } from "./mailer.js";
import { mailMessage } from "./mailer-message.js";

const SHOWN = 50;

/**
 * Keeps every mail in a folder instead of sending it: as .eml, which mail programs open, and as .json. A mail kept twice is
 * one file. With `isShown`, its people can read theirs on a page.
 */
export function createOutboxMailer(folder: string, from: Address, isShown: boolean): Mailer {
  const list = async (ownerId: string): Promise<KeptMail[]> => {
    const kept = await readAll(folder);
    const own = kept.filter((mail) => mail.ownerId === ownerId);
    return own.sort((one, other) => other.at.localeCompare(one.at)).slice(0, SHOWN);
  };
  const mailer: Mailer = {
    from,
    via: "outbox",
    ...(isShown ? { outbox: { list } } : {}),
    async send(mail) {
      const { default: nodemailer } = await import("nodemailer");
      const written = nodemailer.createTransport({ streamTransport: true, buffer: true });
      const { message } = await written.sendMail(mailMessage(from, mail));
      const kept: KeptMail = { ...mail, at: new Date().toISOString() };
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await keep(path.join(folder, `${mail.id}.eml`), message as Buffer);
      await keep(path.join(folder, `${mail.id}.json`), JSON.stringify(kept));
      return { delivery: "accepted" };
    },
    async sendTrial(mail) {
      await mailer.send(mail);
      return { isAccepted: true, words: "Kept in the outbox instead of being sent." };
    },
    close: () => undefined,
  };
  return mailer;
}

/** Whole or not at all, whenever the process ends. */
async function keep(file: string, content: Buffer | string): Promise<void> {
  const unfinished = `${file}.part`;
  await writeFile(unfinished, content, { mode: 0o600 });
  await rename(unfinished, file);
}

async function readAll(folder: string): Promise<KeptMail[]> {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith(".json"));
  return Promise.all(
    files.map(async (name) => JSON.parse(await readFile(path.join(folder, name), "utf8")) as KeptMail),
  );
}
