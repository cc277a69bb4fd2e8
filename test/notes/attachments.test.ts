import { expect } from "chai";
import mongoose from "mongoose";
import { readFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { attachFile } from "../../src/notes/attach-file.js";
import { AttachmentModel } from "../../src/notes/attachment-model.js";
import { finishRemovals } from "../../src/notes/remove-attachment.js";
import { OpeningModel } from "../../src/notes/opening-model.js";
import { NoteModel } from "../../src/notes/note-model.js";
import { saveNote } from "../../src/notes/save-note.js";
import { format } from "../../src/web/format.js";
import { createGridfsFileStore } from "../../src/platform/gridfs-file-store.js";
import { actorOf, book } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const PDF = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n");

describe("Attachments of a note", () => {
  let site: TestSite;
  let ana: TestPerson;
  let kim: TestPerson;
  let author: Reader;
  let isStoreAway = false;
  let whenRead: (() => Promise<void>) | null = null;

  before(async () => {
    const files = createGridfsFileStore();
    const remove = (reference: string) =>
      isStoreAway ? Promise.reject(new Error("The store is away")) : files.remove(reference);
    const get = async (reference: string) => {
      const act = whenRead;
      whenRead = null;
      await act?.();
      return files.get(reference);
    };
    site = await startTestSite({ replace: { files: { ...files, get, remove } } });
    [ana, kim] = [await makeCounsellor(), await makeClient({ name: "Kim Weiss" })];
    author = await signedIn(site, ana);
  });
  after(() => site.stop());

  let days = 23;
  const session = async (): Promise<string> =>
    String((await book(site, kim, ana, `2026-11-${(days += 1)}T09:00:00.000Z`))._id);
  const page = (id: string): string => `/appointments/${id}/note`;

  async function attach(id: string, files: [string, Buffer][]): Promise<Page> {
    const body = new FormData();
    body.set("_csrf", await author.csrfToken(page(id)));
    for (const [name, bytes] of files) body.append("file", new Blob([new Uint8Array(bytes)]), name);
    return author.request(`${page(id)}/attachments`, { method: "POST", body });
  }

  const names = async (id: string): Promise<string[]> =>
    (await author.get(page(id))).document.querySelectorAll(".attachment a").map((link) => link.text);
  const about = async (id: string, at = 0): Promise<string> =>
    (await author.get(page(id))).document.querySelectorAll(".attachment a")[at]?.getAttribute("href") ?? "";
  const kept = (): Promise<number> => mongoose.connection.collection("files.files").countDocuments();
  const sign = (id: string) =>
    NoteModel.updateOne({ _id: id }, { $set: { "signed.at": site.clock.now(), "signed.name": "Ana" } });

  const picture = (): Promise<Buffer> =>
    sharp({ create: { width: 900, height: 600, channels: 3, background: "#7aa" } })
      .jpeg()
      .toBuffer();

  it("come several at once; one that is refused is named, and the others are kept", async () => {
    const id = await session();
    const answer = await attach(id, [
      ["plan.pdf", PDF],
      ["notes.txt", Buffer.from("plain text")],
      ["photo.jpg", await picture()],
    ]);
    expect(answer.status).to.equal(422);
    expect(answer.document.querySelector("#field-file-error")?.text).to.contain("“notes.txt” was not attached");
    expect(await names(id)).to.deep.equal(["plan.pdf", "photo.jpg"]);
    expect((await author.get(page(id))).text).to.contain(`PDF, ${format.fileSize(PDF.length)}`);
    await AttachmentModel.updateOne(
      { appointmentId: id },
      { $set: { "content.reference": String(new mongoose.Types.ObjectId()) } },
    );
    const lost = await author.get((await about(id)).replace("/about", ""));
    expect([lost.status, lost.text.includes("This file is no longer available.")]).to.deep.equal([404, true]);
  });

  it("are twenty at most, however many come at once, and a place that is given up can be taken again", async () => {
    const id = await session();
    const actor = actorOf(ana, "counsellor");
    const one = (name: string) =>
      attachFile(site.services, actor, { appointmentId: id, noteKind: "record" }, { name, bytes: PDF });
    const before = await kept();
    const outcomes = await Promise.allSettled(Array.from({ length: 30 }, (_, i) => one(`${i}.pdf`)));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).to.have.length(20);
    expect([await AttachmentModel.countDocuments({ appointmentId: id }), (await kept()) - before]).to.deep.equal([
      20, 20,
    ]);
    expect((await failure(one("more.pdf"))).message).to.equal("Please check the marked fields.");
    await author.submit(await author.get(await about(id)), "form[action$='/remove']");
    await one("more.pdf");
    expect((await names(id)).at(-1)).to.equal("more.pdf");
  });

  it("are shown small and large, a phone's picture as a JPEG, and a PDF in a frame without an origin, for this site alone", async () => {
    const id = await session();
    await attach(id, [
      ["IMG_0001.HEIC", await readFile(path.join(import.meta.dirname, "../files/phone.heic"))],
      ["plan.pdf", PDF],
    ]);
    expect(await names(id)).to.deep.equal(["IMG_0001.jpg", "plan.pdf"]);
    const small = (await author.get(page(id))).document.querySelector(".attachment img")?.getAttribute("src") ?? "";
    expect((await author.get(small)).headers.get("content-type")).to.equal("image/webp");
    const photo = await author.get(await about(id, 0));
    const large = await author.get(photo.document.querySelector(".attachment-large")?.getAttribute("src") ?? "");
    expect(large.headers.get("content-type")).to.equal("image/jpeg");
    const plan = await author.get(await about(id, 1));
    expect(plan.headers.get("content-security-policy")).to.contain("frame-src 'self'");
    const place = plan.document.querySelector("[data-pdf]");
    const frame = await author.get(place?.getAttribute("data-frame") ?? "");
    expect(frame.headers.get("content-security-policy"))
      .to.match(/^sandbox allow-scripts; default-src 'none'; /)
      .and.to.contain("frame-ancestors 'self'")
      .and.not.to.match(/'unsafe-eval'|'unsafe-inline'/);
    expect((await site.newReader().get("/pdf-frame")).text, "a visitor").to.contain("Sign in");
    const shown = await author.get(place?.getAttribute("data-pdf") ?? "");
    expect(shown.html).to.equal(PDF.toString());
    expect(shown.headers.get("content-security-policy"))
      .to.contain("default-src 'none'")
      .and.to.contain("frame-ancestors 'self'");
    expect(
      ["content-disposition", "cache-control", "x-frame-options", "x-content-type-options"].map((name) =>
        shown.headers.get(name),
      ),
    ).to.deep.equal(["inline", "no-store", "SAMEORIGIN", "nosniff"]);
    expect((await author.get(page(id))).headers.get("content-security-policy")).not.to.contain("frame-src");
  });

  it("get another name, a description and another place, the words sealed", async () => {
    const id = await session();
    await attach(id, [
      ["one.pdf", PDF],
      ["two.pdf", PDF],
      ["three.pdf", PDF],
    ]);
    const second = await author.get(await about(id, 1));
    const bad = await author.submit(second, "form[action$='/about']", { name: "", description: "x".repeat(501) });
    expect(bad.status).to.equal(422);
    const edit = { name: "Letter of the clinic", description: "Came on Monday", position: "1" };
    const changed = await author.submit(second, "form[action$='/about']", edit);
    expect(changed.text).to.contain("Letter of the clinic.pdf");
    expect(await names(id)).to.deep.equal(["Letter of the clinic.pdf", "one.pdf", "three.pdf"]);
    await author.submit(await author.get(await about(id, 2)), "form[action$='/about']", { position: "2" });
    expect(await names(id)).to.deep.equal(["Letter of the clinic.pdf", "three.pdf", "one.pdf"]);
    expect((await author.get(page(id))).text).to.contain("Came on Monday");
    expect(JSON.stringify(await AttachmentModel.find({ appointmentId: id }).lean())).not.to.match(/clinic|Monday/);
  });

  it("are deleted when they are removed, also when the file store is away at that time", async () => {
    const id = await session();
    await attach(id, [["photo.jpg", await picture()]]);
    const before = await kept();
    const address = await about(id);
    isStoreAway = true;
    await author.submit(await author.get(address), "form[action$='/remove']");
    isStoreAway = false;
    expect([await names(id), (await author.get(address)).status, await kept()]).to.deep.equal([[], 404, before]);
    site.clock.advance({ minutes: 2 });
    await finishRemovals(site.services);
    expect([await kept(), await AttachmentModel.countDocuments({ appointmentId: id })]).to.deep.equal([before - 2, 0]);
  });

  it("stay once the record is signed, and are struck through with a reason", async () => {
    const id = await session();
    const edit = { text: "Slept better", version: 0, sitting: "a window", turn: 1, kind: "record" as const };
    await saveNote(site.services, actorOf(ana, "counsellor"), id, edit);
    await attach(id, [["plan.pdf", PDF]]);
    const address = await about(id);
    const open = await author.get(address);
    await AttachmentModel.updateOne({ appointmentId: id }, { $set: { leavingAt: new Date(0) } });
    const reference = (await NoteModel.findById(id).orFail().lean()).text;
    await sign(id);
    await NoteModel.collection.updateOne(
      { _id: new mongoose.Types.ObjectId(id) },
      { $set: { "signed.digest": reference } },
    );
    await finishRemovals(site.services);
    expect((await author.submit(open, "form[action$='/remove']")).status, "from an older window").to.equal(409);
    const signed = await author.get(address);
    expect(signed.document.querySelector("form[action$='/remove']")).to.equal(null);
    expect((await author.submit(signed, "form[action$='/strike']", { reason: " " })).status).to.equal(422);
    const struck = await author.submit(signed, "form[action$='/strike']", { reason: "Belongs to someone else" });
    expect(struck.document.querySelector("h1 s")?.text).to.equal("plan.pdf");
    expect(struck.text).to.contain("Belongs to someone else");
    expect((await author.submit(signed, "form[action$='/strike']", { reason: "Again" })).status).to.equal(409);
    expect((await author.get(address.replace("/about", ""))).html).to.equal(PDF.toString());
  });

  it("are part of what is signed, unless they are added or removed while it is", async () => {
    const id = await session();
    const edit = { text: "Slept better", version: 0, sitting: "a window", turn: 1, kind: "record" as const };
    await saveNote(site.services, actorOf(ana, "counsellor"), id, edit);
    await AppointmentModel.updateOne({ _id: id }, { $set: { status: "completed" }, $unset: { ticks: 1 } });
    await attach(id, [
      ["plan.pdf", PDF],
      ["letter.pdf", Buffer.concat([PDF, PDF])],
    ]);
    const files = await AttachmentModel.find({ appointmentId: id }).sort({ order: 1, place: 1 }).lean();
    const removal = await author.get(await about(id, 1));
    // Without its digest the file is read, and that is when the other is removed.
    await AttachmentModel.updateOne({ _id: files[0]!._id }, { $unset: { digest: 1 } });
    whenRead = async () => void (await author.submit(removal, "form[action$='/remove']"));
    const review = await author.get(`${page(id)}/sign`);
    expect(review.text).to.contain("this text and the 2 files beside it");
    const refused = await author.submit(review, "form[action$='/sign']");
    expect([refused.status, await names(id)]).to.deep.equal([409, ["plan.pdf"]]);
    await author.submit(await author.get(`${page(id)}/sign`), "form[action$='/sign']");
    await attach(id, [["later.pdf", Buffer.concat([PDF, PDF, PDF])]]);
    const signed = await author.get(page(id));
    expect(signed.document.querySelectorAll(".attachment").map(({ text }) => /Added after/.test(text))).to.deep.equal([
      false,
      true,
    ]);
    expect(signed.text).not.to.contain("does not match its signature");
    const printed = await author.get(`${page(id)}/print`);
    expect(printed.text).to.match(/Attachments plan\.pdf.*later\.pdf.*Added after the record was signed/);
    await AttachmentModel.deleteOne({ _id: files[0]!._id });
    expect((await author.get(page(id))).text).to.contain("does not match its signature");
  });

  it("are in the log of who opened what, as is their note, and nobody can change that log", async () => {
    const id = await session();
    const edit = { text: "Slept better", version: 0, sitting: "a window", turn: 1, kind: "record" as const };
    await attach(id, [["plan.pdf", PDF]]);
    const before = await OpeningModel.countDocuments();
    await saveNote(site.services, actorOf(ana, "counsellor"), id, edit);
    const address = await about(id);
    await author.get(address.replace("/about", ""));
    const log = await author.get(`/clients/${kim.id}/openings`);
    const rows = log.document
      .querySelectorAll("tbody tr")
      .map((row) => row.querySelectorAll("td").map((cell) => cell.text));
    expect(rows.slice(0, 2).map(([, who, what]) => [who, what])).to.deep.equal([
      [ana.name, "Attachment"],
      [ana.name, "Session record"],
    ]);
    expect(await OpeningModel.countDocuments()).to.equal(before + 2);
    expect((await failure(OpeningModel.deleteMany({}))).message).to.contain("append-only");
    expect((await failure(OpeningModel.updateMany({}, { $set: { at: new Date(0) } }))).message).to.contain(
      "append-only",
    );
  });
});
