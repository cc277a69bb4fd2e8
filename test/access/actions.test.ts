import { expect } from "chai";
import type { Person, Role } from "../../src/access/permissions.js";
import { endAccountLogins } from "../../src/admin/end-account-logins.js";
import { findAccounts } from "../../src/admin/find-accounts.js";
import { findDeliveries } from "../../src/admin/find-deliveries.js";
import { retryDelivery } from "../../src/admin/retry-delivery.js";
import { closeReport, takeUpReport } from "../../src/admin/handle-report.js";
import { findEvents } from "../../src/admin/find-events.js";
import { findTotals } from "../../src/admin/find-totals.js";
import { restoreAccount, suspendAccount } from "../../src/admin/suspend-account.js";
import { findReceipt } from "../../src/appointments/find-receipt.js";
import { findAvailability } from "../../src/availability/find-availability.js";
import { saveAvailability } from "../../src/availability/save-availability.js";
import { blockClient, blockOwnClient } from "../../src/booking/block-client.js";
import { findOwnClient } from "../../src/clients/find-own-client.js";
import { findRemark, saveRemark } from "../../src/clients/remark.js";
import { findClients } from "../../src/desk/find-clients.js";
import { confirmBooking } from "../../src/booking/confirm-booking.js";
import { returnAnyway } from "../../src/booking/return-anyway.js";
import { findInvoiceDraft } from "../../src/invoices/find-invoice-draft.js";
import { findInvoices } from "../../src/invoices/find-invoices.js";
import { saveInvoiceSettings } from "../../src/invoices/invoice-settings.js";
import { issueInvoice } from "../../src/invoices/issue-invoice.js";
import { savePrices } from "../../src/clients/save-prices.js";
import { markPaid } from "../../src/booking/mark-paid.js";
import { saveInstructions } from "../../src/payments/direct-details.js";
import { cancelAppointment } from "../../src/booking/cancel-appointment.js";
import { endSession } from "../../src/booking/complete-session.js";
import { extendSession } from "../../src/booking/extend-session.js";
import { findAppointmentDetails } from "../../src/booking/find-appointment-details.js";
import { payAppointment } from "../../src/booking/pay-appointment.js";
import { releaseHold } from "../../src/booking/release-hold.js";
import { rescheduleAppointment } from "../../src/booking/reschedule-appointment.js";
import { closeConversation } from "../../src/conversations/close-conversation.js";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { findConversation } from "../../src/conversations/find-conversation.js";
import { listConversations } from "../../src/conversations/list-conversations.js";
import { openSentFile } from "../../src/conversations/open-sent-file.js";
import { reportConversation } from "../../src/conversations/report-conversation.js";
import { sendFileMessage } from "../../src/conversations/send-file.js";
import { sendMessage } from "../../src/conversations/send-message.js";
import { withdrawMessage } from "../../src/conversations/withdraw-message.js";
import { findInvitations } from "../../src/invitations/find-invitations.js";
import { InvitationModel } from "../../src/invitations/invitation-model.js";
import { inviteAgain, inviteClient, withdrawInvitation } from "../../src/invitations/invite-client.js";
import { addAddendum } from "../../src/notes/add-addendum.js";
import { changeAttachment } from "../../src/notes/change-attachment.js";
import { findRecords, openHandOver } from "../../src/notes/hand-over.js";
import { openToRead } from "../../src/notes/open-attachment.js";
import { findOpenings } from "../../src/notes/openings.js";
import { removeAttachment, strikeAttachment } from "../../src/notes/remove-attachment.js";
import { searchNotes } from "../../src/notes/search-notes.js";
import { attachFile } from "../../src/notes/attach-file.js";
import { findNote } from "../../src/notes/find-note.js";
import { findVersions } from "../../src/notes/find-versions.js";
import { addTemplate, findTemplates } from "../../src/notes/own-templates.js";
import { saveNote } from "../../src/notes/save-note.js";
import { signRecord } from "../../src/notes/sign-record.js";
import { chooseNotices } from "../../src/notices/choose-notices.js";
import { findCalendarFile } from "../../src/notices/find-calendar-file.js";
import { findNotices } from "../../src/notices/find-notices.js";
import { NotFound } from "../../src/platform/errors.js";
import { findOwnProfile } from "../../src/profiles/find-own-profile.js";
import { removePhoto, savePhoto } from "../../src/profiles/save-photo.js";
import { saveProfile } from "../../src/profiles/save-profile.js";
import { joinRoom } from "../../src/room/join-room.js";
import { sayWhereabouts } from "../../src/room/say-whereabouts.js";
import type { Services } from "../../src/services.js";
import { arrangeBackups, confirmRelay } from "../../src/setup/change-setup.js";
import { sendTestMail } from "../../src/setup/send-test-mail.js";
import { removeLogo, saveLogo } from "../../src/site/save-logo.js";
import { saveSettings } from "../../src/site/save-settings.js";
import { publishText } from "../../src/site/site-texts.js";
import { askForVerification } from "../../src/verification/ask-for-verification.js";
import { approveCounsellor, returnCounsellor } from "../../src/verification/decide-verification.js";
import { addDocument, openDocument, openOwnDocument, removeDocument } from "../../src/verification/documents.js";
import { findWaiting } from "../../src/verification/find-cases.js";
import { saveLicence } from "../../src/verification/save-licence.js";
import { LICENCE } from "../support/verification.js";
import { actorOf, book, GOOD_CARD } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { makeClient, makeCounsellor } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const START = "2026-11-24T09:00:00.000Z";
const upload = { name: "a.pdf", bytes: Buffer.from("%PDF-1.4") };
const edit = { kind: "record" as const, text: "A note", version: 0, sitting: "a window", turn: 1 };
const message = { clientMessageId: "a-message-of-mine" };
const profile = { approach: "", languages: [], specializations: [], offers: [], media: [], gender: null };

