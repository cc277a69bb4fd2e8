import { expect } from "chai";
import type { Appointment } from "../../src/appointments/appointment-model.js";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { MessageModel } from "../../src/conversations/message-model.js";
import { sendMessage } from "../../src/conversations/send-message.js";
import { withdrawMessage } from "../../src/conversations/withdraw-message.js";
import { actorOf, book } from "../support/booking.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";
import { TestSocket } from "../realtime/test-socket.js";

describe("Withdrawing a message", () => {
  let site: TestSite;
  let kim: TestPerson;
  let ana: TestPerson;
  let appointment: Appointment;
  let conversationId: string;
  let asKim: Reader;
  let asAna: Reader;
  const sockets: TestSocket[] = [];

  before(async () => {
    site = await startTestSite();
    [kim, ana] = [await makeClient({ name: "Kim Weiss" }), await makeCounsellor({ name: "Ana Moreno" })];
    appointment = await book(site, kim, ana, "2026-11-24T10:00:00Z");
    conversationId = String((await ConversationModel.findOne().orFail().lean())._id);
    [asKim, asAna] = [await signedIn(site, kim), await signedIn(site, ana)];
  });
  after(() => site.stop());
  beforeEach(async () => {
    site.clock.moveTo("2026-11-23T09:00:00Z");
    await MessageModel.deleteMany({});
    await ConversationModel.updateMany({}, { $unset: { lastSeq: 1 } });
  });
  afterEach(() => sockets.splice(0).forEach((socket) => socket.close()));

  let ids = 0;
  const write = (text: string): Promise<number> => {
    const clientMessageId = `own-id-${(ids += 1)}`;
    return sendMessage(site.services, actorOf(kim), { conversationId, clientMessageId, text });
  };
  const page = (): string => `/conversations/${conversationId}/messages`;
  const path = (seq: number): string => `/conversations/${conversationId}/withdraw?seq=${seq}`;
  const ask = async (seq: number, from = page()): Promise<Page> =>
    asKim.submit(await asKim.get(from), "#withdraw", { seq: String(seq) });
  const confirm = (asking: Page): Promise<Page> => asKim.submit(asking, "main form");
  const backFrom = ({ document }: Page): string | undefined =>
    document.querySelector("main a.button")?.getAttribute("href");
  async function connect(reader: Reader): Promise<TestSocket> {
    const socket = await TestSocket.of(reader);
    sockets.push(socket);
    return socket;
  }
  async function live(reader: Reader, after = 0): Promise<TestSocket> {
    const socket = await connect(reader);
    socket.send({ type: "conversation.open", conversationId, after });
    return socket;
  }

  it("leaves a trace but no word of it, within five minutes", async () => {
    const counsellor = await live(asAna);
    await write("Not what I meant");
    await counsellor.next("conversation.message");
    site.clock.advance({ minutes: 4, seconds: 50 });
    const after = await confirm(await ask(1));
    expect(after.text).to.contain("Withdrawn").and.not.contain("Not what I meant");
    expect(after.document.querySelector("#message-1 button"), "nothing is left to withdraw").to.equal(null);
    expect((await counsellor.next("conversation.changed")).html)
      .to.contain("Withdrawn")
      .and.not.contain("meant");
    const { text, unreadBy } = await MessageModel.findOne().orFail().lean();
    expect([text, unreadBy]).to.deep.equal([undefined, undefined]);
  });

  describe("without JavaScript", () => {
    it("asks first, showing the message, its time and what will happen", async () => {
      await write("Not <b>what</b> I meant");
      const asking = await ask(1);
      expect(asking.text)
        .to.contain("Withdraw this message?")
        .and.contain("You sent it on Monday 23 November, 10:00 (Berlin time).")
        .and.contain("Not <b>what</b> I meant")
        .and.contain("Its text is deleted for both of you. Only a line saying that a message was withdrawn remains.");
      expect(asking.document.querySelectorAll("button[name=seq]")).to.have.length(0);
      expect((await asAna.get(page())).text).to.contain("I meant");
    });

    it("leads back to that message, on the page from which it was asked for", async () => {
      for (const from of [page(), `/appointments/${String(appointment._id)}`]) {
        await write("One");
        const seq = await write("Two");
        const asking = await ask(seq, from);
        expect(backFrom(asking)).to.equal(`${from}#message-${seq}`);
        const row = (await asKim.follow(asking, "Keep it")).document.querySelector(`#message-${seq}`);
        expect(row?.text).to.contain("Two");
        const withdrawn = await confirm(asking);
        expect(new URL(withdrawn.url).href).to.equal(`${site.url}${from}#message-${seq}`);
        expect(withdrawn.document.querySelector(`#message-${seq}`)?.text).to.contain("Withdrawn");
      }
    });

    it("leads back to it also when many were written since", async () => {
      await write("The first of all");
      for (let i = 1; i <= 30; i += 1) await write(`Message ${i}`);
      const asking = await ask(1, `/appointments/${String(appointment._id)}`);
      const back = await asKim.follow(asking, "Keep it");
      expect(back.document.querySelector("#message-1")?.text).to.contain("The first of all");
      expect(back.text).to.contain("Back to the appointment");
    });

    it("says so when it was withdrawn before, and does nothing a second time", async () => {
      await write("Not what I meant");
      const asking = await ask(1);
      await confirm(asking);
      const { withdrawnAt } = await MessageModel.findOne().orFail().lean();
      site.clock.advance({ minutes: 10 });
      expect((await confirm(asking)).status).to.equal(200);
      const again = await ask(1);
      expect(again.text).to.contain("This message is withdrawn");
      expect(again.document.querySelector("main form")).to.equal(null);
      expect((await MessageModel.findOne().orFail().lean()).withdrawnAt).to.deep.equal(withdrawnAt);
    });
  });

  describe("later than that", () => {
    it("is refused kindly on its page, which then asks nothing", async () => {
      await write("Stays");
      site.clock.advance({ minutes: 5 });
      const late = await ask(1);
      expect(late.text)
        .to.contain("This message can no longer be withdrawn")
        .and.contain("Messages can only be withdrawn for five minutes, so it is too late for this one")
        .and.contain("Stays");
      expect(late.document.querySelector("main form")).to.equal(null);
      expect(backFrom(late)).to.equal(`${page()}#message-1`);
      expect((await asKim.get(page())).document.querySelectorAll("button[name=seq]")).to.have.length(0);
    });

    it("is refused when confirmed too late, and changes nothing", async () => {
      await write("Stays");
      const asking = await ask(1);
      const before = await MessageModel.findOne().orFail().lean();
      site.clock.advance({ minutes: 5 });
      const late = await confirm(asking);
      expect(late.status).to.equal(409);
      expect(late.text).to.contain("it is too late for this one").and.contain("Stays");
      expect(await MessageModel.findOne().orFail().lean()).to.deep.equal(before);
    });

    it("is refused over a socket in words, changes nothing and is told to nobody", async () => {
      await write("Stays");
      const [client, counsellor] = [await live(asKim), await live(asAna)];
      await counsellor.next("conversation.messages");
      const before = await MessageModel.findOne().orFail().lean();
      site.clock.advance({ minutes: 5 });
      client.send({ type: "conversation.withdraw", conversationId, seq: 1 });
      const { about, message } = await client.next("error");
      expect([about, message]).to.deep.equal([
        "conversation.withdraw",
        "Messages can only be withdrawn for 5 minutes. It is too late for this one.",
      ]);
      expect(await MessageModel.findOne().orFail().lean()).to.deep.equal(before);
      await write("The next thing that is told");
      await counsellor.next("conversation.message");
      expect(counsellor.received).to.deep.equal([]);
    });
  });

  it("is for its writer alone, by every route", async () => {
    await write("Stays");
    expect((await asAna.get(page())).document.querySelectorAll("button[name=seq]")).to.have.length(0);
    const stranger = await signedIn(site, await makeClient());
    for (const reader of [asAna, stranger]) {
      expect((await reader.get(path(1))).status).to.equal(404);
      expect((await reader.post(path(1), { seq: "1" }, "/appointments")).status).to.equal(404);
      const socket = await connect(reader);
      socket.send({ type: "conversation.withdraw", conversationId, seq: 1 });
      expect((await socket.next("error")).message).to.equal("We could not find that page.");
    }
    expect((await asKim.get(path(2))).status).to.equal(404);
    expect((await asKim.get(path(1).replace("=1", "=one"))).status).to.equal(404);
    expect((await asAna.get(page())).text).to.contain("Stays");
  });

  it("happens and is told once, however often it is requested at the same moment", async () => {
    const counsellor = await live(asAna);
    await counsellor.next("conversation.messages");
    const seq = await write("Not what I meant");
    const taken = Array.from({ length: 10 }, () =>
      withdrawMessage(site.services, actorOf(kim), { conversationId, seq }),
    );
    await Promise.all(taken);
    await write("The next thing that is told");
    for (const number of [1, 2]) expect((await counsellor.next("conversation.message")).seq).to.equal(number);
    expect(counsellor.received.map(({ type }) => type)).to.deep.equal(["conversation.changed"]);
  });

  it("is shown after a reconnect", async () => {
    await write("One");
    await write("Two");
    const client = await live(asKim);
    client.send({ type: "conversation.withdraw", conversationId, seq: 1 });
    await client.next("conversation.changed");
    const { changed, rows } = await (await live(asAna, 2)).next("conversation.messages");
    expect(rows).to.deep.equal([]);
    expect(changed.map(({ seq }) => seq)).to.deep.equal([1]);
    expect(changed[0]?.html).to.contain("Withdrawn");
  });
});
