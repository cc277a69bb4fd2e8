import { expect } from "chai";
import mongoose from "mongoose";
import type { Appointment } from "../../src/appointments/appointment-model.js";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { countMessage } from "../../src/conversations/count-messages.js";
import { MessageModel } from "../../src/conversations/message-model.js";
import { openConversation } from "../../src/conversations/open-conversation.js";
import { sendMessage } from "../../src/conversations/send-message.js";
import { PERSON_RATES } from "../../src/protocol/limits.js";
import { actorOf, book } from "../support/booking.js";
import { makeAccount, makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";
import { TestSocket } from "../realtime/test-socket.js";

describe("A conversation", () => {
  let site: TestSite;
  let kim: TestPerson;
  let ana: TestPerson;
  let appointment: Appointment;
  let conversationId: string;
  let asKim: Reader;
  let asAna: Reader;

  before(async () => {
    site = await startTestSite();
    kim = await makeClient({ name: "Kim Weiss", zone: "America/New_York" });
    ana = await makeCounsellor({ name: "Ana Moreno" });
    appointment = await book(site, kim, ana, "2026-11-24T10:00:00Z");
    conversationId = String((await ConversationModel.findOne().orFail().lean())._id);
    [asKim, asAna] = [await signedIn(site, kim), await signedIn(site, ana)];
  });
  after(() => site.stop());
  beforeEach(async () => {
    await MessageModel.deleteMany({});
    await ConversationModel.updateMany({}, { $unset: { lastSeq: 1 } });
  });

  const page = (): string => `/appointments/${String(appointment._id)}`;
  const write = (text: string, clientMessageId: string): Promise<number> =>
    sendMessage(site.services, actorOf(kim), { conversationId, clientMessageId, text });
  const send = (socket: TestSocket, text: string, clientId = `own-id-${text.length}`): void =>
    socket.send({ type: "conversation.send", conversationId, clientId, text });
  const openAt = (socket: TestSocket, after: number): void =>
    socket.send({ type: "conversation.open", conversationId, after });

  it("is one for a client and a counsellor, however often it is opened at once", async () => {
    const ids = [new mongoose.Types.ObjectId(kim.id), new mongoose.Types.ObjectId(ana.id)] as const;
    const opened = await Promise.all(Array.from({ length: 20 }, () => openConversation(...ids, site.clock.now())));
    expect(new Set(opened.map(({ _id }) => String(_id)))).to.deep.equal(new Set([conversationId]));
  });

  describe("by plain pages", () => {
    it("is written and read without JavaScript, line breaks kept and markup shown as text", async () => {
      const text = 'One line\r\n<b>another</b> & "more"';
      const after = await asKim.submit(await asKim.get(page()), "form.composer", { text });
      expect(new URL(after.url).pathname).to.equal(page());
      const body = (await asAna.get(page())).document.querySelector(".messages .message-body");
      expect(body?.innerHTML).to.equal("One line\n&lt;b&gt;another&lt;/b&gt; &amp; &#34;more&#34;");
      expect(body?.hasAttribute("hx-ignore")).to.equal(true);
    });

    it("stores a form that is sent twice once", async () => {
      const form = await asKim.get(page());
      await asKim.submit(form, "form.composer", { text: "Hello" });
      await asKim.submit(form, "form.composer", { text: "Hello" });
      expect(await MessageModel.countDocuments()).to.equal(1);
    });

    it("says so, and keeps what was written, when a form that was sent before comes back with other words", async () => {
      const form = await asKim.get(page());
      await asKim.submit(form, "form.composer", { text: "Hello" });
      const refused = await asKim.submit(form, "form.composer", { text: "Hello again" });
      expect(refused.status).to.equal(409);
      expect(refused.text).to.contain("Please send this again.");
      expect(refused.document.querySelector("textarea")?.text).to.equal("Hello again");
      await asKim.submit(refused, "form.composer");
      expect((await asAna.get(page())).text).to.contain("Hello again");
    });

    it("gives back what was written when it is too long, and says so for nothing", async () => {
      const long = await asKim.submit(await asKim.get(page()), "form.composer", { text: `${"x".repeat(4001)}` });
      expect(long.status).to.equal(422);
      expect(long.document.querySelector("textarea")?.text).to.have.length(4001);
      for (const text of [" \n ", "\u200b", "\u3164\u2800"]) {
        const empty = await asKim.submit(await asKim.get(page()), "form.composer", { text });
        expect(empty.status).to.equal(422);
        expect(empty.text).to.contain("Please write something first.");
      }
    });

    it("asks whoever sent very many at once to wait and gives back what was written, and scripts to come back", async () => {
      const eager = await makeClient();
      await book(site, eager, ana, "2026-11-25T10:00:00Z");
      const { _id } = await ConversationModel.findOne({ clientId: eager.id }).orFail().lean();
      const [reader, path] = [await signedIn(site, eager), `/conversations/${String(_id)}/messages`];
      const form = await reader.get(path);
      const _csrf = await reader.csrfToken(path);
      for (let i = 0; i < PERSON_RATES.message.burst; i += 1) countMessage(site.services, actorOf(eager));

      const refused = await reader.submit(form, "form.composer", { text: "One too many" });
      expect(refused.status).to.equal(429);
      expect(refused.text).to.contain("wait a few seconds");
      expect(refused.document.querySelector("textarea")?.text).to.equal("One too many");
      const body = new URLSearchParams({ _csrf, text: "One too many", clientId: "one-too-many" });
      const toScript = await reader.request(path, { method: "POST", headers: { Accept: "application/json" }, body });
      expect(toScript.status).to.equal(429);
      expect((JSON.parse(toScript.html) as { message: string }).message).to.contain("wait a few seconds");
      expect(await MessageModel.countDocuments()).to.equal(0);
    });

    it("takes 4,000 characters with as many line breaks as one likes", async () => {
      const text = "x\r\n".repeat(2000);
      const sent = await asKim.submit(await asKim.get(page()), "form.composer", { text });
      expect(sent.status).to.equal(200);
    });

    it("shows times in the reader's own zone", async () => {
      site.clock.moveTo("2026-11-23T09:00:00Z");
      await write("Hello", "own-id-1");
      expect((await asKim.get(page())).document.querySelector(".message time")?.text).to.equal("04:00");
      expect((await asAna.get(page())).document.querySelector(".message time")?.text).to.equal("10:00");
    });

    it("pages back through its history, without gap or repetition", async () => {
      for (let i = 1; i <= 70; i += 1) await write(`Message ${i}`, `own-id-${i}`);
      const seqs: number[] = [];
      let shown = await asAna.get(page());
      while (seqs.length <= 70) {
        const rows = shown.document.querySelectorAll(".messages [data-seq]");
        seqs.unshift(...rows.map((row) => Number(row.getAttribute("data-seq"))));
        if (!shown.document.querySelector(".messages-earlier")) break;
        shown = await asAna.follow(shown, "Earlier in this conversation");
      }
      expect(seqs).to.deep.equal(Array.from({ length: 70 }, (_, i) => i + 1));
    });

    it("answers htmx with the earlier rows alone", async () => {
      for (let i = 1; i <= 40; i += 1) await write(`Message ${i}`, `own-id-${i}`);
      const headers = { "HX-Request": "true", "HX-Request-Type": "partial" };
      const part = await asKim.get(`/conversations/${conversationId}/messages?before=11`, headers);
      expect(part.document.querySelectorAll("li.message")).to.have.length(10);
      expect(part.html).to.not.contain("<html");
      expect(part.document.querySelector("#newest")).to.equal(null);
    });

    it("leads from each page of it to the newest message", async () => {
      for (let i = 1; i <= 40; i += 1) await write(`Message ${i}`, `own-id-${i}`);
      const earlier = await asKim.follow(await asKim.get(page()), "Earlier in this conversation");
      // One of them is for those without JavaScript, which the parser takes for text.
      const links = [...earlier.html.matchAll(/href="([^"]*#newest)"/g)];
      expect(links).to.have.length(2);
      for (const [, href = ""] of links) {
        const { document } = await asKim.get(new URL(href, earlier.url).href);
        expect(document.querySelector("#newest")?.parentNode?.getAttribute("data-seq")).to.equal("40");
      }
    });
  });

  it("tells a script why nothing was stored, by status, code and words, and its number when it was", async () => {
    const post = async (headers: Record<string, string>, fields: object): Promise<[number, object]> => {
      const init = { method: "POST", headers: { Accept: "application/json", ...headers } };
      const body = new URLSearchParams(fields as never);
      const answer = await fetch(`${site.url}/conversations/${conversationId}/messages`, { ...init, body });
      return [answer.status, (await answer.json()) as object];
    };
    const headers = { Accept: "application/json", cookie: asKim.cookieHeader };
    const answer = await fetch(`${site.url}/conversations/unread`, { headers });
    const { token: _csrf } = (await answer.json()) as { token: string };
    const message = { _csrf, text: "Hello", clientId: "own-id-1" };
    expect(await post({}, message)).to.deep.equal([401, { code: "signed-out", message: "You are signed out." }]);
    const stale = await post(headers, { ...message, _csrf: "stale" });
    expect(stale[0]).to.equal(403);
    expect(stale[1]).to.include({ code: "forbidden" });
    const tooLong = await post(headers, { ...message, text: "x".repeat(4001) });
    expect(tooLong[0]).to.equal(422);
    expect(tooLong[1]).to.have.property("code", "invalid-input");
    expect(tooLong[1]).to.have.nested.property("fields.text").that.contains("longer than 4000 characters");
    expect(await MessageModel.countDocuments()).to.equal(0);
    expect(await post(headers, message)).to.deep.equal([200, { seq: 1 }]);
  });

  it("tells a page that was drawn for someone else nothing, and takes nothing for read by it", async () => {
    await write("For Ana", "own-id-1");
    for (const path of ["unread?", `${conversationId}/changes?after=0&read=1&`]) {
      const answer = await fetch(`${site.url}/conversations/${path}reader=${kim.id}`, {
        headers: { Accept: "application/json", cookie: asAna.cookieHeader },
      });
      expect(answer.status).to.equal(401);
      expect(await answer.json()).to.include({ code: "other-account" });
    }
    expect(await MessageModel.countDocuments({ unreadBy: ana.id })).to.equal(1);
  });

  describe("over sockets", () => {
    const sockets: TestSocket[] = [];
    const connect = async (reader: Reader): Promise<TestSocket> => {
      const socket = await TestSocket.of(reader);
      sockets.push(socket);
      return socket;
    };
    afterEach(() => sockets.splice(0).forEach((socket) => socket.close()));

    it("goes both ways, each row drawn for its reader", async () => {
      const [client, counsellor] = [await connect(asKim), await connect(asAna)];
      for (const socket of [client, counsellor]) {
        openAt(socket, 0);
        await socket.next("conversation.messages");
      }
      send(client, "I am a little nervous.");
      expect((await client.next("conversation.sent")).seq).to.equal(1);
      expect((await client.next("conversation.message")).html)
        .to.contain("message-own")
        .and.contain("You");
      const seen = await counsellor.next("conversation.message");
      expect(seen.html).to.contain("Kim Weiss").and.contain("I am a little nervous.").and.not.contain("message-own");
      send(counsellor, "That is quite all right.");
      expect((await client.next("conversation.message")).seq).to.equal(2);
    });

    it("acknowledges what is stored when the other one cannot be told, and brings it on their next connection", async () => {
      const [client, counsellor] = [await connect(asKim), await connect(asAna)];
      openAt(counsellor, 0);
      await counsellor.next("conversation.messages");
      const { rooms } = site.services;
      site.services.rooms = { ...rooms, tellEach: () => Promise.reject(new Error("Nobody hears this")) };
      try {
        send(client, "Is anyone there?");
        expect((await client.next("conversation.sent")).seq).to.equal(1);
      } finally {
        site.services.rooms = rooms;
      }
      openAt(counsellor, 0);
      expect((await counsellor.next("conversation.messages")).rows[0]?.html).to.contain("Is anyone there?");
      expect(client.received).to.deep.equal([]);
    });

    it("shows what was written without JavaScript at once", async () => {
      const counsellor = await connect(asAna);
      openAt(counsellor, 0);
      await counsellor.next("conversation.messages");
      await asKim.submit(await asKim.get(page()), "form.composer", { text: "From an old phone" });
      expect((await counsellor.next("conversation.message")).html).to.contain("From an old phone");
    });

    it("loses nothing and doubles nothing over a reconnect", async () => {
      const first = await connect(asKim);
      openAt(first, 0);
      send(first, "Before");
      await first.next("conversation.sent");
      first.cut();
      await sendMessage(site.services, actorOf(ana, "counsellor"), {
        conversationId,
        clientMessageId: "of-ana-1",
        text: "Meanwhile",
      });

      const second = await connect(asKim);
      openAt(second, 1);
      const { rows } = await second.next("conversation.messages");
      expect(rows.map(({ seq }) => seq)).to.deep.equal([2]);
      expect(rows[0]?.html).to.contain("Meanwhile");
      send(second, "Before");
      expect((await second.next("conversation.sent")).seq).to.equal(1);
      expect(await MessageModel.countDocuments()).to.equal(2);
    });

    it("catches up on more than a page's worth by asking again", async () => {
      for (let i = 1; i <= 130; i += 1) await write(`Message ${i}`, `own-id-${i}`);
      const socket = await connect(asAna);
      openAt(socket, 0);
      const first = await socket.next("conversation.messages");
      expect([first.rows.length, first.more]).to.deep.equal([100, true]);
      openAt(socket, 100);
      const rest = await socket.next("conversation.messages");
      expect([rest.rows[0]?.seq, rest.rows.length, rest.more]).to.deep.equal([101, 30, false]);
    });

    it("says no to a message that is empty or too long, and to an id of a wrong kind", async () => {
      const socket = await connect(asKim);
      for (const [text, clientId] of [
        [" ", "own-id-1"],
        ["x".repeat(4001), "own-id-2"],
        ["Hello", "short"],
      ] as const) {
        send(socket, text, clientId);
        expect((await socket.next("error")).clientId).to.equal(clientId);
      }
      expect(await MessageModel.countDocuments()).to.equal(0);
    });

    it("is closed for one who signs out, on all their sockets of that login", async () => {
      const reader = await signedIn(site, kim);
      const socket = await connect(reader);
      const closed = socket.closed();
      await reader.submit(await reader.get("/appointments"), "form[action='/sign-out']");
      expect(await closed).to.equal(4401);
    });
  });

  it("numbers messages without a gap when many are sent in the same moment", async () => {
    const sent = Array.from({ length: 30 }, (_, i) => write(`Message ${i}`, `own-id-${i}`));
    expect((await Promise.all(sent)).sort((a, b) => a - b)).to.deep.equal(Array.from({ length: 30 }, (_, i) => i + 1));
    // As another process leaves it that stored messages and has not yet said so.
    await ConversationModel.updateOne({ _id: conversationId }, { lastSeq: 20 });
    expect(await write("One more", "own-id-31")).to.equal(31);
  });

  it("stores one message for the same id sent many times at once", async () => {
    const seqs = await Promise.all(Array.from({ length: 20 }, () => write("Once", "the-same-id")));
    expect(new Set(seqs)).to.deep.equal(new Set([1]));
    expect(await MessageModel.countDocuments()).to.equal(1);
  });

  it("is sealed in the database, each message for its own place", async () => {
    await write("Nobody else reads this", "own-id-1");
    await write("Nor this", "own-id-2");
    const raw = await mongoose.connection.collection("messages").find().toArray();
    expect(JSON.stringify(raw)).to.not.contain("Nobody").and.not.contain(Buffer.from("Nobody").toString("base64"));
    const [first, second] = raw;
    await mongoose.connection
      .collection("messages")
      .updateOne({ _id: first!._id }, { $set: { text: second!.text as object } });
    const shown = (await asKim.get(page())).document.querySelectorAll(".messages .message-body");
    expect(shown.map(({ text }) => text)).to.deep.equal(["This message cannot be read.", "Nor this"]);
  });

  describe("is not there", () => {
    const strangers: Record<string, () => Promise<TestPerson>> = {
      "another client": () => makeClient(),
      "another counsellor": () => makeCounsellor(),
      "an admin": () => makeAccount("admin"),
    };
    for (const [who, make] of Object.entries(strangers)) {
      it(`for ${who}: the answer is that to one that does not exist`, async () => {
        await write("Only for two", "own-id-1");
        const stranger = await signedIn(site, await make());
        const absent = "0".repeat(24);
        const [forbidden, unknown] = [conversationId, absent].map((id) =>
          stranger.get(`/conversations/${id}/messages`),
        );
        const withoutToken = (html: string): string => html.replaceAll(/hx-headers[^>]*|value="[^"]*"/g, "");
        expect((await forbidden)?.status).to.equal(404);
        expect(withoutToken((await forbidden)!.html)).to.equal(withoutToken((await unknown)!.html));

        const socket = await TestSocket.of(stranger);
        const answers = [];
        for (const id of [conversationId, absent]) {
          socket.send({ type: "conversation.open", conversationId: id, after: 0 });
          socket.send({ type: "conversation.send", conversationId: id, clientId: "stranger-1", text: "Hello" });
          answers.push([(await socket.next("error")).message, (await socket.next("error")).message].join());
        }
        expect(answers[0]).to.equal(answers[1]);
        expect(await MessageModel.countDocuments()).to.equal(1);
        await write("Still only for two", "own-id-2");
        expect(socket.received).to.deep.equal([]);
        socket.close();
      });
    }
  });
});
