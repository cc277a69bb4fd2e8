import { expect } from "chai";
import mongoose from "mongoose";
import { createHash } from "node:crypto";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { AuditEventModel } from "../../src/audit/event-model.js";
import { attachFile } from "../../src/notes/attach-file.js";
import type { NoteKind } from "../../src/notes/note-rules.js";
import { saveNote } from "../../src/notes/save-note.js";
import { searchNotes } from "../../src/notes/search-notes.js";
import { excerptOf } from "../../src/notes/search-rules.js";
import { actorOf, book } from "../support/booking.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const PDF = Buffer.from("%PDF-1.4\n%%EOF\n");

describe("A counsellor's notes together", () => {
  let site: TestSite;
  let ana: TestPerson;
  let kim: TestPerson;
  let lee: TestPerson;
  let author: Reader;
  const sessions: string[] = [];

  async function write(client: TestPerson, startsAt: string, text: string, kind: NoteKind = "record"): Promise<string> {
    const { _id } = await book(site, client, ana, startsAt);
    const edit = { text, version: 0, sitting: "a window", turn: 1, kind };
    await saveNote(site.services, actorOf(ana, "counsellor"), String(_id), edit);
    return String(_id);
  }

  before(async () => {
    site = await startTestSite();
    ana = await makeCounsellor({ name: "Ana Moreno" });
    [kim, lee] = [await makeClient({ name: "Kim Weiss" }), await makeClient({ name: "Lee Brown" })];
    author = await signedIn(site, ana);
    sessions.push(await write(kim, "2026-11-24T09:00:00.000Z", "## Plan\n\nSleeps **better** since the café closed"));
    sessions.push(await write(kim, "2026-11-25T09:00:00.000Z", "<script>alert(1)</script> Talked about the corridor"));
    await write(kim, "2026-11-26T09:00:00.000Z", "A hunch about the corridor", "private");
    await write(lee, "2026-11-27T09:00:00.000Z", "Nothing about corridors or CAFE");
    const upload = { name: "letter.pdf", bytes: PDF };
    await attachFile(
      site.services,
      actorOf(ana, "counsellor"),
      { appointmentId: sessions[0]!, noteKind: "record" },
      upload,
    );
  });
  after(() => site.stop());

  it("are handed over as one file of the chosen records, without private notes, and the hand-over is logged", async () => {
    const choice = await author.get(`/clients/${kim.id}/hand-over`);
    expect(choice.document.querySelectorAll("input[name=session]")).to.have.length(2);
    const none = await author.submit(choice, "form[action$='/hand-over']", { session: [] });
    expect(none.status).to.equal(422);
    const file = await author.submit(choice, "form[action$='/hand-over']", { session: sessions, pictures: "yes" });
    expect(file.headers.get("content-disposition")).to.match(/^attachment; filename="Record 2026-11-23.html"/);
    expect(file.document.querySelectorAll("nav a").map((link) => link.text)).to.have.length(2);
    expect(file.html).to.contain("<strong>better</strong>").and.to.contain("corridor").and.not.to.contain("<script>");
    expect(file.html).to.contain(createHash("sha256").update(PDF).digest("hex")).and.to.contain("letter.pdf");
    expect(file.html).not.to.match(/hunch|Lee Brown|src="\/|href="\/|https?:/);
    const event = await AuditEventModel.findOne({ what: "record.handedOver" }).orFail().lean();
    expect(event.detail).to.equal(`2 sessions, SHA-256 ${createHash("sha256").update(file.html).digest("hex")}`);
    expect((await author.get(`/clients/${kim.id}/openings`)).text).to.contain("Hand-over of the record");
  });

  it("are not handed over with another client's session", async () => {
    const choice = await author.get(`/clients/${lee.id}/hand-over`);
    const mixed = await author.submit(choice, "form[action$='/hand-over']", { session: [sessions[0]!] });
    expect(mixed.status).to.equal(422);
    expect(mixed.html).not.to.contain("Sleeps");
  });

  it("are found by words without case and marks, by client and by day, the latest session first", async () => {
    const search = async (fields: Record<string, string>) => {
      const page = await author.submit(await author.get("/notes/search"), "form[action='/notes/search']", fields);
      return page.document.querySelectorAll(".note-excerpt").map((excerpt) => excerpt.text.slice(0, 9));
    };
    expect(await search({ words: "corridor" })).to.deep.equal(["Nothing a", "A hunch a", "<script>a"]);
    expect(await search({ words: "Café" })).to.have.length(2);
    expect(await search({ words: "cafe corridors" })).to.deep.equal(["Nothing a"]);
    expect(await search({ words: "corridor", client: kim.id })).to.have.length(2);
    expect(await search({ words: "corridor", from: "2026-11-26", to: "2026-11-26" })).to.deep.equal(["A hunch a"]);
    expect(await search({ words: "nowhere" })).to.deep.equal([]);
    const since = { words: "hunch", clientId: null, from: new Date("2026-11-26T09:00:00.000Z"), to: null };
    expect((await searchNotes(site.services, actorOf(ana, "counsellor"), since)).found).to.have.length(1);
    const excerpt = excerptOf(`${"before ".repeat(99)}corridor${" after".repeat(99)}`, ["corridor"]);
    expect(excerpt)
      .to.match(/^… [bfore ]+ corridor [after ]+ …$/)
      .and.to.have.length.within(170, 190);
  });

  it("are found by their author alone, page by page without a gap", async () => {
    const everything = { words: "", clientId: null, from: null, to: null };
    const stranger = actorOf(await makeCounsellor(), "counsellor");
    expect((await searchNotes(site.services, stranger, everything)).found).to.deep.equal([]);
    const mia = await makeClient();
    const { _id: booked, ...session } = await book(site, mia, ana, "2026-12-01T09:00:00.000Z");
    const others = Array.from({ length: 24 }, (_, i) => {
      const startsAt = new Date(session.startsAt.getTime() - (i + 1) * 3_600_000);
      return { ...session, _id: new mongoose.Types.ObjectId(), startsAt, status: "completed", ticks: [i + 1] };
    });
    await AppointmentModel.collection.insertMany(others);
    for (const id of [booked, ...others.map(({ _id }) => _id)]) {
      const edit = { text: "A session", version: 0, sitting: "a window", turn: 1, kind: "record" as const };
      await saveNote(site.services, actorOf(ana, "counsellor"), String(id), edit);
    }
    const [actor, of] = [actorOf(ana, "counsellor"), { ...everything, clientId: mia.id }];
    const first = await searchNotes(site.services, actor, of);
    const rest = await searchNotes(site.services, actor, { ...of, to: first.next });
    expect([first.found.length, rest.found.length, rest.next]).to.deep.equal([20, 5, null]);
    expect(new Set([...first.found, ...rest.found].map(({ path }) => path)).size).to.equal(25);
  });
});
