import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Address, KeptMail, Mailer } from "./mailer.js";
import type { Place, Secrets } from "./secrets.js";

const SHOWN = 50;
const ENDING = ".sealed";

/**
 * Keeps every mail in a folder instead of sending it, sealed. A mail kept twice is one file. With `isShown`, its people can read
 * theirs on a page.
 */
export function createOutboxMailer(
  folder: string,
  { from, isShown, secrets }: { from: Address; isShown: boolean; secrets: Secrets },
): Mailer {
  const list = async (ownerId: string): Promise<KeptMail[]> => {
    const kept = await readOutbox(folder, secrets);
    return kept.filter((mail) => mail.ownerId === ownerId).slice(0, SHOWN);
  };
  const mailer: Mailer = {
    from,
    via: "outbox",
    ...(isShown ? { outbox: { list } } : {}),
    async send(mail) {
      const kept: KeptMail = { ...mail, at: new Date().toISOString() };
      const { keyId, box } = secrets.seal(JSON.stringify(kept), placeOf(mail.id));
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await keep(path.join(folder, mail.id + ENDING), JSON.stringify({ keyId, box: box.toString("base64") }));
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

/** Every mail in an outbox, newest first. */
export async function readOutbox(folder: string, secrets: Secrets): Promise<KeptMail[]> {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith(ENDING));
  const kept = await Promise.all(files.map((name) => open(folder, name, secrets)));
  return kept.sort((one, other) => other.at.localeCompare(one.at));
}

async function open(folder: string, name: string, secrets: Secrets): Promise<KeptMail> {
  const { keyId, box } = JSON.parse(await readFile(path.join(folder, name), "utf8")) as { keyId: string; box: string };
  const opened = secrets.open({ keyId, box: Buffer.from(box, "base64") }, placeOf(path.basename(name, ENDING)));
  return JSON.parse(opened.toString()) as KeptMail;
}

/** Whole or not at all, whenever the process ends. */
async function keep(file: string, content: string): Promise<void> {
  const unfinished = `${file}.part`;
  await writeFile(unfinished, content, { mode: 0o600 });
  await rename(unfinished, file);
}

const placeOf = (id: string): Place => ({ collection: "outbox", id, field: "mail" });
