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
 * Takes back a message of the actor's own within five minutes: what it said is deleted, its file as soon as the store is there,
 * and that there was one stays. Throws NotFound, or Conflict when it is too late. Withdrawing twice changes nothing.
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
    throw new Conflict(`A message can be withdrawn for ${WITHDRAW_MINUTES} minutes. For this one that is over.`);
  const toForget = referencesOf(message);
  // Someone may withdraw it in the same moment, or a new key be given to its file.
  if (!(await withdraw(message, { withdrawnAt: now, toForget })))
    return withdrawMessage(services, actor, { conversationId, seq });
  const { _id, senderId, clientMessageId, at } = message;
  const left = { _id, conversationId: conversation._id, seq, senderId, clientMessageId, at, withdrawnAt: now };
  announceMessage(services, { type: "conversation.changed", conversation, message: left, writer: actor });
  await forgetWithdrawn(services, { _id, toForget });
}

const referencesOf = ({ file }: Message): string[] =>
  [file?.content, file?.preview?.content].flatMap((kept) => kept?.reference ?? []);

/** Takes away what a message says and notes what is still to be removed. False when it is not any more as it was read. */
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
