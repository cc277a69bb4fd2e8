import mongoose from "mongoose";
import type { Person } from "../access/permissions.js";
import { Conflict, NotFound } from "../platform/errors.js";
import type { Services } from "../services.js";
import { announceMessage, type DrawRow } from "./conversation-rooms.js";
import { WITHDRAW_MINUTES } from "./conversation-rules.js";
import { MessageModel } from "./message-model.js";
import { forgetSentFile } from "./send-file.js";
import { findWritable } from "./send-message.js";

/**
 * Takes back a message of the actor's own within five minutes: what it said is deleted, and that there was one stays. Throws
 * NotFound, or Conflict when it is too late. Withdrawing twice changes nothing.
 */
export async function withdrawMessage(
  services: Services,
  actor: Person,
  { conversationId, seq }: { conversationId: string; seq: number },
  draw: DrawRow,
): Promise<void> {
  const conversation = await findWritable(actor, conversationId);
  const own = { conversationId, seq, senderId: actor.id };
  const now = services.clock.now();
  const recent = mongoose.trusted({ $gt: new Date(now.getTime() - WITHDRAW_MINUTES * 60_000) });
  const message = await MessageModel.findOneAndUpdate(
    { ...own, at: recent, withdrawnAt: mongoose.trusted({ $exists: false }) },
    { $set: { withdrawnAt: now }, $unset: { text: 1, file: 1, unreadBy: 1 } },
    { returnDocument: "before" },
  ).lean();
  if (!message) return ensureWithdrawn(own);
  if (message.file) await forgetSentFile(services, message.file);
  const { _id, senderId, clientMessageId, at } = message;
  const left = { _id, conversationId: conversation._id, seq, senderId, clientMessageId, at, withdrawnAt: now };
  announceMessage(services, { type: "conversation.changed", conversation, message: left, writer: actor }, draw);
}

async function ensureWithdrawn(own: { conversationId: string; seq: number; senderId: string }): Promise<void> {
  const message = await MessageModel.findOne(own, { withdrawnAt: 1 }).lean();
  if (!message) throw new NotFound();
  if (!message.withdrawnAt)
    throw new Conflict(`A message can be withdrawn for ${WITHDRAW_MINUTES} minutes. For this one that is over.`);
}
