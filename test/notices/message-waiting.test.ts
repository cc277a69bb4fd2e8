import { expect } from "chai";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { markRead } from "../../src/conversations/mark-read.js";
import { sendMessage } from "../../src/conversations/send-message.js";
import { NoticeChoiceModel } from "../../src/notices/notice-choice-model.js";
import { NoticeModel } from "../../src/notices/notice-model.js";
import { actorOf, book } from "../support/booking.js";
import { startNoticesSite, type NoticesSite } from "../support/notices-site.js";
import { Answer, type ReceivedMail } from "../support/mail-server.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";

describe("A message that waits", () => {
  let site: NoticesSite;
  let [ana, kim]: TestPerson[] = [];
  let conversationId: string;
  let sent = 0;

  beforeEach(async () => {
    site = await startNoticesSite();
    [ana, kim] = [await makeCounsellor({ name: "Ana Moreno" }), await makeClient({ name: "Kim Weiss" })];
    await book(site, kim, ana, "2026-11-26T09:00:00Z");
    conversationId = String((await ConversationModel.findOne().orFail().lean())._id);
    await site.tell();
    site.server.mails.length = 0;
  });
  afterEach(() => site.stop());

  function write(by: TestPerson, role: "client" | "counsellor" = "client"): Promise<number> {
    sent += 1;
    const written = { conversationId, clientMessageId: `message-${sent}`, text: "A confession about my marriage" };
    return sendMessage(site.services, actorOf(by, role), written);
  }

  async function read(by: TestPerson, role: "client" | "counsellor", upTo: number): Promise<void> {
    await markRead(site.services, actorOf(by, role), await ConversationModel.findOne().orFail().lean(), upTo);
  }

  async function afterMinutes(minutes: number): Promise<string[]> {
    site.clock.advance({ minutes });
    await site.tell();
    return site.server.mails.splice(0).map(({ to, subject }) => `${to}: ${subject}`);
  }

  const told = (person: TestPerson): string => `${person.email}: You have a new message`;

  it("is told once after ten quiet minutes, to either side, with no name and no text", async () => {
    await write(kim!);
    expect(await afterMinutes(9)).to.deep.equal([]);
    await write(kim!);
    expect(await afterMinutes(9)).to.deep.equal([]);
    site.clock.advance({ minutes: 1 });
    await Promise.all([site.tell(), site.tell()]);
    const [mail, ...more] = site.server.to(ana!);
    expect(more).to.deep.equal([]);
    expect(mail?.subject).to.equal("You have a new message");
    expect(wordsOf(mail!)).to.contain(`/conversations/${conversationId}/messages`);
    expect(wordsOf(mail!)).not.to.match(/Kim|confession|marriage/);
    site.server.mails.length = 0;

    await write(ana!, "counsellor");
    expect(await afterMinutes(10)).to.deep.equal([told(kim!)]);
  });

  it("is told once for each run of unread messages", async () => {
    await write(kim!);
    expect(await afterMinutes(10)).to.deep.equal([told(ana!)]);
    const last = await write(kim!);
    expect(await afterMinutes(10)).to.deep.equal([]);
    await read(ana!, "counsellor", last);
    await write(kim!);
    expect(await afterMinutes(10)).to.deep.equal([told(ana!)]);
  });

  it("is not told when it was read before, also while the mail server was away", async () => {
    await read(ana!, "counsellor", await write(kim!));
    expect(await afterMinutes(10)).to.deep.equal([]);
    expect(await NoticeModel.countDocuments({ kind: "message-waiting" })).to.equal(0);

    const seq = await write(kim!);
    site.server.atRecipient = () => {
      throw new Answer(450, "later");
    };
    await afterMinutes(10);
    await read(ana!, "counsellor", seq);
    site.server.atRecipient = () => undefined;
    expect(await afterMinutes(30)).to.deep.equal([]);
    expect((await NoticeModel.findOne({ kind: "message-waiting" }).orFail().lean()).withdrawal).to.equal("read");
  });

  it("is not told to those who do not want it, and discreetly to those who want that", async () => {
    await NoticeChoiceModel.create({ _id: ana!.id, unwanted: ["message-waiting"] });
    await write(kim!);
    expect(await afterMinutes(10)).to.deep.equal([]);

    const reader = await signedIn(site, kim!);
    const page = await reader.get("/notices");
    const saved = await reader.submit(page, "form[action='/notices']", {
      isDiscreet: "yes",
      wanted: ["message-waiting", "day-before"],
    });
    expect(saved.document.querySelector("[name=isDiscreet]")?.getAttribute("checked")).not.to.equal(undefined);
    await write(ana!, "counsellor");
    site.clock.advance({ minutes: 10 });
    await site.tell();
    site.clock.moveTo(new Date("2026-11-25T09:00:00Z"));
    await site.tell();
    const mails = site.server.to(kim!);
    expect(mails.map(({ subject }) => subject)).to.deep.equal([
      "Reminder",
      "Reminder for Thursday 26 November, 10:00 (Berlin time)",
    ]);
    for (const mail of mails) {
      const from = /^From: .*$/m.exec(mail.raw)?.[0];
      expect(from).to.equal("From: Reminder <hello@healspace.example>");
      expect(wordsOf(mail)).not.to.match(/Ana|Kim|HealSpace(?!\.example)|session|counsel|camera/);
    }
  });
});

const wordsOf = ({ parts }: ReceivedMail): string => [...parts.values()].join("\n");
