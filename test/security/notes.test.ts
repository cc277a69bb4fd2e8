import { expect } from "chai";
import { pino } from "pino";
import { sendLetters } from "../../src/letters/send-letters.js";
import { addAddendum } from "../../src/notes/add-addendum.js";
import { attachFile } from "../../src/notes/attach-file.js";
import { AttachmentModel } from "../../src/notes/attachment-model.js";
import { changeAttachment } from "../../src/notes/change-attachment.js";
import { NoteModel } from "../../src/notes/note-model.js";
import { addTemplate } from "../../src/notes/own-templates.js";
import { saveNote } from "../../src/notes/save-note.js";
import { signRecord } from "../../src/notes/sign-record.js";
import { tellPeople } from "../../src/notices/tell-people.js";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import type { Mail, Mailer } from "../../src/platform/mailer.js";
import { formatIn } from "../../src/web/format-in.js";
import { renderFragment } from "../../src/web/respond.js";
import { actorOf, book } from "../support/booking.js";
import { makeAccount, makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { allRoutes, type Route } from "../support/routes.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

/** In every text that only the author may read; what a test itself enters is another word. */
const SECRET = /lantern/i;
const TEXT = "The heron brings a lantern";
const PDF = Buffer.from("%PDF-1.4 lantern\n%%EOF\n");
const ABSENT = "0123456789abcdef01234567";
/** Routes whose record is a note's. Of the others only what they show counts. */
const ABOUT_NOTES = /note|attachment|hand-over|openings/;

/** OWASP ASVS 5.0: 8.2.1 to 8.2.3 (who may reach which function, record and field), 14.2.1 and 16.2.5 (nothing in addresses and logs). */
describe("A counsellor's notes, to anyone but their author", () => {
  let site: TestSite;
  let ana: TestPerson;
  let kim: TestPerson;
  let routes: Route[];
  let strangers: [string, Reader][];
  const lines: string[] = [];
  const mails: Mail[] = [];
  const ids = { appointment: "", attachment: "", conversation: "", reference: "" };

  before(async () => {
    const log = pino({ level: "trace", base: null }, { write: (line: string) => void lines.push(line) });
    const mailer: Mailer = {
      send: (mail) => {
        mails.push(mail);
        return Promise.resolve({ delivery: "accepted" });
      },
      from: { name: "HealSpace", address: "hello@healspace.example" },
      via: "mail",
      sendTrial: () => Promise.resolve({ isAccepted: true, words: "" }),
      close: () => undefined,
    };
    site = await startTestSite({ replace: { log, mailer } });
    [ana, kim] = [await makeCounsellor({ name: "Ana Moreno" }), await makeClient({ name: "Kim Weiss" })];
    await writeEverything();
    routes = allRoutes(site.services);
    strangers = [
      ["a visitor", site.newReader()],
      ["the client of that session", await signedIn(site, kim)],
      ["another counsellor", await signedIn(site, await makeCounsellor())],
      ["an admin", await signedIn(site, await makeAccount("admin"))],
    ];
  });
  after(() => site.stop());

  /** A record with an earlier version, signature, addendum and file, a private note, and a template. */
  async function writeEverything(): Promise<void> {
    const { services } = site;
    const author = actorOf(ana, "counsellor");
    const { _id } = await book(site, kim, ana, "2026-11-24T09:00:00.000Z");
    const appointmentId = String(_id);
    const edit = (text: string, version: number, sitting: string) => ({ text, version, sitting, turn: 1 });
    await saveNote(services, author, appointmentId, { ...edit(`${TEXT}. At first`, 0, "one"), kind: "record" });
    await saveNote(services, author, appointmentId, { ...edit(`${TEXT}. Then`, 1, "two"), kind: "record" });
    await saveNote(services, author, appointmentId, { ...edit(`${TEXT}. A hunch`, 0, "one"), kind: "private" });
    for (const noteKind of ["record", "private"] as const)
      await attachFile(services, author, { appointmentId, noteKind }, { name: "lantern.pdf", bytes: PDF });
    const attachment = await AttachmentModel.findOne({ noteKind: "record" }).orFail().lean();
    const described = { name: "The lantern", description: "A lantern", position: 1 };
    await changeAttachment(services, author, String(attachment._id), described);
    await AppointmentModel.updateOne({ _id }, { $set: { status: "completed" } });
    await signRecord(services, author, { appointmentId, version: 2 });
    await addAddendum(services, author, { appointmentId, number: 1, text: TEXT });
    await addTemplate(services, author, { name: "Lantern", text: "# Lantern" });
    const conversation = await ConversationModel.findOne().orFail().lean();
    Object.assign(ids, { appointment: appointmentId, attachment: String(attachment._id) });
    Object.assign(ids, { conversation: String(conversation._id), reference: attachment.content.reference });
  }

  /** A route's address, with this id where it names its record, and the note's in every other place. */
  function addressOf({ path }: Route, id: string): string {
    const others: Record<string, string> = { seq: "1", version: "1", reference: ids.reference, kind: "terms" };
    return path.replace(/:(\w+)/g, (_, name: string) => (name === "id" ? id : (others[name] ?? ids.appointment)));
  }

  function ownId({ path }: Route): string {
    if (path.startsWith("/attachments")) return ids.attachment;
    if (path.startsWith("/clients")) return kim.id;
    return path.startsWith("/conversations") ? ids.conversation : ids.appointment;
  }

  async function send(reader: Reader, { method }: Route, address: string, token: string): Promise<Page> {
    if (method === "GET") return reader.request(address, { redirect: "manual" });
    const fields = { text: "x", version: "0", sitting: "a", turn: "1", words: "heron", number: "2", reason: "x" };
    const all = {
      ...fields,
      _csrf: token,
      name: "x",
      description: "",
      position: "1",
      session: ids.appointment,
      then: "save",
    };
    if (!address.endsWith("/attachments"))
      return reader.request(address, { method, body: new URLSearchParams(all), redirect: "manual" });
    const body = new FormData();
    body.set("_csrf", token);
    body.set("file", new Blob([new Uint8Array(PDF)]), "a.pdf");
    return reader.request(address, { method, body, redirect: "manual" });
  }

  it("are found by their author at every address, so that the rest of these tests can fail", async () => {
    const author = await signedIn(site, ana);
    const shown = await author.get(`/appointments/${ids.appointment}/note`);
    expect(shown.text).to.match(SECRET);
    const about = routes.filter(({ path }) => ABOUT_NOTES.test(path));
    expect(about.length).to.be.greaterThan(25);
    for (const route of about.filter(({ method, path }) => method === "GET" && path.includes(":id"))) {
      const { status } = await author.get(addressOf(route, ownId(route)));
      expect(status, route.path).to.be.oneOf([200, 404]);
    }
  });

  it("answer at each of their addresses as if there were none", async () => {
    const about = routes.filter(({ path }) => ABOUT_NOTES.test(path) && path.includes(":id"));
    for (const [who, reader] of strangers) {
      const token = who === "a visitor" ? "" : await reader.csrfToken("/account");
      for (const route of about) {
        const none = masked(await send(reader, route, addressOf(route, ABSENT), token));
        const found = masked(await send(reader, route, addressOf(route, ownId(route)), token));
        expect(found, `${route.method} ${route.path} to ${who}`).to.equal(none);
      }
    }
    expect(await NoteModel.countDocuments()).to.equal(2);
    expect(await AttachmentModel.countDocuments()).to.equal(2);
  });

  it("are on no page, in no file and in no search result", async () => {
    const pages = routes.filter(({ method, path }) => method === "GET" && !/^\/healthz|^\/readyz/.test(path));
    for (const [who, reader] of strangers) {
      for (const route of pages) {
        const page = await reader.request(addressOf(route, ownId(route)), { redirect: "manual" });
        expect(page.html, `${route.path} to ${who}`).not.to.match(SECRET);
        expect(page.headers.get("location") ?? "", route.path).not.to.match(SECRET);
      }
    }
    const [, other] = strangers[2]!;
    const fields = { _csrf: await other.csrfToken("/notes/search"), words: "heron" };
    const found = await other.request("/notes/search", { method: "POST", body: new URLSearchParams(fields) });
    expect([found.status, SECRET.test(found.html)]).to.deep.equal([200, false]);
  });

  it("are in no mail, no line of the log, and no error page", async () => {
    await sendLetters(site.services);
    await tellPeople(site.services, { formatIn, render: renderFragment });
    expect(mails.length).to.be.greaterThan(0);
    expect(JSON.stringify(mails)).not.to.match(SECRET);
    const author = await signedIn(site, ana);
    const changed = await NoteModel.findOne({ kind: "private" }).orFail().lean();
    changed.text.box[20]! ^= 1;
    await NoteModel.collection.updateOne({ _id: changed._id }, { $set: { text: changed.text } });
    const broken = await author.get(`/appointments/${ids.appointment}/private-note`);
    expect(broken.status).to.equal(500);
    expect(broken.html).not.to.match(SECRET);
    expect(lines.some((line) => line.includes("a request failed"))).to.equal(true);
    expect(lines.join("")).not.to.match(SECRET);
  });
});

/** An answer without what differs from address to address anyway: ids, form tokens, and which link is current. */
function masked({ status, html, headers }: Page): string {
  const bare = html
    .replaceAll(/(CSRF-Token&#34;:&#34;|name="_csrf" value=")[^&"]*/g, "$1")
    .replaceAll(' aria-current="true"', "")
    .replaceAll(/[0-9a-f]{24}/g, "ID");
  return `${status} ${(headers.get("location") ?? "").replaceAll(/[0-9a-f]{24}/g, "ID")} ${bare}`;
}
