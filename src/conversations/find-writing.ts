import mongoose from "mongoose";
import { AppointmentModel } from "../appointments/appointment-model.js";
import type { Status } from "../appointments/appointment-rules.js";
import type { Services } from "../services.js";
import type { Conversation } from "./conversation-model.js";
import { judgeWriting, type Writing } from "./conversation-rules.js";
import { among } from "../platform/queries.js";

const MET: Status[] = ["booked", "live", "completed"];

/** Whether a conversation is open for writing now, judged by the sessions of its two people. */
export async function findWriting(services: Services, conversation: Conversation): Promise<Writing> {
  const { clientId, counsellorId, openedAt, closedAt } = conversation;
  const met = among(MET);
  const [last, bookedSince] = await Promise.all([
    AppointmentModel.findOne({ clientId, counsellorId, status: met }, { endsAt: 1 }).sort({ startsAt: -1 }).lean(),
    closedAt && wasBookedSince(conversation, closedAt),
  ]);
  const isClosedByCounsellor = closedAt !== undefined && !bookedSince;
  return judgeWriting(
    { openedAt, lastSessionEndsAt: last?.endsAt ?? null, isClosedByCounsellor },
    services.clock.now(),
  );
}

/** Whether a conversation is open for writing now. Reads no sessions in the 90 days after it was opened. */
export async function mayBeWritten(services: Services, conversation: Conversation): Promise<boolean> {
  const { openedAt, closedAt } = conversation;
  const facts = { openedAt, lastSessionEndsAt: null, isClosedByCounsellor: closedAt !== undefined };
  if (judgeWriting(facts, services.clock.now()).closed === null) return true;
  return (await findWriting(services, conversation)).closed === null;
}

async function wasBookedSince({ clientId, counsellorId }: Conversation, closedAt: Date): Promise<boolean> {
  const booked = mongoose.trusted({ $elemMatch: { what: "booked", at: { $gt: closedAt } } });
  return (await AppointmentModel.exists({ clientId, counsellorId, history: booked })) !== null;
}
