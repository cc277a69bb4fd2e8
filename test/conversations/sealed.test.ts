import { expect } from "chai";
import mongoose from "mongoose";
import { randomBytes } from "node:crypto";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { rotateKeys } from "../../src/platform/rotate-keys.js";
import { createSecrets } from "../../src/platform/secrets.js";
import { sayWhereabouts } from "../../src/room/say-whereabouts.js";
import { actorOf, book } from "../support/booking.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const SAID = ["a storm of crows", "the yellow corridor", "under the old bridge", "crows-at-night", "%PDF-1.4"];
const PDF = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");

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

  it("is opened nowhere but where it was put", async () => {
    const swap = async (name: string, field: string): Promise<void> => {
      const [one, other] = await collection(name)
        .find({ [field]: { $exists: true } })
        .toArray();
      await collection(name).updateOne({ _id: one!._id }, { $set: { [field]: other![field] } });
    };
    const open = async (): Promise<number> => (await asAna.get(conversation)).status;
    expect(await open()).to.equal(200);
    await swap("messages", "text");
    expect(await open()).to.equal(500);

    const lee = await makeClient();
    const other = await book(site, lee, ana, "2026-11-26T10:00:00Z");
    const path = `/appointments/${String(other._id)}/note`;
    await asAna.submit(await asAna.get(path), `form[action="${path}"]`, { text: "Another note" });
    expect((await asAna.get(note)).status).to.equal(200);
    await swap("notes", "text");
    expect((await asAna.get(note)).status).to.equal(500);
  });

  it("and who is signed in, too: one login session's record does not open in the place of another", async () => {
    const sessions = await collection("loginSessions").find().toArray();
    for (const { _id } of sessions) {
      await collection("loginSessions").updateOne(
        { _id },
        { $set: { session: sessions.find((one) => one._id !== _id)!.session } },
      );
    }
    for (const reader of [asKim, asAna]) expect((await reader.get("/appointments")).url).to.contain("/sign-in");
  });

  it("is all sealed anew when keys are rotated, and reads as before without the old key", async () => {
    const before = await readAll();
    const sealedWithOld = "keyId\0\u0004\0\0\0old";
    expect(await dump()).to.contain(sealedWithOld);
    const both = createSecrets([newKey, oldKey]);
    expect(await rotateKeys(mongoose.connection.db!, both, site.services.files)).to.be.greaterThan(8);
    expect(await rotateKeys(mongoose.connection.db!, both, site.services.files)).to.equal(0);
    expect(await dump()).not.to.contain(sealedWithOld);
    Object.assign(site.services.secrets, createSecrets([newKey]));
    expect(await readAll()).to.deep.equal(before);
  });

  async function readAll(): Promise<string[]> {
    const messages = await asAna.get(conversation);
    const notes = await asAna.get(note);
    const file = (page: Page, selector: string): string =>
      page.document.querySelector(selector)?.getAttribute("href") ?? "";
    return [
      ...messages.document.querySelectorAll(".messages .message-body").map(({ text }) => text),
      notes.document.querySelector("textarea")?.text ?? "",
      (await asAna.get(file(messages, "a.message-file"))).html,
      (await asAna.get(file(notes, "a[href^='/attachments/']"))).html,
    ];
  }
});
