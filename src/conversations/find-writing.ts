import mongoose from "mongoose";
import { AppointmentModel } from "../appointments/appointment-model.js";
import type { Status } from "../appointments/appointment-rules.js";
import type { Services } from "../services.js";
import type { Conversation } from "./conversation-model.js";
import { judgeWriting, type Writing } from "./conversation-rules.js";
import { askTogether, type Asked } from "../platform/ask-together.js";
import { among } from "../platform/queries.js";

const MET: Status[] = ["booked", "live", "completed"];

/** Whether a conversation is open for writing now, judged by the sessions of its two people. */
export async function findWriting(services: Services, conversation: Conversation): Promise<Writing> {
  return writingFrom(services, conversation, await askTogether(writingQuestions(conversation)));
}

interface WritingQuestions {
  [name: string]: Asked<unknown>;
  /** When the latest session of the two ends. */
  lastSession: Asked<{ endsAt: Date } | null>;
  /** A session booked since the counsellor closed the conversation. */
  bookedSince?: Asked<object | null>;
}

/** What has to be asked of the database to know whether a conversation is open for writing. */
export function writingQuestions({ clientId, counsellorId, closedAt }: Conversation): WritingQuestions {
  const pair = { clientId, counsellorId };
  return {
    lastSession: AppointmentModel.findOne({ ...pair, status: among(MET) }, { endsAt: 1 })
      .sort({ startsAt: -1 })
      .lean(),
    ...(closedAt && { bookedSince: findBookedSince(pair, closedAt) }),
  };
}

/** The answer to these questions: `judgeWriting` with what they found. */
export function writingFrom(
  services: Services,
  { openedAt, closedAt }: Conversation,
  { lastSession, bookedSince }: { lastSession: { endsAt: Date } | null; bookedSince?: object | null },
): Writing {
  const isClosedByCounsellor = closedAt !== undefined && !bookedSince;
  return judgeWriting(
    { openedAt, lastSessionEndsAt: lastSession?.endsAt ?? null, isClosedByCounsellor },
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

function findBookedSince(pair: Pick<Conversation, "clientId" | "counsellorId">, closedAt: Date) {
  const booked = mongoose.trusted({ $elemMatch: { what: "booked", at: { $gt: closedAt } } });
  return AppointmentModel.findOne({ ...pair, history: booked }, { _id: 1 }).lean();
}
