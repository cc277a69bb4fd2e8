import { expect } from "chai";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { joinRoom } from "../../src/room/join-room.js";
import { actorOf, current, wanted } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { justBefore } from "../support/just-before.js";
import { makeAccount, makeClient, makeCounsellor, signedIn } from "../support/people.js";
import type { Reader } from "../support/reader.js";
import { OpenRoom, OFFER } from "./open-room.js";

describe("Who may enter a session room, and when", () => {
  const room = OpenRoom.forEachTest();

  describe("as a page", () => {
    const roomPage = (reader: Reader) => reader.get(`/appointments/${room.id}/room`);

    it("says when it opens, and opens ten minutes before the start", async () => {
      room.site.clock.moveTo("2026-11-24T09:49:00Z");
      expect((await roomPage(room.asKim)).text).to.contain("Tuesday 24 November, 10:50 (Berlin time)");
      room.site.clock.moveTo("2026-11-24T09:50:00Z");
      room.asKim.setCookie("zone", "Asia%2FKolkata");
      const open = await roomPage(room.asKim);
      expect(open.text, "a room is calm").to.not.contain("This device is set to");
      expect(open.document.querySelector("[data-join]")?.text).to.equal("Join session");
      expect(open.document.querySelector("noscript")?.text).to.contain("needs JavaScript");
    });

    it("names the other person, and offers to end the session to the counsellor alone", async () => {
      const titles = await Promise.all([room.asAna, room.asKim].map(roomPage));
      expect(titles.map(({ document }) => document.querySelector("title")?.text)).to.satisfy(
        ([own = "", other = ""]: string[]) => own.includes("with Kim Weiss") && other.includes("with Ana Moreno"),
      );
      const ending = (await roomPage(room.asAna)).document.querySelector("[data-end-dialog]");
      expect(ending?.text).to.contain("If you have met for less than 2 minutes, the session is cancelled");
      expect((await roomPage(room.asKim)).html).to.not.contain("data-end-dialog");
      const row = (await roomPage(room.asKim)).document.querySelector("template[data-row='other']");
      expect(row?.innerHTML).to.contain("Ana Moreno");
    });

    it("says that money is returned only where it was paid on the site", async () => {
      for (const payBy of ["site", "direct", "free"] as const) {
        await AppointmentModel.updateOne({ _id: room.id }, { $set: { payBy } });
        const { document } = await roomPage(room.asKim);
        expect(document.querySelector("[data-is-paid]")?.getAttribute("data-is-paid")).to.equal(
          String(payBy === "site"),
        );
      }
    });

    it("does not exist for anyone else", async () => {
      for (const stranger of [await makeClient(), await makeCounsellor(), await makeAccount("admin")]) {
        const reader = await signedIn(room.site, stranger);
        expect((await roomPage(reader)).status).to.equal(404);
        expect((await reader.post(`/appointments/${room.id}/end`, {}, "/")).status).to.equal(404);
      }
    });
  });

  it("passes nothing on once it has closed, though both are still connected", async () => {
    const { client, counsellor } = await room.meet();
    room.site.clock.moveTo("2026-11-24T11:04:59Z");
    client.send({ type: "room.chat", clientId: "in-time-message", text: "See you" });
    expect((await counsellor.next("room.chat")).text).to.equal("See you");
    room.site.clock.moveTo("2026-11-24T11:05:01Z");
    client.send({ type: "room.chat", clientId: "late-message", text: "One more thing" });
    client.send({ type: "room.signal", call: "call-number-1", description: OFFER });
    client.send({ type: "room.typing" });
    for (const about of ["room.chat", "room.signal", "room.typing"]) {
      expect(await client.next("error")).to.include({ about, code: "conflict" });
    }
    await counsellor.ping();
    const passed = counsellor.received.filter(({ type }) => ["room.chat", "room.signal", "room.typing"].includes(type));
    expect(passed).to.deep.equal([]);
  });

  it("is not ended by the client, nor before it began", async () => {
    await room.joined(room.asKim, "visit-of-kim");
    expect((await room.asKim.post(`/appointments/${room.id}/end`, {}, `/appointments/${room.id}`)).status).to.equal(
      404,
    );
    const early = await room.asAna.post(`/appointments/${room.id}/end`, {}, `/appointments/${room.id}`);
    expect(early.status).to.equal(409);
    expect((await current(room.id)).status).to.equal("booked");
  });

  it("is ended by the page's script, which is answered with data", async () => {
    await room.meet();
    const body = new URLSearchParams({ _csrf: await room.asAna.csrfToken(`/appointments/${room.id}/room`) });
    const headers = { Accept: "application/json" };
    const answer = await room.asAna.request(`/appointments/${room.id}/end`, { method: "POST", headers, body });
    expect([answer.status, answer.html]).to.deep.equal([200, "{}"]);
    const over = await room.asAna.get(`/appointments/${room.id}/room`, headers);
    expect(Object.keys(JSON.parse(over.html) as object)).to.deep.equal(["outcome"]);
  });

  it("lets nobody in before it opens, nor after it has closed", async () => {
    const client = await room.connect(room.asKim);
    for (const moment of ["2026-11-24T09:49:00Z", "2026-11-24T11:06:00Z"]) {
      room.site.clock.moveTo(moment);
      room.enter(client, "visit-of-kim");
      expect((await client.next("error")).about).to.equal("room.join");
    }
    expect(await room.attendance()).to.deep.equal([]);
  });

  it("gives no meeting servers to someone who has not joined", async () => {
    const client = await room.connect(room.asKim);
    client.send({ type: "room.meeting" });
    expect(await client.next("error")).to.include({ about: "room.meeting", code: "conflict" });
    expect(client.received).to.deep.equal([]);
  });

  it("has no room for a hold", async () => {
    const held = await placeHold(room.site.services, actorOf(room.kim), wanted(room.ana, "2026-11-25T10:00:00Z"));
    const client = await room.connect(room.asKim);
    client.send({ type: "room.watch", appointmentId: String(held._id) });
    expect((await client.next("error")).code).to.equal("not-found");
  });

  it("refuses someone whose session is cancelled at the same moment", async () => {
    const { services } = room.site;
    justBefore("updateOne", () => AppointmentModel.updateOne({ _id: room.id }, { $set: { status: "cancelled" } }));
    expect((await failure(joinRoom(services, actorOf(room.kim), room.id))).message).to.equal("This session is over.");
    expect(await room.attendance()).to.deep.equal([]);
  });

  it("answers anyone else as if it did not exist", async () => {
    const { client } = await room.meet();
    const before = client.received.length;
    const absent = "0".repeat(24);
    for (const stranger of [await makeClient(), await makeCounsellor(), await makeAccount("admin")]) {
      const socket = await room.connect(await signedIn(room.site, stranger));
      const answers = [];
      for (const appointmentId of [room.id, absent]) {
        socket.send({ type: "room.watch", appointmentId });
        const visit = { visit: "visit-of-nobody", arrival: "one-arrival", microphone: true, camera: true };
        socket.send({ type: "room.join", appointmentId, ...visit });
        answers.push([(await socket.next("error")).message, (await socket.next("error")).message].join());
      }
      expect(answers[0]).to.equal(answers[1]);
      socket.send({ type: "room.chat", clientId: "chat-number-1", text: "Hello" });
      await socket.next("error");
      expect(socket.received).to.deep.equal([]);
    }
    expect(client.received).to.have.length(before);
  });

  it("refuses words and signals that are too large or of another shape", async () => {
    const { client, counsellor } = await room.meet();
    for (const text of ["x".repeat(2001), " \n ", "\u200b"]) {
      client.send({ type: "room.chat", clientId: "chat-number-1", text });
      expect(await client.next("error")).to.include({ about: "room.chat", clientId: "chat-number-1" });
    }
    const candidate = "candidate:1";
    const signals = [
      { description: { type: "offer", sdp: "x".repeat(48_001) } },
      { description: { ...OFFER, type: "rollback" } },
      { candidate: { candidate: "x".repeat(2001) } },
      { candidate: { candidate, sdpMid: "m".repeat(65) } },
      { candidate: { candidate, usernameFragment: "u".repeat(257) } },
      ...[-1, 0.5, 65].map((sdpMLineIndex) => ({ candidate: { candidate, sdpMLineIndex } })),
      ...["short-1", "x".repeat(65), "call number 1"].map((call) => ({ call })),
      { ask: "again" },
      { html: "<script>" },
    ];
    for (const signal of signals) {
      client.sendRaw(JSON.stringify({ type: "room.signal", call: "call-number-1", ...signal }));
      expect((await client.next("error")).about, JSON.stringify(signal).slice(0, 80)).to.equal("room.signal");
    }
    const isPassedOn = (type: string): boolean => type === "room.signal" || type === "room.chat";
    expect(counsellor.received.filter(({ type }) => isPassedOn(type))).to.deep.equal([]);
  });
});
