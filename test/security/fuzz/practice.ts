import mongoose from "mongoose";
import { pino } from "pino";
import { AppointmentModel } from "../../../src/appointments/appointment-model.js";
import { placeHold } from "../../../src/booking/place-hold.js";
import { ConversationModel } from "../../../src/conversations/conversation-model.js";
import { sendFileMessage } from "../../../src/conversations/send-file.js";
import { sendMessage } from "../../../src/conversations/send-message.js";
import { inviteClient } from "../../../src/invitations/invite-client.js";
import { issueInvoice } from "../../../src/invoices/issue-invoice.js";
import { saveInvoiceSettings } from "../../../src/invoices/invoice-settings.js";
import { attachFile } from "../../../src/notes/attach-file.js";
import { addTemplate } from "../../../src/notes/own-templates.js";
import { saveNote } from "../../../src/notes/save-note.js";
import type { PersonAllowances } from "../../../src/realtime/person-allowances.js";
import type { Services } from "../../../src/services.js";
import { actorOf, book, wanted } from "../../support/booking.js";
import { makeAccount, makeClient, makeCounsellor, signedIn, type TestPerson } from "../../support/people.js";
import type { Reader } from "../../support/reader.js";
import { startTestSite, type TestSite } from "../../support/test-site.js";
import { handIn, PDF } from "../../support/verification.js";

/** A site with records of nearly every kind, and someone of every role. */
export interface Practice {
  site: TestSite;
  people: Record<"client" | "counsellor" | "stranger" | "otherCounsellor" | "admin", TestPerson>;
  appointmentId: string;
  conversationId: string;
  /** What addresses may name, by the beginning of the address, the client's own first; and all of it under "". */
  names: Record<string, string[]>;
  /** Everything logged so far. */
  lines: string[];
  /** A browser of each of them, signed in again, and a visitor's. */
  signIn(): Promise<Reader[]>;
  /** Puts the database back to how it began. */
  restore(): Promise<void>;
}

const START = "2026-11-24T09:00:00.000Z";

const unlimited: PersonAllowances = { take: () => true, settle: () => undefined, size: 0 };

export async function startPractice(replace: Partial<Services> = {}): Promise<Practice> {
  const lines: string[] = [];
  const log = pino({ level: "info", base: null }, { write: (line: string) => void lines.push(line) });
  const site = await startTestSite({ replace: { log, allowances: unlimited, ...replace } });
  const people = {
    client: await makeClient(),
    counsellor: await makeCounsellor(),
    stranger: await makeClient(),
    otherCounsellor: await makeCounsellor(),
    admin: await makeAccount("admin"),
  };
  await fill(site, people);
  const appointment = await AppointmentModel.findOne({ startsAt: new Date(START) })
    .orFail()
    .lean();
  const conversation = await ConversationModel.findOne({ clientId: people.client.id }).orFail().lean();
  const before = await everything();
  return {
    site,
    people,
    appointmentId: String(appointment._id),
    conversationId: String(conversation._id),
    names: namesIn(before, people, [String(appointment._id), String(conversation._id)]),
    lines,
    async signIn() {
      const readers = [site.newReader()];
      for (const person of Object.values(people)) readers.push(await signedIn(site, person));
      return readers;
    },
    async restore() {
      await putBack(before);
      await site.services.site.refresh();
    },
  };
}

/** Sessions booked, held, past and cancelled; a conversation with a file; notes with files; an invoice, an invitation, a case. */
async function fill(
  site: TestSite,
  { client, counsellor, stranger, otherCounsellor }: Practice["people"],
): Promise<void> {
  const { services } = site;
  const author = actorOf(counsellor, "counsellor");
  const booked = await book(site, client, counsellor, START);
  const past = await book(site, client, counsellor, "2026-11-24T11:00:00.000Z");
  await placeHold(services, actorOf(client), wanted(counsellor, "2026-11-26T12:00:00.000Z"));
  await book(site, stranger, otherCounsellor, "2026-11-27T09:00:00.000Z");
  await AppointmentModel.updateOne({ _id: past._id }, { $set: { status: "completed" } });
  const conversationId = String((await ConversationModel.findOne({ clientId: client.id }).orFail().lean())._id);
  await sendMessage(services, author, { conversationId, text: "Hello", clientMessageId: "message-one" });
  const upload = { name: "a.pdf", bytes: PDF };
  await sendFileMessage(services, author, { conversationId, clientMessageId: "message-two", upload });
  for (const { _id } of [booked, past]) {
    const appointmentId = String(_id);
    const edit = { text: "A note", version: 0, sitting: "one", turn: 1 };
    await saveNote(services, author, appointmentId, { ...edit, kind: "record" });
    await saveNote(services, author, appointmentId, { ...edit, kind: "private" });
    await attachFile(services, author, { appointmentId, noteKind: "record" }, upload);
  }
  await addTemplate(services, author, { name: "Mine", text: "# One" });
  await saveInvoiceSettings(services, author, { address: "Ana, Berlin", taxRate: 0, taxText: "", version: "" });
  await issueInvoice(services, author, { appointmentId: String(past._id), to: "Kim, Berlin" });
  await inviteClient(services, author, "lou@example.org");
  await handIn(site, counsellor);
}

type Records = Map<string, mongoose.mongo.BSON.Document[]>;

async function everything(): Promise<Records> {
  const database = mongoose.connection.db!;
  const names = (await database.listCollections().toArray()).map(({ name }) => name);
  const kept = names.filter((name) => name !== "loginSessions");
  return new Map(
    await Promise.all(kept.map(async (name) => [name, await database.collection(name).find().toArray()] as const)),
  );
}

async function putBack(records: Records): Promise<void> {
  const database = mongoose.connection.db!;
  const now = (await database.listCollections().toArray()).map(({ name }) => name);
  for (const name of now) await database.collection(name).deleteMany({});
  for (const [name, kept] of records) if (kept.length > 0) await database.collection(name).insertMany(kept);
}

function namesIn(
  records: Records,
  people: Practice["people"],
  [appointmentId, conversationId]: [string, string],
): Record<string, string[]> {
  const idsOf = (name: string): string[] => (records.get(name) ?? []).map(({ _id }) => String(_id));
  const accounts = Object.values(people).map(({ id }) => id);
  const holds = (records.get("appointments") ?? []).map(({ holdId }) => String(holdId));
  const names: Record<string, string[]> = {
    "/appointments/": [appointmentId, ...idsOf("appointments"), ...holds],
    "/conversations/": [conversationId, ...idsOf("conversations")],
    "/clients/invitations/": idsOf("invitations"),
    "/clients/": [people.client.id, people.stranger.id],
    "/attachments/": idsOf("attachments"),
    "/invoices/": idsOf("invoices"),
    "/notes/templates/": idsOf("noteTemplates"),
    "/admin/accounts/": accounts,
    "/admin/counsellors/": [people.counsellor.id, people.otherCounsellor.id],
    "/counsellors/": [`counsellor-${people.counsellor.id}`],
    "/admin/site/texts/": ["privacy", "terms", "legal", "accessibility"],
    "/test-gateway/": idsOf("testGatewayCharges"),
  };
  return { ...names, "": [...new Set([...records.keys()].flatMap(idsOf))] };
}
