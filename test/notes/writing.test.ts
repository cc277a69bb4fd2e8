import { expect } from "chai";
import mongoose from "mongoose";
import { findNote } from "../../src/notes/find-note.js";
import { findVersions } from "../../src/notes/find-versions.js";
import { NoteModel } from "../../src/notes/note-model.js";
import { addTemplate, findTemplates } from "../../src/notes/own-templates.js";
import { saveNote } from "../../src/notes/save-note.js";
import { NoteVersionModel } from "../../src/notes/version-model.js";
import { actorOf, book } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import { textOf, type Page, type Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

describe("Writing a note", () => {
  let site: TestSite;
  let ana: TestPerson;
  let asAna: Reader;
  let id: string;
  let path: string;

  before(async () => {
    site = await startTestSite();
    ana = await makeCounsellor();
    asAna = await signedIn(site, ana);
    await fresh("2026-11-24T09:00:00Z");
  });
  after(() => site.stop());

  async function fresh(startsAt: string): Promise<void> {
    id = String((await book(site, await makeClient(), ana, startsAt))._id);
    path = `/appointments/${id}/note`;
  }
  const send = (page: Page, fields: Record<string, string>): Promise<Page> =>
    asAna.submit(page, `form[action="${path}"]`, fields);
  const typed = (page: Page): string => textOf(page.document.querySelector("textarea")) ?? "";

  it("keeps the two kinds apart", async () => {
    const other = path.replace("note", "private-note");
    await send(await asAna.get(path), { text: "For the record" });
    await asAna.submit(await asAna.get(other), `form[action="${other}"]`, { text: "For me alone" });
    expect(typed(await asAna.get(path))).to.equal("For the record");
    expect(typed(await asAna.get(other))).to.equal("For me alone");
    expect((await asAna.get(other)).text)
      .to.contain("never handed over")
      .and.not.to.contain("Review and sign");
    expect((await asAna.get(`${other}/print`)).text).to.contain("For me alone");
  });

  it("shows a preview, adds headings and puts texts together without saving, and without losing a word", async () => {
    const text = "Said <b>little</b>\n\n- slept **well**";
    const preview = await send(await asAna.get(path), { text, then: "preview" });
    expect(preview.document.querySelector("section li strong")?.text).to.equal("well");
    expect(preview.document.querySelector("section b")).to.equal(null);
    expect(typed(preview)).to.contain("slept **well**");
    const inserted = await send(preview, { text, then: "insert", template: "dap" });
    expect(typed(inserted)).to.contain("slept **well**\n\n# Data\n\n# Assessment\n\n# Plan\n");
    expect(typed(await asAna.get(path))).to.equal("For the record");
    await send(await asAna.get(path), { text: "From another window" });
    const refused = await send(inserted, { text });
    expect(refused.status).to.equal(409);
    expect(refused.document.querySelector(".note-other")?.text).to.equal("From another window");
    const joined = await send(refused, { text, then: "join" });
    expect(typed(joined)).to.contain("slept").and.to.contain("From another window");
    await send(joined, {});
    expect(typed(await asAna.get(path)))
      .to.contain("slept")
      .and.to.contain("From another window");
  });

  it("gives a script the new version and when it was saved, and a conflict as a code", async () => {
    const page = await asAna.get(path);
    const field = (name: string): string => page.document.querySelector(`input[name=${name}]`)!.getAttribute("value")!;
    const save = async (version: string, turn: number): Promise<{ status: number; data: object }> => {
      const body = new URLSearchParams({
        _csrf: field("_csrf"),
        text: `By a script ${turn}`,
        version,
        sitting: "s",
        turn: String(turn),
      });
      const answer = await asAna.request(path, { method: "POST", body, headers: { Accept: "application/json" } });
      return { status: answer.status, data: JSON.parse(answer.html) as object };
    };
    const saved = await save(field("version"), 1);
    expect(saved.data).to.deep.include({ version: Number(field("version")) + 1 });
    expect((saved.data as { words: string }).words).to.match(/^Saved \d\d:\d\d$/);
    expect((await save(field("version"), 2)).status, "its own later save").to.equal(200);
    const stale = await save(String(Number(field("version")) - 1), 3);
    expect(stale).to.deep.include({ status: 409 });
    expect(stale.data).to.have.property("code", "conflict");
  });

  it("lets saves of one window that overtake each other end with the latest", async () => {
    await fresh("2026-11-25T09:00:00Z");
    const author = actorOf(ana, "counsellor");
    const edit = { kind: "record" as const, text: "0", version: 0, sitting: "one window", turn: 1 };
    await saveNote(site.services, author, id, edit);
    const turns = Array.from({ length: 6 }, (_, index) => index + 2);
    const saves = turns
      .toReversed()
      .map((turn) => saveNote(site.services, author, id, { ...edit, text: String(turn), version: 1, turn }));
    await Promise.allSettled(saves);
    expect((await findNote(site.services, author, id, "record")).text).to.equal("7");
  });

  it("keeps the text of each earlier window or sitting, shown with its time", async () => {
    await fresh("2026-11-26T09:00:00Z");
    const author = actorOf(ana, "counsellor");
    let version = 0;
    const save = async (sitting: string, turn: number, text: string): Promise<void> => {
      const edit = { kind: "record" as const, text, version, sitting, turn };
      ({ version } = await saveNote(site.services, author, id, edit));
    };
    await save("a", 1, "One");
    await save("a", 2, "One two");
    await save("b", 1, "Other words");
    site.clock.advance({ minutes: 11 });
    await save("b", 2, "Other words, later");
    const { versions, isComplete } = await findVersions(site.services, author, id, "record");
    expect(versions.map(({ text }) => text)).to.deep.equal(["Other words", "One two"]);
    expect(isComplete).to.equal(true);
    const page = await asAna.get(`${path}/history`);
    const links = page.document.querySelectorAll(`a[href^="${path}/history/"]`);
    expect((await asAna.get(links.at(-1)!.getAttribute("href")!)).text).to.contain("One two");
    expect((await asAna.get(`${path}/history/999`)).status).to.equal(404);
  });

  it("notices an older text under a newer version, and a version that was removed", async () => {
    const note = await NoteModel.findById(id).orFail().lean();
    const author = actorOf(ana, "counsellor");
    await saveNote(site.services, author, id, {
      kind: "record",
      text: "Newest",
      version: note.version,
      sitting: "c",
      turn: 1,
    });
    await NoteModel.updateOne({ _id: id }, { $set: { text: note.text } });
    expect((await asAna.get(path)).status).to.equal(500);
    await NoteModel.collection.replaceOne({ _id: note._id }, note);
    expect((await asAna.get(path)).status, "rolled back as a whole").to.equal(200);
    expect((await asAna.get(`${path}/history`)).text).to.contain("A version is missing");
    await NoteVersionModel.deleteOne({ noteId: note._id, version: note.version });
    expect((await asAna.get(`${path}/history`)).text).not.to.contain("A version is missing");
    await NoteVersionModel.deleteOne({ noteId: note._id, version: 3 });
    expect((await asAna.get(`${path}/history`)).text).to.contain("A version is missing");
  });

  it("takes a counsellor's own templates, which they change and remove", async () => {
    const add = (name: string, text: string): Promise<Page> =>
      asAna.post("/notes/templates", { name, text }, "/notes/templates");
    expect((await add("", "# Mood")).status).to.equal(422);
    expect((await add("Mine", "# Mood\n\n# Sleep\n")).text).to.contain("Mine");
    const [template] = await findTemplates(site.services, actorOf(ana, "counsellor"));
    const inserted = await send(await asAna.get(path), { text: "", then: "insert", template: template!.id });
    expect(typed(inserted)).to.contain("# Mood");
    const own = `/notes/templates/${template!.id}`;
    await asAna.submit(await asAna.get(own), `form[action="${own}"]`, { name: "My own" });
    expect((await asAna.get("/notes/templates")).text).to.contain("My own");
    const stranger = await signedIn(site, await makeCounsellor());
    expect((await stranger.get(own)).status).to.equal(404);
    expect((await stranger.post(own, { name: "x", text: "" }, "/notes/templates")).status).to.equal(404);
    await asAna.submit(await asAna.get(own), `form[action="${own}/remove"]`);
    expect((await asAna.get(own)).status).to.equal(404);
  });

  it("keeps twenty own templates at most, however many are added at once", async () => {
    const author = actorOf(ana, "counsellor");
    for (let i = 0; i < 18; i += 1) await addTemplate(site.services, author, { name: `T${i}`, text: "# T" });
    const more = await Promise.allSettled(
      [1, 2, 3].map((i) => addTemplate(site.services, author, { name: `More ${i}`, text: "# T" })),
    );
    expect(more.filter(({ status }) => status === "fulfilled")).to.have.length(2);
    expect((await failure(addTemplate(site.services, author, { name: "x", text: "" }))).name).to.equal("InvalidInput");
    const names = (await findTemplates(site.services, author)).map(({ name }) => name);
    expect(names).to.have.length(20);
    expect(names).to.deep.equal(names.toSorted((a, b) => a.localeCompare(b)));
    const stored = await mongoose.connection.collection("noteTemplates").findOne({});
    expect(JSON.stringify(stored)).not.to.contain("More");
  });
});