const attachmentEdit = { name: "a.pdf", description: "", position: 1 };

/** What the actions are about. */
interface Records {
  services: Services;
  id: string;
  holdId: string;
  accountId: string;
  invitationId: string;
  conversation: Parameters<typeof closeConversation>[2];
  appointment: Parameters<typeof findConversation>[2];
}

type Attempt = (records: Records, actor: Person) => Promise<unknown>;

const seen = ({ accountId }: Records) => ({ counsellorId: accountId, version: 0, profileVersion: 1 });

const handOver = ({ id, appointment }: Records) => ({
  clientId: String(appointment.clientId),
  sessions: [id],
  pictures: false,
});

/** What is about a record of its own two people, or of one of them. */
const ownActions: [string, Role[], Attempt][] = [
  ["pays for a hold", ["client"], (r, a) => payAppointment(r.services, a, r.holdId, GOOD_CARD)],
  ["books without paying", ["client"], (r, a) => confirmBooking(r.services, a, r.holdId)],
  ["marks as paid", ["counsellor"], (r, a) => markPaid(r.services, a, { appointmentId: r.id, isPaid: true })],
  ["prepares an invoice", ["counsellor"], (r, a) => findInvoiceDraft(r.services, a, r.id)],
  ["issues an invoice", ["counsellor"], (r, a) => issueInvoice(r.services, a, { appointmentId: r.id, to: "Kim" })],
  ["agrees prices", ["counsellor"], (r, a) => savePrices(a, String(r.appointment.clientId), [])],
  ["returns what was lost", ["counsellor"], (r, a) => returnAnyway(r.services, a, r.id)],
  ["releases a hold", ["client"], (r, a) => releaseHold(r.services, a, r.holdId)],
  ["reads an appointment", ["client", "counsellor"], (r, a) => findAppointmentDetails(r.services, a, r.id)],
  ["cancels", ["client", "counsellor"], (r, a) => cancelAppointment(r.services, a, r.id, -1)],
  [
    "moves a session",
    ["client"],
    (r, a) =>
      rescheduleAppointment(r.services, a, { appointmentId: r.id, from: new Date(START), startsAt: new Date(START) }),
  ],
  ["reads a receipt", ["client"], (r, a) => findReceipt(a, r.id)],
  ["gets a calendar file", ["client", "counsellor"], (r, a) => findCalendarFile(r.services, a, r.id)],
  ["stops bookings", ["counsellor"], (r, a) => blockClient(r.services, a, { appointmentId: r.id, isBlocked: false })],
  ["sees a client", ["counsellor"], (r, a) => findOwnClient(a, String(r.appointment.clientId))],
  [
    "remarks on a client",
    ["counsellor"],
    (r, a) => saveRemark(r.services, a, { clientId: String(r.appointment.clientId), text: "A remark", version: "" }),
  ],
  ["reads a remark", ["counsellor"], (r, a) => findRemark(r.services, a, String(r.appointment.clientId))],
  [
    "stops a client's bookings",
    ["counsellor"],
    (r, a) => blockOwnClient(r.services, a, { clientId: String(r.appointment.clientId), isBlocked: false }),
  ],
  ["sends an invitation again", ["counsellor"], (r, a) => inviteAgain(r.services, a, r.invitationId)],
  ["withdraws an invitation", ["counsellor"], (r, a) => withdrawInvitation(r.services, a, r.invitationId)],
  ["ends a session", ["counsellor"], (r, a) => endSession(r.services, a, r.id)],
  ["extends a session", ["counsellor"], (r, a) => extendSession(r.services, a, { appointmentId: r.id, minutes: 5 })],
  ["enters a room", ["client", "counsellor"], (r, a) => joinRoom(r.services, a, r.id)],
  [
    "says where they are",
    ["client"],
    (r, a) => sayWhereabouts(r.services, a, { appointmentId: r.id, said: { place: "Here", contact: "" } }),
  ],
  ["reads a note", ["counsellor"], (r, a) => findNote(r.services, a, r.id, "record")],
  ["signs a record", ["counsellor"], (r, a) => signRecord(r.services, a, { appointmentId: r.id, version: 1 })],
  [
    "adds to a record",
    ["counsellor"],
    (r, a) => addAddendum(r.services, a, { appointmentId: r.id, number: 1, text: "More" }),
  ],
  ["reads earlier texts", ["counsellor"], (r, a) => findVersions(r.services, a, r.id, "record")],
  ["writes a note", ["counsellor"], (r, a) => saveNote(r.services, a, r.id, edit)],
  ["hands a record over", ["counsellor"], (r, a) => openHandOver(r.services, a, handOver(r))],
  ["lists records to hand over", ["counsellor"], (r, a) => findRecords(a, String(r.appointment.clientId))],
  ["reads who opened what", ["counsellor"], (r, a) => findOpenings(a, String(r.appointment.clientId), 1)],
  ["opens an attachment", ["counsellor"], (r, a) => openToRead(r.services, a, r.id)],
  ["changes an attachment", ["counsellor"], (r, a) => changeAttachment(r.services, a, r.id, attachmentEdit)],
  ["removes an attachment", ["counsellor"], (r, a) => removeAttachment(r.services, a, r.id)],
  ["strikes an attachment through", ["counsellor"], (r, a) => strikeAttachment(r.services, a, r.id, "Mistaken")],
  [
    "attaches a file",
    ["counsellor"],
    (r, a) => attachFile(r.services, a, { appointmentId: r.id, noteKind: "record" }, upload),
  ],
  ["reads a conversation", ["client", "counsellor"], (r, a) => findConversation(r.services, a, r.appointment)],
  ["closes a conversation", ["counsellor"], (r, a) => closeConversation(r.services, a, r.conversation, false)],
  [
    "reports a conversation",
    ["client", "counsellor"],
    (r, a) => reportConversation(r.services, a, r.conversation, "other"),
  ],
  [
    "sends a message",
    ["client", "counsellor"],
    (r, a) => sendMessage(r.services, a, { ...message, conversationId: String(r.conversation._id), text: "Hello" }),
  ],
  [
    "sends a file",
    ["client", "counsellor"],
    (r, a) => sendFileMessage(r.services, a, { ...message, conversationId: String(r.conversation._id), upload }),
  ],
  [
    "opens a file",
    ["client", "counsellor"],
    (r, a) => openSentFile(r.services, a, { conversationId: String(r.conversation._id), seq: 1 }),
  ],
  [
    "withdraws a message",
    ["client", "counsellor"],
    (r, a) => withdrawMessage(r.services, a, { conversationId: String(r.conversation._id), seq: 1 }),
  ],
];

