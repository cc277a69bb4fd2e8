import { expect } from "chai";
import mongoose from "mongoose";
import { AccountModel } from "../../src/accounts/account-model.js";
import { current } from "../support/booking.js";
import { stayInRoom } from "../support/attend.js";
import { OpenRoom, OFFER, presenceOf } from "./open-room.js";

describe("A session room", () => {
  const room = OpenRoom.forEachTest();

  it("becomes live when both are present, and records arrivals", async () => {
    await room.joined(room.asKim, "visit-of-kim");
    expect((await current(room.id)).status).to.equal("booked");
    room.site.clock.advance({ minutes: 1 });
    const counsellor = await room.joined(room.asAna, "visit-of-ana");
    const live = await current(room.id);
    expect(live.status).to.equal("live");
    expect(live.deadlineAt).to.deep.equal(room.appointment.endsAt);
    expect(Math.round((Number(live.cameAt.counsellor) - Number(live.cameAt.client)) / 60_000)).to.equal(1);
    expect(await room.attendance()).to.deep.equal(["client joined", "counsellor joined"]);
    expect((await counsellor.next("room.presence")).liveForMs).to.be.within(0, 5000);
  });

  it("becomes live once when both come in the same moment", async () => {
    const [client, counsellor] = [await room.connect(room.asKim), await room.connect(room.asAna)];
    room.enter(client, "visit-of-kim");
    room.enter(counsellor, "visit-of-ana");
    await Promise.all([client.next("room.joined"), counsellor.next("room.joined")]);
    const { status, history } = await current(room.id);
    expect(status).to.equal("live");
    expect(history.filter(({ what }) => what === "live")).to.have.length(1);
  });

  it("passes signals and chat to the other person, and keeps neither", async () => {
    const { client, counsellor } = await room.meet();
    counsellor.send({ type: "room.signal", call: "call-number-1", description: OFFER });
    expect((await client.next("room.signal")).description).to.deep.equal(OFFER);
    for (const more of [
      { description: { ...OFFER, type: "answer" } },
      { ask: "restart" },
      { ask: "rebuild" },
    ] as const) {
      counsellor.send({ type: "room.signal", call: "call-number-1", ...more });
      expect(await client.next("room.signal")).to.deep.include(more);
    }
    const longest = { sdpMid: "m".repeat(64), sdpMLineIndex: 64, usernameFragment: "u".repeat(256) };
    for (const more of [{ sdpMid: "0", sdpMLineIndex: 0 }, longest, { candidate: "c".repeat(2000) }]) {
      const candidate = { candidate: "candidate:1", ...more };
      client.send({ type: "room.signal", call: "call-number-1", candidate });
      expect((await counsellor.next("room.signal")).candidate).to.deep.equal(candidate);
    }

    client.send({ type: "room.chat", clientId: "chat-number-1", text: "Can you <b>hear</b> me?" });
    const [clientId, time] = ["chat-number-1", "11:00"];
    expect(await counsellor.next("room.chat")).to.include({ clientId, text: "Can you <b>hear</b> me?", time });
    expect(await client.next("room.sent")).to.deep.equal({ type: "room.sent", clientId, time });
    counsellor.send({ type: "room.got", clientId: "chat-number-1" });
    expect((await client.next("room.got")).clientId).to.equal("chat-number-1");
    counsellor.send({ type: "room.typing" });
    await client.next("room.typing");
    const everything = [];
    for (const { name } of (await mongoose.connection.db?.listCollections().toArray()) ?? []) {
      everything.push(await mongoose.connection.collection(name).find().toArray());
    }
    expect(JSON.stringify(everything)).to.not.contain("hear").and.not.contain("candidate:1");
  });

  it("says the time of a message by the clock of each of the two", async () => {
    await AccountModel.updateOne({ _id: room.kim.id }, { $set: { zone: "America/New_York" } });
    const { client, counsellor } = await room.meet();
    client.send({ type: "room.chat", clientId: "chat-number-1", text: "Good morning" });
    expect((await counsellor.next("room.chat")).time).to.equal("11:00");
    expect((await client.next("room.sent")).time).to.equal("05:00");
    room.site.clock.advance({ minutes: 1 });
    client.send({ type: "room.chat", clientId: "chat-number-2", text: "A minute later" });
    expect((await counsellor.next("room.chat")).time).to.equal("11:01");
  });

  it("says when someone turns their camera off", async () => {
    const { client, counsellor } = await room.meet();
    client.send({ type: "room.sending", microphone: true, camera: false });
    expect((await counsellor.next("room.presence")).here.client?.camera).to.equal(false);
  });

  it("tells the appointment's page who is there", async () => {
    const watcher = await room.connect(room.asAna);
    watcher.send({ type: "room.watch", appointmentId: room.id });
    await presenceOf(watcher, []);
    const client = await room.joined(room.asKim, "visit-of-kim");
    await presenceOf(watcher, ["Kim Weiss"]);
    client.send({ type: "room.leave" });
    await presenceOf(watcher, []);
    await client.ping();
    expect(
      client.received.map(({ type }) => type),
      "to nobody who has left",
    ).to.not.include("room.left");
  });

  it("is taken over by the newest page of the same person", async () => {
    const { client, counsellor } = await room.meet();
    const second = await room.joined(room.asKim, "second-visit");
    await client.next("room.elsewhere");
    expect(await room.attendance()).to.deep.equal([
      "client joined",
      "counsellor joined",
      "client left",
      "client joined",
    ]);
    client.send({ type: "room.chat", clientId: "chat-number-1", text: "From the old page" });
    expect((await client.next("error")).message).to.equal("You are not in the session room.");
    expect(
      client.received.map(({ type }) => type),
      "no longer told who is there",
    ).to.not.include("room.presence");
    counsellor.send({ type: "room.signal", call: "call-number-2", description: OFFER });
    await second.next("room.signal");
    client.cut();
    second.send({ type: "room.chat", clientId: "chat-number-2", text: "From the new page" });
    expect((await counsellor.next("room.chat")).text).to.equal("From the new page");
  });

  it("treats a page that comes back as the same one", async () => {
    const { client } = await room.meet();
    const again = await room.joined(room.asKim, "visit-of-kim");
    again.send({ type: "room.chat", clientId: "chat-number-1", text: "Back again" });
    await again.next("room.sent");
    expect(client.received.map(({ type }) => type)).to.not.include("room.elsewhere");
  });

  it("ends for both when the counsellor ends it, and accepts nothing more", async () => {
    const { client, counsellor } = await room.meet();
    await stayInRoom(room.site, room.id, 3);
    const page = await room.asAna.get(`/appointments/${room.id}/room`);
    await room.asAna.submit(page, "[data-end-dialog] form");
    for (const socket of [client, counsellor]) expect((await socket.next("room.ended")).how).to.equal("completed");
    await room.written("counsellor left", "client left");
    expect((await current(room.id)).status).to.equal("completed");
    client.send({ type: "room.chat", clientId: "chat-number-1", text: "One more thing" });
    expect((await client.next("error")).clientId).to.equal("chat-number-1");
    client.send({ type: "room.signal", call: "call-number-1", description: OFFER });
    expect((await client.next("error")).about).to.equal("room.signal");
    room.enter(client, "visit-of-kim");
    expect((await client.next("error")).about).to.equal("room.join");
    expect(counsellor.received.map(({ type }) => type)).to.not.include("room.chat");
    for (const reader of [room.asKim, room.asAna]) {
      const { text } = await reader.get(`/appointments/${room.id}/room`);
      expect(text).to.contain("This session is over.");
      expect(text.includes("Offer the same time next week"), "by the counsellor").to.equal(reader === room.asAna);
    }
  });

  it("ends for both as cancelled where its counsellor ends it within two minutes", async () => {
    const { client, counsellor } = await room.meet();
    await room.asAna.submit(await room.asAna.get(`/appointments/${room.id}/room`), "[data-end-dialog] form");
    for (const socket of [client, counsellor]) expect((await socket.next("room.ended")).how).to.equal("cancelled");
    expect((await current(room.id)).status).to.equal("cancelled");
  });

  it("is extended by its counsellor alone, and tells both how much is left", async () => {
    const { client, counsellor } = await room.meet();
    client.send({ type: "room.extend", minutes: 10 });
    expect((await client.next("error")).message).to.equal("We could not find that page.");
    counsellor.send({ type: "room.extend", minutes: 10 });
    for (const socket of [client, counsellor]) {
      expect(Math.round((await socket.next("room.presence")).endsInMs / 60_000)).to.equal(60);
    }
    room.site.clock.moveTo("2026-11-24T11:10:00Z");
    client.send({ type: "room.chat", clientId: "chat-number-1", text: "Still here" });
    await counsellor.next("room.chat");
    counsellor.send({ type: "room.extend", minutes: 7 });
    expect((await counsellor.next("error")).about).to.equal("room.extend");
  });

  it("says whether the payment is refunded while one of them waits alone", async () => {
    const client = await room.joined(room.asKim, "visit-of-kim");
    expect((await client.next("room.presence")).refundIfAlone).to.equal(true);
    client.send({ type: "room.leave" });
    const counsellor = await room.joined(room.asAna, "visit-of-ana");
    expect((await counsellor.next("room.presence")).refundIfAlone).to.equal(true);
    await room.joined(room.asKim, "visit-of-kim");
    expect((await counsellor.next("room.presence")).refundIfAlone).to.equal(null);
  });
});
