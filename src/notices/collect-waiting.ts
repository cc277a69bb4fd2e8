import type mongoose from "mongoose";
import { ConversationModel, type Conversation } from "../conversations/conversation-model.js";
import { MessageModel } from "../conversations/message-model.js";
import { atMost } from "../platform/queries.js";
import type { Services } from "../services.js";
import { insertMissing } from "./collect-notices.js";

type Id = mongoose.Types.ObjectId;

/**
 * Creates a notice for everyone with messages that are still unread ten minutes after the latest one. There is one for each run
 * of unread messages: the number of its first stands in the notice, and the database takes each once.
 */
export async function collectWaiting({ clock }: Services): Promise<void> {
  const due = ConversationModel.find({ noticeDueAt: atMost(clock.now()) })
    .lean()
    .cursor();
  for await (const conversation of due) {
    const { _id, clientId, counsellorId, noticeDueAt } = conversation;
    for (const personId of [clientId, counsellorId]) await collectFor(personId, conversation);
    // Unless another message has come since.
    await ConversationModel.updateOne({ _id, noticeDueAt: noticeDueAt! }, { $unset: { noticeDueAt: 1 } });
  }
}

async function collectFor(personId: Id, { _id: conversationId, noticeDueAt }: Conversation): Promise<void> {
  const first = await MessageModel.findOne({ unreadBy: personId, conversationId }, { seq: 1 }).sort({ seq: 1 }).lean();
  if (!first) return;
  const dueAt = noticeDueAt!;
  await insertMissing([{ kind: "message-waiting", conversationId, personId, entry: first.seq, dueAt }]);
}