/** What everyone of a role may do. */
const roleActions: [string, Role[], Attempt][] = [
  [
    "searches their notes",
    ["counsellor"],
    (r, a) => searchNotes(r.services, a, { words: "x", clientId: null, from: null, to: null }),
  ],
  ["lists conversations", ["client", "counsellor"], (r, a) => listConversations(r.services, a, 1)],
  ["lists clients", ["counsellor"], (_, a) => findClients(a, "", 1)],
  ["lists invitations", ["counsellor"], (r, a) => findInvitations(r.services, a)],
  ["invites a client", ["counsellor"], (r, a) => inviteClient(r.services, a, "kim@example.org")],
  ["reads notices", ["client", "counsellor"], (_, a) => findNotices(a, 1)],
  ["chooses notices", ["client", "counsellor"], (_, a) => chooseNotices(a, { wanted: [], isDiscreet: false })],
  ["reads their own profile", ["counsellor"], (_, a) => findOwnProfile(a)],
  [
    "writes a profile",
    ["counsellor"],
    (r, a) =>
      saveProfile(r.services, a, {
        ...profile,
        name: a.name,
        credentials: "",
        acceptsNew: true,
        cancelWindowHours: 24,
        mostUpcoming: 4,
        version: 0,
      }),
  ],
  [
    "sets what invoices say",
    ["counsellor"],
    (r, a) => saveInvoiceSettings(r.services, a, { address: "Ana", taxRate: 0, taxText: "", version: "" }),
  ],
  ["lists invoices", ["counsellor"], (r, a) => findInvoices(r.services, a, "2026-11")],
  [
    "writes how clients pay",
    ["counsellor"],
    (r, a) => saveInstructions(r.services, a, { instructions: "Cash", version: "" }),
  ],
  ["reads templates", ["counsellor"], (r, a) => findTemplates(r.services, a)],
  ["adds a template", ["counsellor"], (r, a) => addTemplate(r.services, a, { name: "Mine", text: "" })],
  ["changes a photo", ["counsellor"], (r, a) => savePhoto(r.services, a, Buffer.from(""))],
  ["removes a photo", ["counsellor"], (r, a) => removePhoto(r.services, a)],
  ["changes hours", ["counsellor"], async (r, a) => saveAvailability(r.services, a, await findAvailability(a.id))],
  [
    "verifies a counsellor",
    ["admin"],
    (r, a) => approveCounsellor(r.services, a, { ...seen(r), what: "All", until: "2027-01-01" }),
  ],
  ["returns a verification", ["admin"], (r, a) => returnCounsellor(r.services, a, { ...seen(r), reason: "No" })],
  ["reads who waits to be verified", ["admin"], (_, a) => findWaiting(a)],
  ["opens a document", ["admin"], (r, a) => openDocument(r.services, a, { accountId: r.accountId, id: r.id })],
  ["hands in a licence", ["counsellor"], (_, a) => saveLicence(a, { ...LICENCE, version: 0 })],
  ["hands in a document", ["counsellor"], (r, a) => addDocument(r.services, a, { purpose: "licence", upload })],
  ["asks to be verified", ["counsellor"], (r, a) => askForVerification(r.services, a)],
  ["opens their own document", ["counsellor"], (r, a) => openOwnDocument(r.services, a, r.id)],
  ["removes a document", ["counsellor"], (r, a) => removeDocument(r.services, a, r.id)],
  ["reads deliveries", ["admin"], (r, a) => findDeliveries(r.services, a)],
  ["has a mail tried again", ["admin"], (r, a) => retryDelivery(r.services, a, r.id)],
  ["takes up a report", ["admin"], (r, a) => takeUpReport(r.services, a, r.id)],
  ["closes a report", ["admin"], (r, a) => closeReport(r.services, a, { id: r.id, remark: "Done" })],
  ["reads totals", ["admin"], (_r, a) => findTotals(a)],
  [
    "suspends an account",
    ["admin"],
    (r, a) => suspendAccount(r.services, a, { accountId: r.accountId, reason: "Spam" }),
  ],
  [
    "lifts a suspension",
    ["admin"],
    (r, a) => restoreAccount(r.services, a, { accountId: r.accountId, reason: "Solved" }),
  ],
  ["ends someone's logins", ["admin"], (r, a) => endAccountLogins(r.services, a, r.accountId)],
  ["looks for accounts", ["admin"], (_, a) => findAccounts(a, { words: "" }, 1)],
  ["reads the audit log", ["admin"], (_, a) => findEvents(a, {}, 1)],
  [
    "changes the site",
    ["admin"],
    (r, a) => saveSettings(r.services, a, r.services.site.current, () => Promise.resolve(false)),
  ],
  ["changes the logo", ["admin"], (r, a) => saveLogo(r.services, a, Buffer.from(""))],
  ["removes the logo", ["admin"], (r, a) => removeLogo(r.services, a)],
  ["sends a test mail", ["admin"], (r, a) => sendTestMail(r.services, a)],
  ["confirms the relay", ["admin"], (r, a) => confirmRelay(r.services, a)],
  ["arranges backups", ["admin"], (r, a) => arrangeBackups(r.services, a, true)],
  [
    "publishes a site text",
    ["admin"],
    (r, a) => publishText(r.services, a, { kind: "terms", version: 0, markdown: "Terms" }),
  ],
];

