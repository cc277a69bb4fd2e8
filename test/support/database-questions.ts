import mongoose from "mongoose";
import { AccountModel } from "../../src/accounts/account-model.js";
import { AttendanceModel } from "../../src/appointments/attendance-model.js";
import { AuditEventModel } from "../../src/audit/event-model.js";
import { MessageModel } from "../../src/conversations/message-model.js";
import { PaymentModel } from "../../src/payments/payment-model.js";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { ListingModel, SOUGHT_TYPES } from "../../src/search/listing-model.js";

/** A question to the database that neither a page of the demo site nor a job asks, and the indexes that answer it. */
export interface Question {
  what: string;
  model: { collection: { name: string } };
  filter: object;
  sort?: Record<string, 1 | -1>;
  /** Where the code names the index. */
  hint?: object;
  indexes: string[];
}

const id = new mongoose.Types.ObjectId();
const [given, reference] = [{ $exists: true }, "a-file"];

/** Has enough records that an index for a few of them pays. */
export async function plantRecords(): Promise<void> {
  const rare = { withdrawnAt: new Date(), file: { content: { reference } } };
  const messages = Array.from({ length: 100 }, (_, seq) => ({ conversationId: id, seq, clientMessageId: String(seq) }));
  await MessageModel.collection.insertMany(messages.map((each) => (each.seq === 50 ? { ...each, ...rare } : each)));
}

export const QUESTIONS: Question[] = [
  {
    what: "the accounts with an address, the latest first",
    model: AccountModel,
    filter: { email: "kim@example.org" },
    sort: { createdAt: -1 },
    indexes: ["email_1_createdAt_-1"],
  },
  {
    what: "whose photo a file is, of accounts",
    model: AccountModel,
    filter: { "photo.small.reference": reference },
    indexes: ["photo.small.reference_1"],
  },
  {
    what: "whose photo a file is, of counsellors",
    model: CounsellorModel,
    filter: { $or: [{ "photo.small": reference }, { "photo.large": reference }] },
    indexes: ["photo.small_1", "photo.large_1"],
  },
  {
    what: "the payments for a hold that is gone",
    model: PaymentModel,
    filter: { "hold.holdId": id, clientId: id },
    sort: { attempt: -1 },
    indexes: ["hold.holdId_1"],
  },
  {
    what: "who came to a session and left it",
    model: AttendanceModel,
    filter: { appointmentId: id },
    sort: { at: -1 },
    indexes: ["appointmentId_1_at_1"],
  },
  {
    what: "what was withdrawn from a conversation last",
    model: MessageModel,
    filter: { conversationId: id, withdrawnAt: given, seq: { $lte: 99 } },
    sort: { withdrawnAt: -1 },
    hint: { conversationId: 1, withdrawnAt: 1 },
    indexes: ["conversationId_1_withdrawnAt_1"],
  },
  {
    what: "the latest files of a conversation",
    model: MessageModel,
    filter: { conversationId: id, file: given },
    sort: { seq: -1 },
    indexes: ["files"],
  },
  {
    what: "the messages with a file",
    model: MessageModel,
    filter: { "file.content.reference": given },
    indexes: ["file.content.reference_1"],
  },
  ...["what", "account", "by"].map((field) => ({
    what: `the latest events by ${field}`,
    model: AuditEventModel,
    filter: { [field]: id },
    sort: { at: -1 as const, _id: -1 as const },
    indexes: [`${field}_1_at_-1`],
  })),
  { what: "listings with a word", model: ListingModel, filter: { words: /^anx/ }, indexes: ["words_1"] },
  ...SOUGHT_TYPES.flatMap((type) => [`price.${type}`, `free.${type}`]).map((order) => ({
    what: `listings in the order of ${order}`,
    model: ListingModel,
    filter: { facets: "a-facet" },
    sort: { [order]: 1 as const, _id: 1 as const },
    indexes: [`facets_1_${order}_1__id_1`],
  })),
];
