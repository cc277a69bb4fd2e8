import { expect } from "chai";
import mongoose from "mongoose";
import { AccountModel } from "../../src/accounts/account-model.js";
import { TryCountModel } from "../../src/accounts/tries-model.js";
import { InvoiceModel } from "../../src/invoices/invoice-model.js";
import { AgreedPricesModel } from "../../src/clients/agreed-price-model.js";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { BlockModel } from "../../src/appointments/block-model.js";
import { ClientModel } from "../../src/clients/client-model.js";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { MessageModel } from "../../src/conversations/message-model.js";
import { ReportModel } from "../../src/conversations/report-model.js";
import { MonthSumsModel } from "../../src/insights/month-sums-model.js";
import { InvitationModel } from "../../src/invitations/invitation-model.js";
import { AddendumModel } from "../../src/notes/addendum-model.js";
import { AttachmentModel } from "../../src/notes/attachment-model.js";
import { NoteModel } from "../../src/notes/note-model.js";
import { NoteVersionModel } from "../../src/notes/version-model.js";
import { NoticeModel } from "../../src/notices/notice-model.js";
import { ChargeModel } from "../../src/payments/charge-model.js";
import { OneTimeLinkModel } from "../../src/one-time-links/link-model.js";
import { PaymentModel } from "../../src/payments/payment-model.js";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { AttendanceModel } from "../../src/appointments/attendance-model.js";
import { SiteTextModel } from "../../src/site/site-text-model.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

type Collection = { collection: mongoose.Collection };

const id = (): mongoose.Types.ObjectId => new mongoose.Types.ObjectId();
const [client, counsellor, appointment, conversation] = [id(), id(), id(), id()];

/** What there may be one of, and what makes two records the same in this. */
const ones: [string, Collection, object][] = [
  ["account for a confirmed e-mail address", AccountModel, { provenEmail: "kim@example.org" }],
  ["count of tries for a key", TryCountModel, { key: "account:kim" }],
  ["counsellor at an address", CounsellorModel, { slugs: ["ana-moreno"] }],
  ["session of a counsellor at a time", AppointmentModel, { counsellorId: counsellor, ticks: [1, 2] }],
  ["session of a client at a time", AppointmentModel, { clientId: client, ticks: [3, 4] }],
  ["hold of a client", AppointmentModel, { clientId: client, status: "held" }],
  [
    "upcoming session of a client in a place with a counsellor",
    AppointmentModel,
    { counsellorId: counsellor, clientId: client, placeWithOne: 1, ticks: [5, 6] },
  ],
  ["upcoming session of a client in a place", AppointmentModel, { clientId: client, placeInAll: 1, ticks: [7, 8] }],
  [
    "first talk of a client with a counsellor",
    AppointmentModel,
    { counsellorId: counsellor, clientId: id(), firstTalk: true },
  ],
  ["open offer of another time for a session", AppointmentModel, { status: "offered", moves: appointment }],
  ["agreement on prices with a client", AgreedPricesModel, { counsellorId: counsellor, clientId: client }],
  ["invoice of a counsellor with a number", InvoiceModel, { counsellorId: counsellor, number: 1 }],
  ["invoice for a session in a round", InvoiceModel, { appointmentId: appointment, round: 0, kind: "invoice" }],
  ["block of a client by a counsellor", BlockModel, { counsellorId: counsellor, clientId: client }],
  ["record of a client with a counsellor", ClientModel, { counsellorId: counsellor, clientId: client }],
  ["open invitation of an address by a counsellor", InvitationModel, { counsellorId: counsellor, addressKey: "a-key" }],
  ["one-time link with a token", OneTimeLinkModel, { tokenHash: "a-hash" }],
  ["payment for an attempt to pay", PaymentModel, { appointmentId: appointment, attempt: 1 }],
  ["charge for a key", ChargeModel, { key: "a-key" }],
  ["conversation of two people", ConversationModel, { clientId: client, counsellorId: counsellor }],
  ["message with a number", MessageModel, { conversationId: conversation, seq: 1 }],
  [
    "message for its writer's own id",
    MessageModel,
    { conversationId: conversation, senderId: client, clientMessageId: "own-id" },
  ],
  [
    "report of a conversation for a reason",
    ReportModel,
    { conversationId: conversation, reporterId: client, reason: "other" },
  ],
  ["note of a kind on a session", NoteModel, { appointmentId: appointment, kind: "record" }],
  ["attachment of a note at a place", AttachmentModel, { appointmentId: appointment, noteKind: "record", place: 1 }],
  ["addendum to a record with a number", AddendumModel, { noteId: appointment, number: 1 }],
  ["kept version of a note with a number", NoteVersionModel, { noteId: appointment, version: 1 }],
  [
    "notice of a change to a person",
    NoticeModel,
    { appointmentId: appointment, entry: 1, personId: client, kind: "confirmation" },
  ],
  [
    "month of a counsellor's sums in a zone",
    MonthSumsModel,
    { counsellorId: counsellor, zone: "Europe/Berlin", month: new Date("2026-11-01") },
  ],
  ["departure for an arrival", AttendanceModel, { ends: id() }],
  ["version of a site text with a number", SiteTextModel, { kind: "terms", version: 1 }],
];

describe("The database itself keeps one", () => {
  let site: TestSite;
  before(async () => (site = await startTestSite()));
  after(() => site.stop());

  for (const [what, { collection }, same] of ones) {
    it(what, async () => {
      // What differs besides keeps the other unique indexes of the collection out of it.
      const other = (): object => ({
        seq: Math.random(),
        clientMessageId: String(Math.random()),
        attempt: Math.random(),
        number: Math.random(),
        round: Math.random(),
      });
      const insert = (): Promise<number | undefined> =>
        collection.insertOne({ _id: id(), ...other(), ...same }).then(
          () => undefined,
          (error: { code?: number }) => error.code,
        );
      expect([await insert(), await insert()]).to.deep.equal([undefined, 11000]);
    });
  }
});
