import { expect } from "chai";
import mongoose from "mongoose";
import { AddendumModel } from "../../src/notes/addendum-model.js";
import { findNote } from "../../src/notes/find-note.js";
import { countUnsigned } from "../../src/notes/find-unsigned.js";
import { NoteModel } from "../../src/notes/note-model.js";
import { saveNote } from "../../src/notes/save-note.js";
import { searchNotes } from "../../src/notes/search-notes.js";
import { signRecord } from "../../src/notes/sign-record.js";
import { Conflict } from "../../src/platform/errors.js";
import { actorOf, book } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { makeAccount, makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import { textOf, type Page, type Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";

const TEXT = "# Plan\n\nSleep **earlier**";

describe("Signing a record", () => {
  let site: TestSite;
  let ana: TestPerson;
  let kim: TestPerson;
  let asAna: Reader;
  let id: string;
  let path: string;

  before(async () => {
    site = await startTestSite();
    [ana, kim] = [await makeCounsellor({ name: "Ana Moreno" }), await makeClient()];
    asAna = await signedIn(site, ana);
    ({ id, path } = await newSession("2026-11-24T09:00:00Z"));
  });
  after(() => site.stop());

  async function newSession(startsAt: string): Promise<{ id: string; path: string }> {
    const { _id } = await book(site, kim, ana, startsAt);
    return { id: String(_id), path: `/appointments/${String(_id)}/note` };
  }
  const end = (appointmentId: string) =>
    AppointmentModel.updateOne(
      { _id: appointmentId },
      { $set: { status: "completed", recordDueSince: site.clock.now() }, $unset: { ticks: 1 } },
    );
  const write = async (text: string, then = "save"): Promise<Page> =>
    asAna.submit(await asAna.get(path), `form[action="${path}"]`, { text, then });

  it("waits for the end of the session, and for a text", async () => {
    expect((await write(TEXT, "sign")).text).to.contain("once the session is over");
    await end(id);
    expect(await countUnsigned(ana.id)).to.equal(1);
    const list = await asAna.follow(await asAna.get("/dashboard"), "1 record to sign");
    expect(list.text).to.contain("Finish and sign").and.to.contain("Due today");
    await write(" \n ");
    const author = actorOf(ana, "counsellor");
    const { version } = await findNote(site.services, author, id, "record");
    const refused = await failure(signRecord(site.services, author, { appointmentId: id, version }));
    expect(refused).to.have.nested.property("fields.text", "Please write the record before you sign it.");
  });

  it("signs the version that was read, and no other", async () => {
    const review = await write(TEXT, "sign");
    expect(review.document.querySelector("article strong")?.text).to.equal("earlier");
    await write(`${TEXT}!`);
    const refused = await asAna.submit(review, `form[action="${path}/sign"]`);
    expect([refused.status, refused.text.includes("changed in another window")]).to.deep.equal([409, true]);
    const signed = await asAna.submit(await asAna.get(`${path}/sign`), `form[action="${path}/sign"]`);
    expect(signed.text)
      .to.contain("Signed by Ana Moreno on")
      .and.to.match(/\b[0-9a-f]{64}\b/);
    expect(await countUnsigned(ana.id)).to.equal(0);
    expect((await asAna.get("/dashboard")).text).not.to.contain("to sign");
    expect((await asAna.submit(refused, `form[action="${path}/sign"]`)).url).to.match(/\/note$/);
  });

  it("locks: no window, no action and no second signature changes the text, and what was typed comes back", async () => {
    const signed = await NoteModel.findOne({ kind: "record" }).orFail().lean();
    const fields = { text: "Typed too late", version: String(signed.version), sitting: "w", turn: "1" };
    const late = await asAna.post(path, fields, path);
    expect(late.status).to.equal(409);
    expect(textOf(late.document.querySelector("textarea"))).to.equal("Typed too late");
    const edit = { ...fields, kind: "record" as const, version: signed.version, turn: 1 };
    expect(await failure(saveNote(site.services, actorOf(ana, "counsellor"), id, edit))).to.be.instanceOf(Conflict);
    await signRecord(site.services, actorOf(ana, "counsellor"), { appointmentId: id, version: signed.version });
    expect(await NoteModel.findOne({ kind: "record" }).orFail().lean()).to.deep.equal(signed);
  });

  it("loses a race with a save, or wins it, and then locks what it signed", async () => {
    const other = await newSession("2026-11-25T09:00:00Z");
    await end(other.id);
    const author = actorOf(ana, "counsellor");
    const edit = { kind: "record" as const, text: "First", version: 0, sitting: "w", turn: 1 };
    await saveNote(site.services, author, other.id, edit);
    const both = await Promise.allSettled([
      saveNote(site.services, author, other.id, { ...edit, text: "Second", version: 1, turn: 2 }),
      signRecord(site.services, author, { appointmentId: other.id, version: 1 }),
    ]);
    expect(both.filter(({ status }) => status === "fulfilled")).to.have.length(1);
    const note = await findNote(site.services, author, other.id, "record");
    expect([note.text, note.signed?.isIntact]).to.deep.equal(note.signed ? ["First", true] : ["Second", undefined]);
  });

  it("takes dated, signed addenda afterwards, each of them once", async () => {
    const page = await asAna.get(path);
    const add = (text: string, from = page): Promise<Page> =>
      asAna.submit(from, `form[action="${path}/addenda"]`, { text });
    expect((await add("  ")).status).to.equal(422);
    await Promise.all([add("She *called* later."), add("She *called* later.")]);
    const refused = await add("From a window that has not seen it");
    expect(refused.status).to.equal(409);
    expect(textOf(refused.document.querySelector("textarea"))).to.equal("From a window that has not seen it");
    await add("And again.", refused);
    const { text } = await asAna.get(`${path}/print`);
    expect(text.match(/Added and signed by Ana Moreno on/g)).to.have.length(2);
    expect(text).to.contain("Addendum 1 She called later.").and.to.contain("Addendum 2 And again.");
    expect((await asAna.get(path)).text).not.to.contain("does not match its signature");
    const added = { words: "called later", clientId: null, from: null, to: null };
    const { found } = await searchNotes(site.services, actorOf(ana, "counsellor"), added);
    expect(found.map((note) => note.path)).to.deep.equal([path]);
  });

  it("shows when someone changed a record or an addendum in the database", async () => {
    const warns = async (): Promise<boolean> => (await asAna.get(path)).text.includes("does not match its signature");
    const { signed } = await NoteModel.findById(id).orFail().lean();
    await NoteModel.updateOne({ _id: id }, { $set: { "signed.name": "Someone Else" } });
    expect(await warns()).to.equal(true);
    await NoteModel.updateOne({ _id: id }, { $set: { signed } });
    expect(await warns()).to.equal(false);
    const first = await AddendumModel.findOne({ number: 1 }).orFail().lean();
    await AddendumModel.deleteOne({ _id: first._id });
    expect(await warns()).to.equal(true);
    await AddendumModel.collection.insertOne(first);
  });

  it("is for its author alone: every route answers everyone else as if there were nothing", async () => {
    const token = new mongoose.Types.ObjectId().toString();
    const shared = ["history", "history/1", "print"].flatMap((end) => [
      `${path}/${end}`,
      `${path.replace("note", "private-note")}/${end}`,
    ]);
    const reads = [`${path}/sign`, ...shared];
    for (const person of [kim, await makeCounsellor(), await makeAccount("admin"), await makeClient()]) {
      const reader = await signedIn(site, person);
      for (const address of reads) expect((await reader.get(address)).status, address).to.equal(404);
      for (const address of [path, `${path}/sign`, `${path}/addenda`, path.replace("note", "private-note")]) {
        const fields = { text: "x", version: "1", sitting: token, turn: "1", number: "3" };
        expect((await reader.post(address, fields, "/account")).status, address).to.equal(404);
      }
    }
    for (const person of [kim, await makeAccount("admin")]) {
      const reader = await signedIn(site, person);
      for (const address of ["/notes/unsigned", "/notes/templates", `/notes/templates/${token}`]) {
        expect((await reader.get(address)).status, address).to.equal(404);
      }
    }
    const visitor = site.newReader();
    for (const address of [...reads, "/notes/unsigned", "/notes/templates"]) {
      expect((await visitor.get(address)).url, address).to.contain("/sign-in");
    }
  });
});
