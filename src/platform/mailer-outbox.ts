import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Address, KeptMail, Mailer } from "./mailer.js";
import type { Place, Sealed, Secrets } from "./secrets.js";

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
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await keep(folder, kept, secrets);
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

/** Seals the mails of an outbox with the newest key. Those that no key can open are left as they are. Returns how many it resealed. */
export async function resealOutbox(folder: string, secrets: Secrets): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  let resealed = 0;
  for (const name of names.filter((each) => each.endsWith(ENDING))) {
    if ((await readSealed(folder, name)).keyId === secrets.newestKeyId) continue;
    const kept = await open(folder, name, secrets).catch(() => null);
    if (!kept) continue;
    await keep(folder, kept, secrets);
    resealed += 1;
  }
  return resealed;
}

async function open(folder: string, name: string, secrets: Secrets): Promise<KeptMail> {
  const opened = secrets.open(await readSealed(folder, name), placeOf(path.basename(name, ENDING)));
  return JSON.parse(opened.toString()) as KeptMail;
}

async function readSealed(folder: string, name: string): Promise<Sealed> {
  const { keyId, box } = JSON.parse(await readFile(path.join(folder, name), "utf8")) as { keyId: string; box: string };
  return { keyId, box: Buffer.from(box, "base64") };
}

/** Whole or not at all, whenever the process ends. */
async function keep(folder: string, mail: KeptMail, secrets: Secrets): Promise<void> {
  const { keyId, box } = secrets.seal(JSON.stringify(mail), placeOf(mail.id));
  const file = path.join(folder, mail.id + ENDING);
  const unfinished = `${file}.part`;
  await writeFile(unfinished, JSON.stringify({ keyId, box: box.toString("base64") }), { mode: 0o600 });
  await rename(unfinished, file);
}

const placeOf = (id: string): Place => ({ collection: "outbox", id, field: "mail" });
