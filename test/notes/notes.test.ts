import { expect } from "chai";
import mongoose from "mongoose";
import { mock } from "node:test";
import { placeHold } from "../../src/booking/place-hold.js";
import { attachFile } from "../../src/notes/attach-file.js";
import { saveNote } from "../../src/notes/save-note.js";
import { AttachmentModel } from "../../src/notes/attachment-model.js";
import { NoteModel } from "../../src/notes/note-model.js";
import { Conflict } from "../../src/platform/errors.js";
import { actorOf, book, wanted } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { makeAccount, makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import { textOf, type Page, type Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const PDF = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");
const SECRET = "She fears the long corridor";

describe("Notes", () => {
  let site: TestSite;
  let counsellor: TestPerson;
  let client: TestPerson;
  let path: string;
  let author: Reader;

  before(async () => {
    site = await startTestSite();
    counsellor = await makeCounsellor();
    client = await makeClient();
    const { _id } = await book(site, client, counsellor, "2026-11-24T09:00:00.000Z");
    path = `/appointments/${String(_id)}/note`;
    author = await signedIn(site, counsellor);
  });
  after(() => site.stop());

  const save = async (text: string): Promise<Page> =>
    author.submit(await author.get(path), `form[action="${path}"]`, { text });

  async function attach(reader: Reader, name: string, bytes: Buffer, token?: string): Promise<Page> {
    const body = new FormData();
    body.set("_csrf", token ?? (await reader.csrfToken(path)));
    body.set("file", new Blob([new Uint8Array(bytes)], { type: "application/pdf" }), name);
    return reader.request(`${path}/attachments`, { method: "POST", body });
  }

  it("are saved and read again by their author", async () => {
    await save(`${SECRET}.\nTo be continued <b>soon</b>.`);
    const page = await author.get(path);
    expect(page.document.querySelector("textarea")?.text).to.contain(SECRET).and.to.contain("<b>soon</b>");
  });

  it("count a line break once, as the browser does", async () => {
    const page = await save(`${"x".repeat(19_000)}${"\r\n".repeat(1000)}`);
    expect(page.status).to.equal(200);
    expect((await save("x".repeat(20_001))).status).to.equal(422);
    await save(SECRET);
  });

  it("tell a second window that they were changed, and lose nothing of either", async () => {
    const [one, other] = [await author.get(path), await author.get(path)];
    await author.submit(one, `form[action="${path}"]`, { text: `${SECRET}. First window` });
    const refused = await author.submit(other, `form[action="${path}"]`, { text: "Second window" });
    expect(refused.status).to.equal(409);
    expect(refused.text).to.contain("another window");
    expect(textOf(refused.document.querySelector("textarea"))).to.equal("Second window");
    expect(refused.text).to.contain("First window");
    expect((await author.get(path)).html).to.contain("First window");
    const both = `${SECRET}. First window and second`;
    await author.submit(refused, `form[action="${path}"]`, { text: both });
    expect(textOf((await author.get(path)).document.querySelector("textarea"))).to.equal(both);
  });

  it("take a PDF, which comes back only as a download", async () => {
    const page = await attach(author, "plan for the corridor.pdf", PDF);
    expect(page.status).to.equal(200);
    const link = fileLinks(page).at(-1) ?? "";
    const file = await author.get(link.toUpperCase().replace("/ATTACHMENTS/", "/attachments/"));
    expect(file.html).to.equal(PDF.toString());
    expect(file.headers.get("content-type")).to.equal("application/pdf");
    expect(file.headers.get("content-disposition")).to.equal('attachment; filename="plan for the corridor.pdf"');
    expect(file.headers.get("content-security-policy")).to.contain("sandbox");
    expect(file.headers.get("cache-control")).to.equal("no-store");
  });

  it("refuse a file that is not what it says, with the page as it was", async () => {
    for (const bytes of [Buffer.from("<html><script>alert(1)</script>"), Buffer.from("MZ\u0090\u0000executable")]) {
      const page = await attach(author, "harmless.pdf", bytes);
      expect(page.status).to.equal(422);
      expect(page.text).to.contain("a PDF or a picture");
      expect(page.html).to.contain("First window");
    }
  });

  it("leave no file behind that could not be written down, and no note that was never begun", async () => {
    const files = (): Promise<number> => mongoose.connection.collection("files.files").countDocuments();
    const before = await files();
    mock.method(AttachmentModel, "create", () => Promise.reject(new Error("The database is away")), { times: 1 });
    const [actor, { appointmentId }] = [actorOf(counsellor, "counsellor"), await NoteModel.findOne().orFail().lean()];
    const attaching = () =>
      failure(
        attachFile(
          site.services,
          actor,
          { appointmentId: String(appointmentId), noteKind: "record" },
          { name: "plan.pdf", bytes: PDF },
        ),
      );
    expect((await attaching()).message).to.equal("The database is away");
    expect(await files()).to.equal(before);
    mock.method(AttachmentModel, "create", () => Promise.reject(new Error("The database is away")), { times: 1 });
    mock.method(site.services.files, "remove", () => Promise.reject(new Error("So is the store")), { times: 1 });
    expect((await attaching()).message, "the first reason counts").to.equal("The database is away");
    const other = await book(site, client, counsellor, "2026-11-26T09:00:00.000Z");
    const saving = saveNote(site.services, actor, String(other._id), {
      kind: "record",
      text: "From a window long gone",
      version: 2,
      sitting: "a window",
      turn: 1,
    });
    expect(await failure(saving)).to.be.instanceOf(Conflict);
    expect(await NoteModel.countDocuments({ appointmentId: other._id })).to.equal(0);
  });

  it("are for sessions that are booked, not for times that are only held", async () => {
    const held = await placeHold(site.services, actorOf(client), wanted(counsellor, "2026-11-25T09:00:00.000Z"));
    expect((await author.get(`/appointments/${String(held._id)}/note`)).status).to.equal(404);
  });

  it("refuse 30 megabytes with a plain page", async () => {
    const page = await attach(author, "large.pdf", Buffer.concat([PDF, Buffer.alloc(30 * 1024 * 1024)]));
    expect(page.status).to.equal(413);
    expect(page.text).to.contain("larger than 10 MB");
  });

  it("refuse an upload without the login session's token", async () => {
    const page = await attach(author, "plan.pdf", PDF, "guessed");
    expect(page.status).to.equal(403);
  });

  it("do not exist for anyone else, by any address", async () => {
    const link = fileLinks(await author.get(path))[0] ?? "";
    const absent = "/appointments/0123456789abcdef01234567/note";
    for (const person of [client, await makeClient(), await makeCounsellor(), await makeAccount("admin")]) {
      const reader = await signedIn(site, person);
      const reference = masked(await reader.get(absent));
      for (const address of [path, link, "/attachments/0123456789abcdef01234567"]) {
        expect(masked(await reader.get(address)), `${person.name} at ${address}`).to.equal(reference);
      }
      const token = await reader.csrfToken("/");
      const posted = await reader.request(path, {
        method: "POST",
        body: new URLSearchParams({ _csrf: token, text: "x", version: "0" }),
      });
      expect(posted.status).to.equal(404);
      expect((await attach(reader, "plan.pdf", PDF, token)).status).to.equal(404);
    }
    const visitor = site.newReader();
    for (const address of [path, link]) expect((await visitor.get(address)).url).to.contain("/sign-in");
  });

  it("never show on a page of the client", async () => {
    const reader = await signedIn(site, client);
    const page = await reader.get(path.replace("/note", ""));
    expect(page.status).to.equal(200);
    expect(page.html).not.to.match(/\bnotes?\b/i);
  });

  it("leave no word of theirs in the database or in the files", async () => {
    const { db } = mongoose.connection;
    const collections = (await db?.listCollections().toArray()) ?? [];
    let dump = "";
    for (const { name } of collections) {
      for await (const document of db!.collection(name).find())
        dump += Buffer.from(mongoose.mongo.BSON.serialize(document)).toString("latin1");
    }
    expect(dump).to.contain(client.email);
    expect(dump).not.to.contain(SECRET).and.not.to.contain("corridor").and.not.to.contain("%PDF");
  });
});

/** The addresses of the files that a note's page lists. */
function fileLinks({ document }: Page): string[] {
  return document
    .querySelectorAll("a[href^='/attachments/']")
    .map((link) => link.getAttribute("href")!.replace(/\/about$/, ""));
}

/** The page without what differs from address to address anyway: its form token, and which link is current. */
function masked({ status, html }: Page): string {
  const bare = html.replaceAll(/(CSRF-Token&#34;:&#34;|name="_csrf" value=")[^&"]*/g, "$1");
  return `${status} ${bare.replaceAll(' aria-current="true"', "")}`;
}
