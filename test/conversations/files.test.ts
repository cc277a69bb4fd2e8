import { expect } from "chai";
import mongoose from "mongoose";
import { readFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { MessageModel } from "../../src/conversations/message-model.js";
import { sendFileMessage } from "../../src/conversations/send-file.js";
import { InvalidInput } from "../../src/platform/errors.js";
import type { FileStore } from "../../src/platform/file-store.js";
import { createGridfsFileStore } from "../../src/platform/gridfs-file-store.js";
import type { WakeUps } from "../../src/platform/wake-ups.js";
import { actorOf, book } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { noWakeUps } from "../support/no-wake-ups.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const PDF = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");

describe("A file in a conversation", () => {
  let site: TestSite;
  let isStoreAway = false;
  const jobs: (() => Promise<void>)[] = [];
  const sweep = (): Promise<unknown> => Promise.all(jobs.map((job) => job()));
  let kim: TestPerson;
  let page: string;
  let asKim: Reader;
  let asAna: Reader;

  before(async () => {
    const files = createGridfsFileStore();
    const remove: FileStore["remove"] = async (reference) => {
      if (isStoreAway) throw new Error("The store is away");
      await files.remove(reference);
    };
    const wakeUps: WakeUps = { ...noWakeUps, every30Seconds: (job) => jobs.push(job) };
    site = await startTestSite({ replace: { files: { ...files, remove }, wakeUps } });
    kim = await makeClient({ name: "Kim Weiss" });
    const ana = await makeCounsellor({ name: "Ana Moreno" });
    await book(site, kim, ana, "2026-11-24T10:00:00Z");
    page = `/conversations/${String((await ConversationModel.findOne().orFail().lean())._id)}/messages`;
    [asKim, asAna] = [await signedIn(site, kim), await signedIn(site, ana)];
  });
  after(() => site.stop());

  let ids = 0;
  async function send(reader: Reader, name: string, bytes: Buffer, id = `file-id-${(ids += 1)}`): Promise<Page> {
    const body = new FormData();
    body.set("_csrf", await reader.csrfToken("/appointments"));
    body.set("clientId", id);
    body.set("file", new Blob([new Uint8Array(bytes)]), name);
    return reader.request(page.replace("messages", "files"), { method: "POST", body });
  }
  const last = async (reader: Reader): Promise<ReturnType<Page["document"]["querySelector"]>> =>
    (await reader.get(page)).document.querySelectorAll(".message[data-seq]").at(-1) ?? null;
  const kept = (): Promise<number> => mongoose.connection.collection("files.files").countDocuments();

  /** A photo as a phone makes it: large, and full of where and with what. */
  const photo = (): Promise<Buffer> =>
    sharp({ create: { width: 1600, height: 1200, channels: 3, background: "#7aa" } })
      .withExif({ IFD0: { Make: "ACME Phone" }, IFD3: { GPSLatitude: "48/1 12/1 0/1" } })
      .jpeg()
      .toBuffer();

  it("is read by the other person, under its name, and comes as a download", async () => {
    expect((await send(asKim, "plan for the nights.pdf", PDF)).status).to.equal(200);
    const row = await last(asAna);
    expect(row?.text.replace(/\s+/g, " ")).to.contain("plan for the nights.pdf").and.contain("PDF, 1 kB");
    expect(row?.querySelector("a span")?.getAttribute("dir")).to.equal("auto");
    const file = await asAna.get(row?.querySelector("a")?.getAttribute("href") ?? "");
    expect(file.html).to.equal(PDF.toString());
    expect(file.headers.get("content-disposition")).to.contain('attachment; filename="plan for the nights.pdf"');
    expect(file.headers.get("content-security-policy")).to.contain("sandbox");
    expect((await asAna.get("/conversations")).text).to.contain("plan for the nights.pdf");
  });

  it("is chosen beside words on what of it is removed, and what a PDF keeps", async () => {
    const hint = (await asKim.get(page)).document.getElementById("field-file-hint");
    expect(hint?.text).to.contain("We remove where and when a picture was taken.").and.contain("its author, title");
  });

  it("that is a picture shows small, and without what its metadata told", async () => {
    const original = await photo();
    expect((await sharp(original).metadata()).exif).not.to.equal(undefined);
    await send(asKim, "view.jpg", original);
    const image = (await last(asAna))?.querySelector("img");
    expect(["width", "height", "loading"].map((name) => image?.getAttribute(name))).to.deep.equal([
      "256",
      "192",
      "lazy",
    ]);
    const url = new URL(image?.getAttribute("src") ?? "", site.url);
    const answer = await fetch(url, { headers: { cookie: asAna.cookieHeader } });
    const { width, exif, format } = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
    expect([width, exif, format]).to.deep.equal([320, undefined, "webp"]);
    expect(answer.headers.get("cache-control")).to.equal("no-store");
  });

  it("that is a damaged picture is refused in words, and nothing of it is kept", async () => {
    const before = await kept();
    const empty = Buffer.concat([Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), Buffer.alloc(50)]);
    for (const bytes of [(await photo()).subarray(0, 600), empty]) {
      const refused = await send(asKim, "broken.png", bytes);
      expect(refused.status).to.equal(422);
      expect(refused.document.querySelector("#field-file-error")?.text).to.contain("cannot be opened");
    }
    expect(await kept()).to.equal(before);
  });

  it("of another kind is refused beside its field, and nothing of it is kept", async () => {
    const before = await kept();
    for (const bytes of [Buffer.from("<html><script>alert(1)</script>"), Buffer.from("MZ\u0090\u0000")]) {
      const refused = await send(asKim, "harmless.pdf", bytes);
      expect(refused.status).to.equal(422);
      expect(refused.document.querySelector("#field-file-error")?.text).to.contain("a PDF or a picture");
    }
    expect(await kept()).to.equal(before);
  });

  it("that is a picture is kept upright and without its metadata, and sent once however often it is sent", async () => {
    const before = await kept();
    const heic = await readFile(path.join(import.meta.dirname, "../files/phone.heic"));
    await send(asKim, "IMG_0001.HEIC", heic, "one-heic-file");
    await send(asKim, "IMG_0001.HEIC", heic, "one-heic-file");
    expect(await kept()).to.equal(before + 2);
    const link = (await last(asAna))?.querySelector("a");
    expect(link?.text).to.contain("IMG_0001.jpg");
    const url = new URL(link?.getAttribute("href") ?? "", site.url);
    const bytes = Buffer.from(await (await fetch(url, { headers: { cookie: asAna.cookieHeader } })).arrayBuffer());
    expect(bytes.includes("ACME Phone")).to.equal(false);
    expect(await sharp(bytes).metadata()).to.include({ format: "jpeg", width: 300, height: 200 });
  });

  it("sent twice with the same id is there once", async () => {
    const [messages, before] = [mongoose.connection.collection("messages"), await kept()];
    const count = await messages.countDocuments();
    await Promise.all([1, 2, 3].map(() => send(asKim, "once.pdf", PDF, "the-same-file-id")));
    expect((await send(asKim, "another.pdf", PDF, "the-same-file-id")).status).to.equal(409);
    const ofThatLength = Buffer.from(PDF.toString().replace("Catalog", "Another"));
    for (const other of [ofThatLength, Buffer.concat([PDF, PDF])]) {
      const refused = await send(asKim, "once.pdf", other, "the-same-file-id");
      expect(refused.status).to.equal(409);
      expect(refused.text).to.contain("Something else was already sent from this form.");
    }
    expect([await messages.countDocuments(), await kept()]).to.deep.equal([count + 1, before + 1]);
  });

  it("is deleted with its preview when it is withdrawn", async () => {
    const before = await kept();
    await send(asKim, "view.jpg", await photo());
    expect(await kept()).to.equal(before + 2);
    const row = await last(asKim);
    const href = row?.querySelector("a")?.getAttribute("href") ?? "";
    const asking = await asKim.submit(await asKim.get(page), "#withdraw", { seq: row?.getAttribute("data-seq") ?? "" });
    expect(asking.text).to.contain("view.jpg");
    await asKim.submit(asking, "main form");
    expect(await kept()).to.equal(before);
    expect((await asAna.get(href)).status).to.equal(404);
    expect((await last(asAna))?.text).to.contain("Withdrawn");
  });

  it("is deleted by a later sweep when it is withdrawn while the file store is down", async () => {
    const before = await kept();
    await send(asKim, "view.jpg", await photo());
    const row = await last(asKim);
    isStoreAway = true;
    const seq = row?.getAttribute("data-seq") ?? "";
    await asKim.submit(await asKim.submit(await asKim.get(page), "#withdraw", { seq }), "main form");
    expect((await last(asAna))?.text).to.contain("Withdrawn");
    await sweep();
    expect(await kept()).to.equal(before + 2);
    isStoreAway = false;
    await sweep();
    expect(await kept()).to.equal(before);
    const { toForget } = await MessageModel.findOne({ seq: Number(seq) })
      .orFail()
      .lean();
    expect(toForget).to.equal(undefined);
  });

  it("does not exist for anyone else, who cannot send one either", async () => {
    await send(asKim, "view.jpg", await photo());
    const row = await last(asKim);
    const before = await kept();
    for (const person of [await makeClient(), await makeCounsellor()]) {
      const stranger = await signedIn(site, person);
      for (const path of [
        row?.querySelector("a")?.getAttribute("href"),
        row?.querySelector("img")?.getAttribute("src"),
      ]) {
        expect((await stranger.get(path ?? "")).status).to.equal(404);
      }
      expect((await send(stranger, "plan.pdf", PDF)).status).to.equal(404);
    }
    expect((await asKim.get(page.replace("messages", "files/999"))).status).to.equal(404);
    expect((await asKim.get(page.replace("messages", "previews/1"))).status).to.equal(404);
    expect(await kept()).to.equal(before);
  });

  it("is found in its own conversation alone, whatever its number", async () => {
    await send(asKim, "view.jpg", await photo());
    const row = await last(asKim);
    const other = await makeClient();
    const { clientId } = await book(site, other, await makeCounsellor(), "2026-11-25T10:00:00Z");
    const { _id } = await ConversationModel.findOne({ clientId }).orFail().lean();
    const reader = await signedIn(site, other);
    for (const kind of ["files", "previews"]) {
      const path = `/conversations/${String(_id)}/${kind}/${row?.getAttribute("data-seq")}`;
      expect((await reader.get(path)).status, path).to.equal(404);
    }
  });

  it("is one of twenty a day at most, however many come at once, and a file that is refused does not count", async () => {
    const ana = await makeCounsellor();
    const { _id } = await book(site, kim, ana, "2026-11-24T14:00:00Z").then(({ counsellorId }) =>
      ConversationModel.findOne({ counsellorId }).orFail().lean(),
    );
    const sendOne = (name: string, bytes = PDF) =>
      sendFileMessage(site.services, actorOf(ana, "counsellor"), {
        conversationId: String(_id),
        clientMessageId: name,
        upload: { name, bytes },
      });
    const codes = async (names: string[]): Promise<string[]> =>
      Promise.all(names.map((name) => sendOne(name).then(() => "sent", String)));
    expect(await failure(sendOne("text.pdf", Buffer.from("text")))).to.be.instanceOf(InvalidInput);
    const names = Array.from({ length: 30 }, (_, i) => `plan ${i}.pdf`);
    const outcomes = await codes(names);
    expect(outcomes.filter((outcome) => outcome === "sent")).to.have.length(20);
    expect(await MessageModel.countDocuments({ conversationId: _id })).to.equal(20);
    const sent = names.find((_, i) => outcomes[i] === "sent")!;
    expect(await codes([sent, "one more.pdf"]), "a retry counts once").to.have.members([
      "sent",
      "InvalidInput: Please check the marked fields.",
    ]);
    site.clock.advance({ hours: 24 });
    expect(await codes(["the day after.pdf"])).to.deep.equal(["sent"]);
  });
});
