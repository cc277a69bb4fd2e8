import { expect } from "chai";
import mongoose from "mongoose";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { LetterModel, letterPlace, type Letter } from "../../src/letters/letter-model.js";
import { sendLetters } from "../../src/letters/send-letters.js";
import { wasRefused } from "../../src/letters/was-refused.js";
import { withdrawLetters } from "../../src/letters/withdraw-letters.js";
import { writeLetter, type NewLetter } from "../../src/letters/write-letter.js";
import { createFileStore } from "../../src/platform/create-file-store.js";
import { createOutboxMailer } from "../../src/platform/mailer-outbox.js";
import { createSmtpMailer } from "../../src/platform/mailer-smtp.js";
import { rotateKeys } from "../../src/platform/rotate-keys.js";
import { createSecrets, parseSealingKeys, type SealingKey } from "../../src/platform/secrets.js";
import { createWakeUps } from "../../src/platform/wake-ups.js";
import { sealedPlaces } from "../../src/sealed-places.js";
import { Answer, startMailServer } from "../support/mail-server.js";
import { FROM, startNoticesSite, type NoticesSite } from "../support/notices-site.js";
import { makeClient, signedIn } from "../support/people.js";
import { MONDAY } from "../support/test-site.js";

const oldKey: SealingKey = { id: "old", key: Buffer.alloc(32, 1) };
const newKey: SealingKey = { id: "new", key: Buffer.alloc(32, 2) };

const LETTER: NewLetter = {
  kind: "reset-link",
  to: { name: "Kim <Weiß>", address: "kim@example.org" },
  words: {
    subject: "Choose a new password",
    sentences: ["You asked for it.", "It is good for an hour."],
    code: "123 456",
    link: { href: "https://healspace.example/x?a=1&b=2", words: "Choose a new password" },
    closing: ["If it was not you, do nothing."],
  },
};

const SECRETS = createSecrets(parseSealingKeys([`test:${"A".repeat(43)}=`]));

