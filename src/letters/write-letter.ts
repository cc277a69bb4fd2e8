import mongoose from "mongoose";
import type { Address, Mail } from "../platform/mailer.js";
import type { Services } from "../services.js";
import { LetterModel, letterPlace } from "./letter-model.js";
import type { LetterKind, LetterWords } from "./letter-rules.js";
import { sendLetters } from "./send-letters.js";

export interface NewLetter {
  kind: LetterKind;
  /** Without a name where nobody knows it. */
  to: Address;
  /** Whose account it is about: the outbox of a site without mail shows it to this person alone. */
  personId?: { toString(): string };
  words: LetterWords;
  /** When it becomes useless. */
  expiresAt?: Date;
}

/**
 * Queues a mail that is not about an appointment and has it sent immediately, without waiting for the mail server. What it says is
 * stored sealed, and erased once it is sent or given up. Returns the letter's id.
 */
export async function writeLetter(
  services: Services,
  { kind, to, personId, words, expiresAt }: NewLetter,
): Promise<mongoose.Types.ObjectId> {
  const _id = new mongoose.Types.ObjectId();
  const ownerId = personId?.toString();
  const mail = await mailOf(services, _id, to, words);
  const { secrets, clock } = services;
  const now = clock.now();
  await LetterModel.create({
    _id,
    kind,
    address: secrets.seal(to.address, letterPlace({ _id }, "address")),
    mail: secrets.seal(JSON.stringify({ ...mail, ...(ownerId && { ownerId }) }), letterPlace({ _id }, "mail")),
    writtenAt: now,
    status: "waiting",
    tryAt: now,
    tries: 0,
    ...(ownerId && { personId: ownerId }),
    ...(expiresAt && { expiresAt }),
  });
  services.wakeUps.soon(() => sendLetters(services));
  return _id;
}

async function mailOf(services: Services, id: mongoose.Types.ObjectId, to: Address, words: LetterWords): Promise<Mail> {
  const { name: siteName } = services.site.current;
  const { subject, sentences, code = null, link = null, closing = [] } = words;
  const greeting = to.name ? `Hello ${to.name},` : "Hello,";
  const data = { siteName, greeting, subject, sentences, code, link, closing };
  const [text, html] = await Promise.all([
    services.render("letters/mail-text", data),
    services.render("letters/mail-html", data),
  ]);
  return { id: id.toString(), to, subject, text, html };
}