describe("An action by itself, whatever its route checks", () => {
  let site: TestSite;
  let records: Records;

  before(async () => {
    site = await startTestSite();
    const [client, counsellor] = [await makeClient(), await makeCounsellor()];
    const appointment = await book(site, client, counsellor, START);
    const conversation = await ConversationModel.findOne({ clientId: client.id }).orFail().lean();
    const { services } = site;
    await inviteClient(services, actorOf(counsellor, "counsellor"), "lou@example.org");
    const invitationId = String((await InvitationModel.findOne().orFail().lean())._id);
    const id = String(appointment._id);
    records = {
      services,
      id,
      holdId: String(appointment.holdId),
      accountId: counsellor.id,
      invitationId,
      conversation,
      appointment,
    };
    site.clock.moveTo(START);
  });
  after(() => site.stop());

  const everyRole: Role[] = ["client", "counsellor", "admin"];
  const isRefused = async (attempt: Attempt, actor: Person): Promise<void> => {
    expect(await failure(attempt(records, actor)), actor.role).to.be.instanceOf(NotFound);
  };

  for (const [what, , attempt] of ownActions) {
    it(`refuses a stranger who ${what}`, async () => {
      for (const role of everyRole) await isRefused(attempt, actorOf(await makeClient(), role));
    });
  }

  for (const [what, roles, attempt] of [...ownActions, ...roleActions]) {
    it(`refuses someone who ${what} in another role than ${roles.join(" and ")}`, async () => {
      const { clientId, counsellorId } = records.appointment;
      for (const role of everyRole.filter((one) => !roles.includes(one))) {
        for (const id of [clientId, counsellorId]) {
          await isRefused(attempt, actorOf({ id: String(id), email: "", name: "Kim" }, role));
        }
      }
    });
  }
});
