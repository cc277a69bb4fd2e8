import { expect } from "chai";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { mock } from "node:test";
import { addMinutes } from "../../src/appointments/appointment-rules.js";
import { findKeptMails } from "../../src/notices/find-kept-mails.js";
import { NoticeModel } from "../../src/notices/notice-model.js";
import { createMailer } from "../../src/platform/create-mailer.js";
import { NotFound } from "../../src/platform/errors.js";
import { createOutboxMailer, readOutbox, resealOutbox } from "../../src/platform/mailer-outbox.js";
import { createSecrets } from "../../src/platform/secrets.js";
import { actorOf, book } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { Answer } from "../support/mail-server.js";
import { FROM, startNoticesSite, type NoticesSite } from "../support/notices-site.js";
import { makeAccount, makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import { prefilled, type Reader } from "../support/reader.js";
import { MONDAY } from "../support/test-site.js";

const START = "2026-11-26T10:00:00.000Z";

const TEST_KEY = { id: "test", key: Buffer.alloc(32) };
const SECRETS = createSecrets([TEST_KEY]);

describe("The page of notices", () => {
  let site: NoticesSite;
  let client: TestPerson;
  let reader: Reader;

  before(async () => (site = await startNoticesSite()));
  after(() => site.stop());
  beforeEach(async () => {
    site.clock.moveTo(MONDAY);
    site.server.atRecipient = () => undefined;
    client = await makeClient();
    reader = await signedIn(site, client);
    await book(site, client, await makeCounsellor(), START);
  });

  it("says what was sent and when, and what is planned", async () => {
    expect((await reader.get("/notices")).text).to.contain("No notices yet");
    await site.tell();
    const page = await reader.follow(await reader.get("/appointments"), "Notices");
    const said = page.document.querySelectorAll(".list li").map((li) => li.text.replace(/\s+/g, " ").trim());
    expect(said).to.have.length(3);
    expect(said[0])
      .to.contain("an hour before")
      .and.to.contain("Will be sent: Thursday 26 November, 10:00 (Berlin time)");
    expect(said[2])
      .to.contain("Appointment confirmed")
      .and.to.contain("For Thursday 26 November, 11:00 (Berlin time)")
      .and.to.contain("By e-mail: Monday 23 November, 10:00 (Berlin time)");
  });

  it("says what could not be delivered, yet or at all", async () => {
    site.server.atRecipient = () => {
      throw new Answer(450, "Later, please");
    };
    await site.tell();
    expect((await reader.get("/notices")).text).to.contain("We will try again: Monday 23 November, 10:01");
    site.server.atRecipient = () => {
      throw new Answer(550, "Nobody of that name");
    };
    site.clock.moveTo(addMinutes(new Date(MONDAY), 2));
    await site.tell();
    expect((await reader.get("/notices")).text).to.contain("We could not deliver it and have stopped trying");
  });

  it("lets each choose, and keeps the choice", async () => {
    const page = await reader.get("/notices");
    expect(page.text).to.contain("you will see a cancellation only under Appointments").and.to.contain("Refund");
    expect(prefilled(page.document.querySelector("form[action='/notices']")!).wanted).to.have.length(8);
    const saved = await reader.submit(page, "form[action='/notices']", { wanted: ["change", "hour-before"] });
    expect(saved.text).to.contain("Your choice is saved.");
    const kept = (await reader.get("/notices")).document.querySelector("form[action='/notices']");
    expect(prefilled(kept!).wanted).to.deep.equal(["change", "hour-before"]);
    const none = await reader.post("/notices", { _csrf: await reader.csrfToken("/notices") });
    expect(none.text).to.contain("Your choice is saved.");
    await site.tell();
    expect((await reader.get("/notices")).text).to.contain("You turned this notice off.");
    expect(site.server.to(client)).to.deep.equal([]);
    const again = await reader.post("/notices", { wanted: ["cancellation", "change"] }, "/notices");
    const chosen = again.document.querySelector("form[action='/notices']");
    expect(prefilled(chosen!).wanted, "what was off can be turned on again").to.deep.equal(["change", "cancellation"]);
  });

  it("refuses what is not a choice", async () => {
    const _csrf = await reader.csrfToken("/notices");
    const refused = await reader.post("/notices", { _csrf, wanted: ["change", "everything"] });
    expect(refused.status).to.equal(422);
    expect(refused.text).to.contain("Please choose from these notices.");
    expect(prefilled(refused.document.querySelector("form[action='/notices']")!).wanted).to.equal("change");
  });

  it("shows each their own alone, page by page", async () => {
    await site.tell();
    const one = await NoticeModel.findOne({ personId: client.id }, { _id: 0 }).orFail().lean();
    await NoticeModel.insertMany(Array.from({ length: 20 }, (_, index) => ({ ...one, entry: 100 + index })));
    const first = await reader.get("/notices");
    expect(first.text).to.contain("Page 1");
    expect(first.document.querySelectorAll(".list li")).to.have.length(20);
    const second = await reader.follow(first, "Next");
    expect(second.document.querySelectorAll(".list li")).to.have.length(3);
    const stranger = await signedIn(site, await makeClient());
    expect((await stranger.get("/notices")).text).to.contain("No notices yet");
    expect((await (await signedIn(site, await makeAccount("admin"))).get("/notices")).status).to.equal(404);
  });
});

describe("The outbox of a site without mail", () => {
  let site: NoticesSite;
  let folder: string;

  before(async () => {
    folder = path.join(await mkdtemp(path.join(tmpdir(), "healspace-outbox-")), "outbox");
    site = await startNoticesSite({
      mailer: createOutboxMailer(folder, { from: FROM, isShown: true, secrets: SECRETS }),
    });
  });
  after(async () => {
    await site.stop();
    await rm(path.dirname(folder), { recursive: true });
  });

  it("keeps each mail once, and shows everyone their own alone", async () => {
    const client = await makeClient({ name: "Kim Weiss" });
    const reader = await signedIn(site, client);
    await book(site, client, await makeCounsellor({ name: "Ana Moreno" }), START);
    expect((await reader.get("/outbox")).text).to.contain("Nothing yet");
    await site.tell();
    const { _id } = await NoticeModel.findOne({ personId: client.id, kind: "confirmation" }).orFail().lean();
    await NoticeModel.updateOne({ _id }, { $set: { status: "waiting", tryAt: site.clock.now() } });
    await site.tell();
    const page = await reader.follow(await reader.get("/notices"), "See what you would have received");
    expect(page.document.querySelectorAll("article")).to.have.length(1);
    expect(page.text).to.contain("Hello Kim Weiss").and.to.contain("with a calendar file");
    const files = await readdir(folder);
    expect(files).to.have.length(2);
    for (const file of [".", ...files]) {
      expect((await stat(path.join(folder, file))).mode & 0o077, `${file} is its owner's alone`).to.equal(0);
      if (file !== ".") expect(await readFile(path.join(folder, file), "utf8")).not.to.match(/Weiss|Moreno|subject/);
    }
    const stranger = await signedIn(site, await makeClient());
    expect((await stranger.get("/outbox")).text).not.to.contain("Kim Weiss");
  });

  it("is re-encrypted when keys are rotated, and leaves alone what no key opens", async () => {
    const older = { id: "older", key: Buffer.alloc(32, 1) };
    const place = { collection: "outbox", id: "lost", field: "mail" };
    const { keyId, box } = createSecrets([older]).seal("lost", place);
    await writeFile(path.join(folder, "lost.sealed"), JSON.stringify({ keyId, box: box.toString("base64") }));
    const newer = { id: "newer", key: Buffer.alloc(32, 2) };
    expect(await resealOutbox(folder, createSecrets([newer, TEST_KEY]))).to.equal(2);
    await rm(path.join(folder, "lost.sealed"));
    const mails = await readOutbox(folder, createSecrets([newer]));
    expect(mails.map(({ to }) => to.name)).to.have.members(["Kim Weiss", "Ana Moreno"]);
    expect(await resealOutbox(folder, createSecrets([newer]))).to.equal(0);
  });

  it("is read newest first", async () => {
    const other = path.join(path.dirname(folder), "other");
    const mailer = createOutboxMailer(other, { from: FROM, isShown: true, secrets: SECRETS });
    const mail = { to: { name: "", address: "" }, subject: "", text: "", html: "", choicesUrl: "" };
    for (const [id, hour] of Object.entries({ b: 10, c: 12, a: 11 })) {
      mock.timers.enable({ apis: ["Date"], now: new Date(`2026-11-23T${hour}:00:00Z`) });
      await mailer.send({ id, ...mail }).finally(() => mock.timers.reset());
    }
    expect((await readOutbox(other, SECRETS)).map(({ id }) => id)).to.deep.equal(["c", "a", "b"]);
  });

  it("has no page in production", async () => {
    const mailer = createMailer({ NODE_ENV: "production", DATA_DIR: folder }, site.services);
    const asked = findKeptMails({ ...site.services, mailer }, actorOf(await makeClient()));
    expect(await failure(asked)).to.be.instanceOf(NotFound);
  });
});
