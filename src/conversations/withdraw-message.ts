import type { Person } from "../access/permissions.js";
import { Conflict, NotFound } from "../platform/errors.js";
import { absent } from "../platform/queries.js";
import type { Services } from "../services.js";
import { announceMessage } from "./conversation-rooms.js";
import { WITHDRAW_MINUTES, withdrawableForMs } from "./conversation-rules.js";
import { forgetWithdrawn } from "./forget-withdrawn.js";
import { MessageModel, type Message } from "./message-model.js";
import { findOwnConversation } from "./read-messages.js";

/**
 * Withdraws the actor's own message within five minutes: its content is deleted (a file as soon as the store is up), and a
 * placeholder stays. Throws NotFound, or Conflict when it is too late. Idempotent.
 */
export async function withdrawMessage(
  services: Services,
  actor: Person,
  { conversationId, seq }: { conversationId: string; seq: number },
): Promise<void> {
  const conversation = await findOwnConversation(actor, conversationId, "conversation.write");
  const now = services.clock.now();
  const message = await MessageModel.findOne({ conversationId, seq, senderId: actor.id }).lean();
  if (!message) throw new NotFound();
  if (message.withdrawnAt) return;
  if (withdrawableForMs(message, now) === 0)
    throw new Conflict(`Messages can only be withdrawn for ${WITHDRAW_MINUTES} minutes. It is too late for this one.`);
  const toForget = referencesOf(message);
  // Another request may have withdrawn it, or its file may have been re-encrypted.
  if (!(await withdraw(message, { withdrawnAt: now, toForget })))
    return withdrawMessage(services, actor, { conversationId, seq });
  const { _id, senderId, clientMessageId, at } = message;
  const left = { _id, conversationId: conversation._id, seq, senderId, clientMessageId, at, withdrawnAt: now };
  announceMessage(services, { type: "conversation.changed", conversation, message: left, writer: actor });
  await forgetWithdrawn(services, { _id, toForget });
}

const referencesOf = ({ file }: Message): string[] =>
  [file?.content, file?.preview?.content].flatMap((kept) => kept?.reference ?? []);

/** Deletes a message's content and notes the files still to remove. False when the message has changed since it was read. */
async function withdraw(
  { _id, file }: Message,
  { withdrawnAt, toForget }: { withdrawnAt: Date; toForget: string[] },
): Promise<boolean> {
  const unchanged = {
    _id,
    withdrawnAt: absent,
    ...(file && {
      "file.content.reference": file.content.reference,
      "file.preview.content.reference": file.preview?.content.reference ?? null,
    }),
  };
  const left = { withdrawnAt, ...(toForget.length > 0 && { toForget }) };
  const change = { $set: left, $unset: { text: 1, file: 1, unreadBy: 1 } };
  return (await MessageModel.updateOne(unchanged, change)).modifiedCount === 1;
}