describe("Letters", () => {
  let site: NoticesSite;

  before(async () => (site = await startNoticesSite({ secrets: createSecrets([oldKey]) })));
  after(() => site.stop());
  beforeEach(async () => {
    site.clock.moveTo(MONDAY);
    site.server.mails.length = 0;
    site.server.atRecipient = site.server.atText = () => undefined;
    await LetterModel.deleteMany({});
  });

  const write = (change: Partial<NewLetter> = {}): Promise<mongoose.Types.ObjectId> =>
    writeLetter(site.services, { ...LETTER, ...change });
  const stored = (_id: mongoose.Types.ObjectId): Promise<Letter> => LetterModel.findById(_id).orFail().lean();

  it("arrive in text and in HTML, without a list to leave", async () => {
    const id = await write();
    await site.tell();
    const [mail] = site.server.mails;
    expect(mail).to.include({ to: "kim@example.org", subject: "Choose a new password" });
    expect(mail?.messageId).to.equal(`<${String(id)}@healspace.example>`);
    expect(mail?.raw).not.to.contain("List-Unsubscribe");
    const text = mail?.parts.get("text/plain");
    expect(text).to.contain("Hello Kim <Weiß>,").and.to.contain("123 456");
    expect(text).to.contain("https://healspace.example/x?a=1&b=2").and.to.contain("If it was not you, do nothing.");
    expect(mail?.parts.get("text/html")).to.contain("Kim &lt;Weiß&gt;").and.to.contain("x?a=1&amp;b=2");
  });

  it("are stored sealed, and what they say is erased once they are sent", async () => {
    const id = await write();
    expect(JSON.stringify(await stored(id))).not.to.match(/kim@|Kim|password"|123 456|example/);
    await site.tell();
    const { status, mail, address, tryAt, via } = await stored(id);
    expect({ status, mail, tryAt, via }).to.deep.equal({
      status: "sent",
      mail: undefined,
      tryAt: undefined,
      via: "mail",
    });
    expect(site.services.secrets.open(address, letterPlace({ _id: id }, "address")).toString()).to.equal(
      "kim@example.org",
    );
  });

  it("are sent with the newest key after the old one has gone", async () => {
    const id = await write();
    const files = createFileStore({});
    await rotateKeys(mongoose.connection.db!, createSecrets([newKey, oldKey]), files, sealedPlaces);
    await sendLetters({ ...site.services, secrets: createSecrets([newKey]) });
    expect(await stored(id)).to.include({ status: "sent" });
    expect(site.server.mails).to.have.length(1);
  });

  it("are retried after a pause, and keep the server's reason as a code alone", async () => {
    site.server.atRecipient = (address) => {
      throw new Answer(450, `4.2.2 <${address}> has no room`);
    };
    const id = await write();
    await site.tell();
    expect(await stored(id)).to.include({ status: "waiting", tries: 1, reason: "450 4.2.2" });
    site.server.atRecipient = (address) => {
      throw new Answer(550, `5.1.1 <${address}> is not known`);
    };
    site.clock.advance({ minutes: 1 });
    await site.tell();
    const { status, reason, mail, settledAt } = await stored(id);
    expect({ status, reason, mail }).to.deep.equal({ status: "given up", reason: "550 5.1.1", mail: undefined });
    expect(settledAt).to.be.instanceOf(Date);
  });

  it("have the site wake up for the next try, which sends them", async () => {
    const rings: { at: Date; job: () => Promise<void> }[] = [];
    const wakeUps = {
      ...site.services.wakeUps,
      at: (at: Date, job: () => Promise<void>) => void rings.push({ at, job }),
    };
    site.server.atRecipient = () => {
      throw new Answer(450, "4.2.2 No room");
    };
    const id = await write();
    await sendLetters({ ...site.services, wakeUps });
    site.server.atRecipient = () => undefined;
    const [ring] = rings;
    expect(ring?.at).to.deep.equal((await stored(id)).tryAt);
    site.clock.moveTo(ring!.at.toISOString());
    await ring!.job();
    expect((await stored(id)).status).to.equal("sent");
  });

  it("wait while the server is out of reach", async () => {
    const gone = await startMailServer();
    await gone.stop();
    const id = await write();
    await sendLetters({ ...site.services, mailer: createSmtpMailer(gone.url, FROM, site.services.log) });
    expect(await stored(id)).to.include({ status: "waiting", tries: 1, reason: "ESOCKET" });
  });

  it("are withdrawn once they are useless or no longer true", async () => {
    const client = await makeClient();
    const expired = await write({ expiresAt: new Date(site.clock.now().getTime() + 60_000) });
    const recalled = await write({ personId: client.id });
    const other = await write({ personId: (await makeClient()).id });
    const ofAnotherKind = await write({ personId: client.id, kind: "password-reset" });
    await withdrawLetters(site.services, { personId: client.id, kind: "reset-link" });
    site.clock.advance({ minutes: 1 });
    await site.tell();
    for (const [id, withdrawal] of [
      [expired, "expired"],
      [recalled, "recalled"],
    ] as const) {
      const { status, mail, tryAt, ...rest } = await stored(id);
      expect({ status, mail, tryAt, withdrawal: rest.withdrawal }).to.deep.equal({
        status: "withdrawn",
        mail: undefined,
        tryAt: undefined,
        withdrawal,
      });
    }
    for (const kept of [other, ofAnotherKind]) expect((await stored(kept)).status).to.equal("sent");
    await withdrawLetters(site.services, { personId: client.id, kind: "password-reset" });
    expect((await stored(ofAnotherKind)).status).to.equal("sent");
  });

  it("say whether the latest of them was refused for its address", async () => {
    const [personId, kind] = [new mongoose.Types.ObjectId(), "confirm-email" as const];
    const at = (minute: number): Date => new Date(Date.parse(MONDAY) + minute * 60_000);
    const refusedSince = (minute: number): Promise<boolean> => wasRefused(String(personId), kind, at(minute));
    const settle = (minute: number, status: string, reason: string): Promise<unknown> =>
      LetterModel.collection.insertOne({ personId, kind, writtenAt: at(minute), status, reason });
    await settle(0, "given up", "550 5.1.1");
    expect([await refusedSince(0), await refusedSince(1)]).to.deep.equal([true, false]);
    await settle(2, "given up", "EAUTH");
    expect(await refusedSince(0)).to.equal(false);
    await settle(4, "given up", "552 5.2.2");
    expect(await refusedSince(0)).to.equal(true);
    await settle(3, "sent", "550 5.1.1");
    expect([await refusedSince(0), await refusedSince(3)]).to.deep.equal([true, true]);
    await settle(5, "sent", "550 5.1.1");
    expect(await refusedSince(0)).to.equal(false);
  });
});

describe("Writing a letter", () => {
  let site: NoticesSite;
  const wakeUps = Object.assign(
    createWakeUps(() => undefined),
    { every30Seconds: () => undefined },
  );

  before(async () => (site = await startNoticesSite({ wakeUps })));
  after(() => site.stop());

  it("sends it immediately, without waiting for a slow server", async () => {
    let answer!: () => void;
    site.server.atText = () => new Promise<void>((resolve) => (answer = resolve));
    const id = await writeLetter(site.services, LETTER);
    expect(await LetterModel.findById(id).orFail().lean()).to.include({ status: "waiting" });
    expect(site.server.mails).to.have.length(0);
    while (!answer) await new Promise((resolve) => setImmediate(resolve));
    answer();
    await site.server.holds(1);
  });
});

describe("The outbox of letters", () => {
  let site: NoticesSite;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "healspace-letters-"));
    site = await startNoticesSite({
      mailer: createOutboxMailer(folder, { from: FROM, isShown: true, secrets: SECRETS }),
    });
  });
  after(async () => {
    await site.stop();
    await rm(folder, { recursive: true });
  });

  it("shows a letter to its person alone, even if others use the address", async () => {
    const owner = await makeClient();
    const { email: address } = await makeClient();
    await writeLetter(site.services, { ...LETTER, to: { name: "Kim", address }, personId: owner.id });
    await writeLetter(site.services, { ...LETTER, to: { name: "Nobody's", address } });
    await site.tell();
    expect((await readdir(folder)).filter((name) => name.endsWith(".sealed"))).to.have.length(2);
    const page = await (await signedIn(site, owner)).get("/outbox");
    expect(page.document.querySelectorAll("article")).to.have.length(1);
    expect(page.text).to.contain("Hello Kim");
    expect((await (await signedIn(site, await makeClient())).get("/outbox")).text).to.contain("Nothing yet");
  });
});
