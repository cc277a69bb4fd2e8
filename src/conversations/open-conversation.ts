import type mongoose from "mongoose";
import { isDuplicate } from "../platform/database.js";
import { ConversationModel, type Conversation } from "./conversation-model.js";

type Id = mongoose.Types.ObjectId;

/** Finds the conversation of these two, or creates it. */
export async function openConversation(clientId: Id, counsellorId: Id, now: Date): Promise<Conversation> {
  const pair = { clientId, counsellorId };
  try {
    const begun = { $setOnInsert: { ...pair, openedAt: now, lastAt: now } };
    return await ConversationModel.findOneAndUpdate(pair, begun, { upsert: true, returnDocument: "after" }).lean();
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    return ConversationModel.findOne(pair).orFail().lean();
  }
}
