import { expect } from "chai";
import { AppointmentModel, type Appointment } from "../../src/appointments/appointment-model.js";
import { applyDeadlines } from "../../src/booking/apply-deadlines.js";
import { AttachmentModel, attachmentPlace } from "../../src/notes/attachment-model.js";
import { attachFile } from "../../src/notes/attach-file.js";
import { findNote } from "../../src/notes/find-note.js";
import { countUnsigned, findUnsigned } from "../../src/notes/find-unsigned.js";
import { NoteModel } from "../../src/notes/note-model.js";
import { saveNote } from "../../src/notes/save-note.js";
import { makeNotesRecords } from "../../src/migrations/make-notes-records.js";
import { actorOf, book } from "../support/booking.js";
import { meet as meetThere } from "../support/attend.js";
import { makeClient, makeCounsellor, type TestPerson } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

describe("Unsigned records", () => {
  let site: TestSite;
  let ana: TestPerson;
  let kim: TestPerson;
  before(async () => {
    site = await startTestSite();
    [ana, kim] = [await makeCounsellor(), await makeClient({ name: "Kim Weiss" })];
  });
  after(() => site.stop());

  /** A session that both came to and that is over. */
  async function meet(client: TestPerson, startsAt: string): Promise<string> {
    const { _id, endsAt } = await book(site, client, ana, startsAt);
    await AppointmentModel.updateOne({ _id }, { $set: { status: "live", deadlineAt: endsAt } });
    await meetThere(_id);
    site.clock.moveTo(endsAt.toISOString());
    await applyDeadlines(site.services);
    return String(_id);
  }

  /** A note as a version of the site without kinds of notes stored it. */
  async function writeOldNote(appointmentId: Appointment["_id"]): Promise<void> {
    const { counsellorId: authorId } = await AppointmentModel.findById(appointmentId).orFail().lean();
    const place = { collection: "notes", id: appointmentId, field: "text", bound: [appointmentId, authorId] };
    const text = site.services.secrets.seal("From long ago", place);
    const old = { _id: appointmentId, appointmentId, authorId, text, version: 3, savedAt: site.clock.now() };
    await NoteModel.collection.insertOne(old);
  }

  it("are those of sessions that took place, written or not, the longest due first", async () => {
    expect(await countUnsigned(ana.id)).to.equal(0);
    const first = await meet(kim, "2026-11-24T09:00:00Z");
    const second = await meet(await makeClient(), "2026-11-25T09:00:00Z");
    await book(site, await makeClient(), ana, "2026-11-27T09:00:00Z");
    const author = actorOf(ana, "counsellor");
    const edit = { text: "Slept better", version: 0, sitting: "a window", turn: 1 };
    await saveNote(site.services, author, first, { ...edit, kind: "record" });
    await saveNote(site.services, author, second, { ...edit, kind: "private" });
    const found = await findUnsigned(ana.id);
    expect(found.map((one) => one.appointmentId)).to.deep.equal([first, second]);
    expect(found[0]!.clientName).to.equal("Kim Weiss");
    expect(found[0]!.dueSince.toISOString()).to.match(/^2026-11-24T09:50/);
    expect(found.map(({ savedAt }) => savedAt !== null)).to.deep.equal([true, false]);
    expect([await countUnsigned(ana.id), await countUnsigned(ana.id, kim.id)]).to.deep.equal([2, 1]);
    expect(await countUnsigned((await makeCounsellor()).id)).to.equal(0);
  });

  it("include notes from before there were kinds, which open as records with their files", async () => {
    const author = actorOf(ana, "counsellor");
    const id = await meet(kim, "2026-11-26T09:00:00Z");
    const { _id: appointmentId } = await AppointmentModel.findById(id).orFail().lean();
    await AppointmentModel.updateOne({ _id: appointmentId }, { $unset: { recordDueSince: 1 } });
    const missed = await book(site, kim, ana, "2026-12-01T09:00:00Z");
    await AppointmentModel.updateOne({ _id: missed._id }, { $set: { status: "cancelled" } });
    await writeOldNote(appointmentId);
    await writeOldNote(missed._id);
    const pdf = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");
    await attachFile(site.services, author, { appointmentId: id, noteKind: "record" }, { name: "old.pdf", bytes: pdf });
    await AttachmentModel.collection.updateOne({ appointmentId }, { $unset: { noteKind: 1 } });

    for (let i = 0; i < 2; i += 1) await makeNotesRecords(AppointmentModel.db.db!, site.services);
    const note = await findNote(site.services, author, id, "record");
    expect(note).to.deep.include({ text: "From long ago", version: 3 });
    expect(note.attachments.map(({ name }) => name)).to.deep.equal(["old.pdf"]);
    const due = (await findUnsigned(ana.id)).map((one) => one.appointmentId);
    expect(due).to.include(id).and.to.not.include(String(missed._id));
    await saveNote(site.services, author, id, { kind: "record", text: "More", version: 3, sitting: "w", turn: 1 });
    expect((await findNote(site.services, author, id, "record")).text).to.equal("More");
  });

  it("keep the files of the two kinds apart: one moved between them does not open", async () => {
    const attachment = await AttachmentModel.findOne({ noteKind: "record" }).orFail().lean();
    const { secrets } = site.services;
    expect(secrets.open(attachment.name, attachmentPlace(attachment, "name")).toString()).to.equal("old.pdf");
    const moved = attachmentPlace({ ...attachment, noteKind: "private" }, "name");
    expect(() => secrets.open(attachment.name, moved)).to.throw();
  });
});
