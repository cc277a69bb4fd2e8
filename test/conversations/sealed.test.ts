import { expect } from "chai";
import mongoose from "mongoose";
import { randomBytes } from "node:crypto";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { rotateKeys } from "../../src/platform/rotate-keys.js";
import { createSecrets } from "../../src/platform/secrets.js";
import { sayWhereabouts } from "../../src/room/say-whereabouts.js";
import { sealedPlaces } from "../../src/sealed-places.js";
import { actorOf, book } from "../support/booking.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";
import { TestSocket } from "../realtime/test-socket.js";

const SAID = ["a storm of crows", "the yellow corridor", "under the old bridge", "crows-at-night", "%PDF-1.4"];
const PDF = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");

const UNREADABLE = "This message cannot be read.";

type Doc = Record<string, unknown> & { _id: mongoose.Types.ObjectId };

describe("What people say and write", () => {
  const [oldKey, newKey] = [
    { id: "old", key: randomBytes(32) },
    { id: "new", key: randomBytes(32) },
  ];
  let site: TestSite;
  let kim: TestPerson;
  let ana: TestPerson;
  let asKim: Reader;
  let asAna: Reader;
  let conversation: string;
  let note: string;

  /** Everything that two people can leave with each other, in each of its places. */
  beforeEach(async () => {
    site = await startTestSite({ replace: { secrets: createSecrets([oldKey]) } });
    [kim, ana] = [await makeClient({ name: "Kim Weiss" }), await makeCounsellor({ name: "Ana Moreno" })];
    const { _id } = await book(site, kim, ana, "2026-11-24T10:00:00Z");
    conversation = `/conversations/${String((await ConversationModel.findOne().orFail().lean())._id)}/messages`;
    note = `/appointments/${String(_id)}/note`;
    [asKim, asAna] = [await signedIn(site, kim), await signedIn(site, ana)];
    for (const text of ["I dreamt of a storm of crows.", "Again a storm of crows."]) {
      await asKim.submit(await asKim.get(conversation), "form.composer", { text });
    }
    await asAna.submit(await asAna.get(note), `form[action="${note}"]`, { text: "Fears the yellow corridor." });
    await send(asKim, conversation.replace("messages", "files"));
    await send(asAna, `${note}/attachments`);
    site.clock.moveTo("2026-11-24T10:00:00Z");
    const said = { place: "At the allotments under the old bridge", contact: "none" };
    await sayWhereabouts(site.services, actorOf(kim), { appointmentId: String(_id), said });
  });
  afterEach(() => site.stop());

  async function send(reader: Reader, path: string): Promise<void> {
    const body = new FormData();
    body.set("_csrf", await reader.csrfToken("/appointments"));
    body.set("clientId", "the-only-file");
    body.set("file", new Blob([new Uint8Array(PDF)]), "crows-at-night.pdf");
    expect((await reader.request(path, { method: "POST", body })).status).to.equal(200);
  }
  const collection = (name: string): mongoose.mongo.Collection<Doc> => mongoose.connection.collection(name) as never;

  /** Every byte of every record, those of stored files included. */
  async function dump(): Promise<string> {
    let bytes = "";
    for (const { name } of await mongoose.connection.db!.listCollections().toArray()) {
      for await (const record of collection(name).find()) {
        bytes += Buffer.from(mongoose.mongo.BSON.serialize(record)).toString("latin1");
      }
    }
    return bytes;
  }

  it("leaves no word in a dump of the database and the files, plain or in base64", async () => {
    const bytes = await dump();
    expect(bytes).to.contain(kim.email);
    for (const words of SAID) {
      expect(bytes, words).not.to.contain(words).and.not.to.contain(Buffer.from(words).toString("base64").slice(2, -4));
    }
  });

  it("opens nowhere but in its own place", async () => {
    const swap = async (name: string, field: string): Promise<void> => {
      const [one, other] = await collection(name)
        .find({ [field]: { $exists: true } })
        .toArray();
      await collection(name).updateOne({ _id: one!._id }, { $set: { [field]: other![field] } });
    };
    expect((await bodies()).filter((body) => body === UNREADABLE)).to.have.length(0);
    await swap("messages", "text");
    const shown = await bodies();
    expect(shown.slice(0, 2)).to.deep.equal([UNREADABLE, "Again a storm of crows."]);
    expect(shown[2]).to.contain("crows-at-night.pdf");

    const lee = await makeClient();
    const other = await book(site, lee, ana, "2026-11-26T10:00:00Z");
    const path = `/appointments/${String(other._id)}/note`;
    await asAna.submit(await asAna.get(path), `form[action="${path}"]`, { text: "Another note" });
    expect((await asAna.get(note)).status).to.equal(200);
    await swap("notes", "text");
    expect((await asAna.get(note)).status).to.equal(500);
  });

  it("is not taken for another's, for an earlier one's, or read in another conversation", async () => {
    const lee = await makeClient();
    const { _id } = await book(site, lee, ana, "2026-11-26T10:00:00Z");
    const elsewhere = (await ConversationModel.findOne({ clientId: lee.id }).orFail().lean())._id;
    const message = (await collection("messages").findOne({ seq: 2 }))!;
    const file = (await collection("messages").findOne({ seq: 3 }))!;
    const pretend = async (doc: Doc, change: Partial<Doc>, read = bodies): Promise<string[]> => {
      await collection("messages").updateOne({ _id: doc._id }, { $set: change });
      const shown = await read();
      await collection("messages").replaceOne({ _id: doc._id }, doc);
      return shown;
    };
    const other = new mongoose.Types.ObjectId(ana.id);
    for (const change of [{ senderId: other }, { at: new Date(0) }, { seq: 9 }]) {
      expect(await pretend(message, change), JSON.stringify(change)).to.contain(UNREADABLE);
      expect(await pretend(file, change), JSON.stringify(change)).to.contain(UNREADABLE);
    }
    const asLee = await signedIn(site, lee);
    const moved = { conversationId: elsewhere, seq: 1 };
    const there = (): Promise<string[]> => bodies(asLee, `/conversations/${String(elsewhere)}/messages`);
    expect(await pretend(message, moved, there)).to.deep.equal([UNREADABLE]);
    expect(await bodies()).not.to.contain(UNREADABLE);

    await collection("attachments").updateOne({}, { $set: { appointmentId: _id } });
    expect((await asAna.get(`/appointments/${String(_id)}/note`)).status).to.equal(500);
  });

  it("breaks nothing else when it is damaged: not its page, nor the list, nor the socket", async () => {
    await collection("messages").updateOne({ seq: 2 }, { $set: { "text.box": Buffer.alloc(60) } });
    await collection("messages").deleteOne({ seq: 3 });
    expect(await bodies()).to.deep.equal(["I dreamt of a storm of crows.", UNREADABLE]);
    expect((await asAna.get("/conversations")).text).to.contain(UNREADABLE);
    const socket = await TestSocket.of(asAna);
    socket.send({ type: "conversation.open", conversationId: conversation.split("/")[2]!, after: 0 });
    const { rows } = await socket.next("conversation.messages");
    expect(rows.map(({ html }) => html.includes(UNREADABLE))).to.deep.equal([false, true]);
    socket.close();
  });

  it("includes login sessions, whose records do not open in each other's place", async () => {
    const sessions = await collection("loginSessions").find().toArray();
    for (const { _id } of sessions) {
      await collection("loginSessions").updateOne(
        { _id },
        { $set: { session: sessions.find((one) => one._id !== _id)!.session } },
      );
    }
    for (const reader of [asKim, asAna]) expect((await reader.get("/appointments")).url).to.contain("/sign-in");
  });

  it("is re-encrypted when keys are rotated, and reads as before without the old key", async () => {
    const before = await readAll();
    const sealedWithOld = "keyId\0\u0006\0\0\x002:old";
    expect(await dump()).to.contain(sealedWithOld);
    const both = createSecrets([newKey, oldKey]);
    const rotate = () => rotateKeys(mongoose.connection.db!, both, site.services.files, sealedPlaces);
    expect((await rotate()).changed).to.be.greaterThan(8);
    expect(await rotate()).to.deep.equal({ changed: 0, unreadable: 0, kept: 0 });
    expect(await dump()).not.to.contain(sealedWithOld);
    Object.assign(site.services.secrets, createSecrets([newKey]));
    expect(await readAll()).to.deep.equal(before);
  });

  async function bodies(reader = asAna, path = conversation): Promise<string[]> {
    const { document } = await reader.get(path);
    return document.querySelectorAll(".messages .message-body").map(({ text }) => text);
  }

  async function readAll(): Promise<string[]> {
    const messages = await asAna.get(conversation);
    const notes = await asAna.get(note);
    const file = (page: Page, selector: string): string =>
      page.document.querySelector(selector)?.getAttribute("href") ?? "";
    return [
      ...messages.document.querySelectorAll(".messages .message-body").map(({ text }) => text),
      notes.document.querySelector("textarea")?.text ?? "",
      (await asAna.get(file(messages, "a.message-file"))).html,
      (await asAna.get(file(notes, "a[href^='/attachments/']").replace(/\/about$/, ""))).html,
    ];
  }
});
