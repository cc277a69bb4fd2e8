import { expect } from "chai";
import { mock } from "node:test";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { MessageModel } from "../../src/conversations/message-model.js";
import { sendMessage } from "../../src/conversations/send-message.js";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { actorOf, book } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { makeAccount, makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import { textOf, type Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";
import { TestSocket } from "../realtime/test-socket.js";

describe("In a conversation", () => {
  let site: TestSite;
  let kim: TestPerson;
  let ana: TestPerson;
  let conversationId: string;
  let asKim: Reader;
  let asAna: Reader;
  const sockets: TestSocket[] = [];

  beforeEach(async () => {
    site = await startTestSite();
    [kim, ana] = [await makeClient({ name: "Kim Weiss" }), await makeCounsellor({ name: "Ana Moreno" })];
    await book(site, kim, ana, "2026-11-24T10:00:00Z");
    conversationId = String((await ConversationModel.findOne().orFail().lean())._id);
    [asKim, asAna] = [await signedIn(site, kim), await signedIn(site, ana)];
  });
  afterEach(async () => {
    mock.restoreAll();
    sockets.splice(0).forEach((socket) => socket.close());
    await site.stop();
  });

  let ids = 0;
  const write = (text: string, from: "client" | "counsellor" = "client", clientMessageId = `own-id-${(ids += 1)}`) =>
    sendMessage(site.services, actorOf(from === "client" ? kim : ana, from), { conversationId, clientMessageId, text });
  const page = (): string => `/conversations/${conversationId}/messages`;
  const unreadOn = async (reader: Reader, path = "/appointments"): Promise<string | null> => {
    const mark = (await reader.get(path)).document.querySelector("[data-unread]");
    return mark?.hasAttribute("hidden") === false ? (mark.firstElementChild?.text ?? "") : null;
  };
  async function live(reader: Reader): Promise<TestSocket> {
    const socket = await TestSocket.of(reader);
    sockets.push(socket);
    socket.send({ type: "conversation.count" });
    socket.send({ type: "conversation.open", conversationId, after: 0 });
    await socket.next("conversation.messages");
    return socket;
  }

  describe("unread messages", () => {
    it("are counted on every page and in the list, until they are read", async () => {
      await write("First line\nsecond line");
      await write("The last one");
      expect(await unreadOn(asAna)).to.equal("2");
      expect(await unreadOn(asKim)).to.equal(null);
      const list = await asAna.follow(await asAna.get("/appointments"), "Messages");
      const line = list.document.querySelector(".conversation-unread");
      expect(line?.text.replace(/\s+/g, " "))
        .to.contain("Kim Weiss")
        .and.contain("The last one")
        .and.contain("2 unread");
      const open = await asAna.follow(list, "Kim Weiss");
      expect(open.text).to.contain("second line");
      expect(open.document.querySelectorAll(".message-new")).to.have.length(2);
      expect((await asAna.get(page())).document.querySelectorAll(".message-new")).to.have.length(0);
      expect(await unreadOn(asAna)).to.equal(null);
      expect((await asKim.get("/conversations")).text).to.contain("You: The last one");
    });

    it("are not read by looking at an appointment without a sign that they were on the screen", async () => {
      await write("Hello");
      const { _id } = await AppointmentModel.findOne().orFail().lean();
      const path = `/appointments/${String(_id)}`;
      expect(await unreadOn(asAna, path)).to.equal("1");
      await asAna.submit(await asAna.get(path), "form.composer", { text: "An answer says that" });
      expect(await unreadOn(asAna, path)).to.equal(null);
    });

    it("are not marked as read by a script's answer, because scripts report what was on the screen", async () => {
      await write("Hello");
      const headers = { Accept: "application/json", cookie: asAna.cookieHeader };
      const _csrf = await asAna.csrfToken("/appointments");
      const body = new URLSearchParams({ _csrf, text: "Not seen yet", clientId: "own-id-of-ana" });
      const answer = await fetch(site.url + page(), { method: "POST", headers, body });
      expect(await answer.json()).to.deep.equal({ seq: 2 });
      expect(await unreadOn(asAna)).to.equal("1");
      const path = `${site.url}/conversations/${conversationId}`;
      expect((await fetch(`${path}/changes?after=0`, { headers })).status).to.equal(200);
      expect(await unreadOn(asAna)).to.equal("1");
      const read = new URLSearchParams({ _csrf, upTo: "1" });
      expect((await fetch(`${path}/read`, { method: "POST", headers, body: read })).status).to.equal(200);
      expect(await unreadOn(asAna)).to.equal(null);
    });

    it("are counted live on each open page, and go when they are read anywhere", async () => {
      const [one, other] = [await live(asAna), await live(asAna)];
      for (const socket of [one, other]) expect((await socket.next("conversation.unread")).count).to.equal(0);
      await write("Hello");
      for (const socket of [one, other]) expect((await socket.next("conversation.unread")).count).to.equal(1);
      one.send({ type: "conversation.read", conversationId, upTo: 1 });
      expect((await other.next("conversation.unread")).count).to.equal(0);
    });

    it("are still counted when the server's clock is set back by an hour", async () => {
      const socket = await live(asAna);
      await socket.next("conversation.unread");
      const hourAgo = Date.now() - 3_600_000;
      mock.method(Date, "now", () => hourAgo);
      socket.send({ type: "conversation.count" });
      expect((await socket.next("conversation.unread")).count).to.equal(0);
    });

    it("are shown to their writer as seen, immediately and later", async () => {
      const socket = await live(asKim);
      await write("One");
      await write("Two");
      expect((await asKim.get(page())).document.querySelector(".message-own[data-seq] .message-state")?.text).to.equal(
        "Sent",
      );
      const counsellor = await live(asAna);
      counsellor.send({ type: "conversation.read", conversationId, upTo: 1 });
      expect((await socket.next("conversation.read")).upTo).to.equal(1);
      const states = (await asKim.get(page())).document.querySelectorAll(".message-own[data-seq] .message-state");
      expect(states.map(({ text }) => text)).to.deep.equal(["Seen", "Sent"]);
      counsellor.send({ type: "conversation.read", conversationId, upTo: 1 });
      await counsellor.ping();
      expect(socket.received.map(({ type }) => type)).to.not.include("conversation.read", "told once");
      const again = await TestSocket.of(asKim);
      sockets.push(again);
      again.send({ type: "conversation.open", conversationId, after: 2 });
      expect((await again.next("conversation.messages")).readUpTo).to.equal(1);
    });

    it("are seen no further than they were written when a page asked", async () => {
      await write("One");
      await write("Two");
      await asAna.get(page());
      const socket = await TestSocket.of(asKim);
      sockets.push(socket);
      socket.send({ type: "conversation.open", conversationId, after: 2 });
      expect((await socket.next("conversation.messages")).readUpTo).to.equal(2);
    });

    it("stay unread when their reader has gone no further than another conversation", async () => {
      await write("Hello");
      const lee = await makeClient();
      await book(site, lee, ana, "2026-11-25T10:00:00Z");
      const other = await ConversationModel.findOne({ clientId: lee.id }).orFail().lean();
      await asAna.get(`/conversations/${String(other._id)}/messages`);
      expect(await unreadOn(asAna)).to.equal("1");
    });
  });

  describe("typing", () => {
    it("is shown to the other person, and to nobody who has not opened it", async () => {
      const [client, counsellor] = [await live(asKim), await live(asAna)];
      const stranger = await TestSocket.of(await signedIn(site, await makeClient()));
      sockets.push(stranger);
      stranger.send({ type: "conversation.typing", conversationId });
      client.send({ type: "conversation.typing", conversationId });
      expect((await counsellor.next("conversation.typing")).conversationId).to.equal(conversationId);
      client.send({ type: "conversation.count" });
      await client.next("conversation.unread");
      expect([...client.received, ...counsellor.received].map(({ type }) => type)).not.to.contain(
        "conversation.typing",
      );
    });
  });

  describe("a message", () => {
    it("shows its links as links, safely", async () => {
      await write("See https://example.org/a?b=1&c=2. <b>Or not</b>");
      const link = (await asAna.get(page())).document.querySelector(".message-body a");
      expect(link?.getAttribute("href")).to.equal("https://example.org/a?b=1&c=2");
      expect(link?.getAttribute("rel")).to.equal("noopener noreferrer nofollow");
      expect((await asAna.get(page())).document.querySelector(".message-body b")).to.equal(null);
    });

    it("shows the day above the first one of it", async () => {
      await write("One");
      await write("Two");
      site.clock.advance({ hours: 24 });
      await write("Three");
      const days = (await asAna.get(page())).document.querySelectorAll(".day-separator:not([hidden])");
      expect(days.map(({ text }) => text)).to.deep.equal(["Monday 23 November", "Tuesday 24 November"]);
    });
  });

  describe("writing", () => {
    it("ends 90 days after their last session, keeps what was typed, and begins again with a new booking", async () => {
      await write("Before");
      const open = await asKim.get(page());
      expect(open.text).to.contain("You can write here until 22 February 2027");
      site.clock.moveTo("2027-02-22T11:00:00Z");
      asKim = await signedIn(site, kim);
      const closed = await asKim.get(page());
      expect(closed.text).to.contain("your last session was more than 90 days ago").and.contain("Before");
      expect(closed.document.querySelector("form.composer")?.hasAttribute("hidden")).to.equal(true);
      const refused = await asKim.submit(closed, "form.composer", { text: "Too late" });
      expect(refused.status).to.equal(409);
      expect(textOf(refused.document.querySelector("textarea"))).to.equal("Too late");

      await book(site, kim, ana, "2027-02-24T10:00:00Z");
      await asKim.submit(await asKim.get(page()), "form.composer", { text: "Here again" });
      expect((await asKim.get(page())).text)
        .to.contain("Here again")
        .and.not.contain("This conversation is closed");
    });

    it("begins again on a page that stayed open, when a new booking is made", async () => {
      site.clock.moveTo("2027-02-22T11:00:00Z");
      [asKim, asAna] = [await signedIn(site, kim), await signedIn(site, ana)];
      const [client, counsellor] = [await live(asKim), await live(asAna)];
      client.send({ type: "conversation.send", conversationId, clientId: "own-id-late", text: "Too late" });
      expect((await client.next("error")).message).to.contain("conversation is closed");

      await book(site, kim, ana, "2027-02-24T10:00:00Z");
      for (const socket of [client, counsellor]) {
        expect((await socket.next("conversation.closed")).html).to.equal("");
      }
      client.send({ type: "conversation.send", conversationId, clientId: "own-id-again", text: "Here again" });
      expect((await counsellor.next("conversation.message")).html).to.contain("Here again");
    });

    it("does not count a cancelled session", async () => {
      await AppointmentModel.updateOne({}, { $set: { status: "cancelled" } });
      site.clock.advance({ hours: 90 * 24 });
      expect((await failure(write("Too late"))).message).to.contain("conversation is closed");
    });

    it("is closed and opened by the counsellor, live, and opened by a new booking", async () => {
      const client = await live(asKim);
      await asAna.submit(await asAna.get(page()), "form[action$='/close']");
      expect((await client.next("conversation.closed")).html).to.contain("Your counsellor has closed");
      client.send({ type: "conversation.send", conversationId, clientId: "own-id-closed", text: "Hello?" });
      const error = await client.next("error");
      expect([error.clientId, error.message]).to.deep.equal([
        "own-id-closed",
        "This conversation is closed. A new booking reopens it.",
      ]);
      await asAna.submit(await asAna.get(page()), "form[action$='/reopen']");
      expect((await client.next("conversation.closed")).html.trim()).to.equal("");
      await write("Thank you");

      await asAna.submit(await asAna.get(page()), "form[action$='/close']");
      site.clock.advance({ minutes: 1 });
      await book(site, kim, ana, "2026-11-26T10:00:00Z");
      await write("Booked again");
    });

    it("cannot be closed by the client", async () => {
      expect((await asKim.get(page())).document.querySelector("form[action$='/close']")).to.equal(null);
      const refused = await asKim.post(`/conversations/${conversationId}/close`, {}, "/appointments");
      expect(refused.status).to.equal(404);
    });

    it("acknowledges what was stored before it was closed", async () => {
      await write("Once", "client", "stored-before");
      await asAna.submit(await asAna.get(page()), "form[action$='/close']");
      expect(await write("Once", "client", "stored-before")).to.equal(1);
      expect(await MessageModel.countDocuments()).to.equal(1);
    });
  });

  it("the list of messages does not exist for admins, and is empty without conversations", async () => {
    const admin = await signedIn(site, await makeAccount("admin"));
    expect((await admin.get("/conversations")).status).to.equal(404);
    expect((await admin.get("/admin")).document.querySelector("[data-unread]")).to.equal(null);
    const newcomer = await signedIn(site, await makeClient());
    expect((await newcomer.get("/conversations")).text).to.contain("Once you have booked a session");
  });
});
