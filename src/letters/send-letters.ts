import type { Mail } from "../platform/mailer.js";
import type { Services } from "../services.js";
import { LetterModel, letterPlace, type Letter } from "./letter-model.js";
import { sendQueue, wakeForNext, type Queue, type Written } from "./send-queue.js";

/** Sends every letter that is due, once, in however many processes this runs. One that has expired is withdrawn. */
export async function sendLetters(services: Services): Promise<void> {
  const queue: Queue<Letter> = {
    model: LetterModel,
    erase: ["mail"],
    write: (letter, now) => readMail(services, letter, now),
  };
  await sendQueue(services, queue);
  await wakeForNext(services, queue, () => sendLetters(services));
}

function readMail({ secrets }: Services, letter: Letter, now: Date): Written {
  const { mail, expiresAt } = letter;
  if (expiresAt && expiresAt <= now) return { withdrawal: "expired" };
  if (!mail) throw new Error("A waiting letter has no mail");
  return JSON.parse(secrets.open(mail, letterPlace(letter, "mail")).toString()) as Mail;
}
