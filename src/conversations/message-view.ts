import mongoose from "mongoose";
import { AccountModel } from "../accounts/account-model.js";
import type { Services } from "../services.js";
import type { Conversation } from "./conversation-model.js";
import { messagePlace, type Message } from "./message-model.js";

/** A message as its readers see it. */
export interface MessageView {
  seq: number;
  senderId: string;
  senderName: string;
  clientMessageId: string;
  text: string;
  at: Date;
}

/** Opens messages of one conversation and names their senders. */
export async function viewMessages(
  services: Services,
  conversation: Conversation,
  messages: Message[],
): Promise<MessageView[]> {
  const people = mongoose.trusted({ $in: [conversation.clientId, conversation.counsellorId] });
  const accounts = await AccountModel.find({ _id: people }, { name: 1 }).lean();
  const names = new Map(accounts.map(({ _id, name }) => [String(_id), name]));
  return messages.map((message) => ({
    seq: message.seq,
    senderId: String(message.senderId),
    senderName: names.get(String(message.senderId)) ?? "Someone who has left",
    clientMessageId: message.clientMessageId,
    text: services.secrets.open(message.text, messagePlace(message._id, "text")).toString(),
    at: message.at,
  }));
}
