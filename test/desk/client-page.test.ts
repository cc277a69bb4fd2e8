import { expect } from "chai";
import mongoose from "mongoose";
import { AccountModel } from "../../src/accounts/account-model.js";
import { blockOwnClient } from "../../src/booking/block-client.js";
import { cancelAppointment } from "../../src/booking/cancel-appointment.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { shareCheck } from "../../src/checks/shared-check.js";
import { becomeClient } from "../../src/clients/become-client.js";
import { ClientModel } from "../../src/clients/client-model.js";
import { saveRemark } from "../../src/clients/remark.js";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { sendFileMessage } from "../../src/conversations/send-file.js";
import { sendMessage } from "../../src/conversations/send-message.js";
import { sayWhereabouts } from "../../src/room/say-whereabouts.js";
import { addClients } from "../../src/migrations/add-clients.js";
import { actorOf, book, wanted } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import { textOf } from "../support/reader.js";
import { MONDAY, startTestSite, type TestSite } from "../support/test-site.js";

const REMARK = "form[action*='/remark']";

async function writeTo(site: TestSite, client: TestPerson, counsellor: TestPerson, text: string): Promise<void> {
  const pair = { clientId: client.id, counsellorId: counsellor.id };
  const conversation = await ConversationModel.findOne(pair).orFail().lean();
  const message = { conversationId: String(conversation._id), clientMessageId: "a-message-of-mine", text };
  await sendMessage(site.services, actorOf(client), message);
}

async function sendFileTo(site: TestSite, client: TestPerson, counsellor: TestPerson, name: string): Promise<void> {
  const pair = { clientId: client.id, counsellorId: counsellor.id };
  const conversation = await ConversationModel.findOne(pair).orFail().lean();
  const upload = { name, bytes: Buffer.from("%PDF-1.4") };
  const sent = { conversationId: String(conversation._id), clientMessageId: "a-file-of-mine", upload };
  await sendFileMessage(site.services, actorOf(client), sent);
}

describe("A counsellor's page about a client", () => {
  let site: TestSite;
  before(async () => (site = await startTestSite()));
  after(() => site.stop());
  beforeEach(() => site.clock.moveTo(MONDAY));

  it("opens from their appointment, and says since when they are a client", async () => {
    const [kim, ana] = [await makeClient({ name: "Kim Weiss" }), await makeCounsellor()];
    const { _id } = await book(site, kim, ana, "2026-11-24T09:00:00.000Z");
    const reader = await signedIn(site, ana);
    const page = await reader.follow(await reader.get(`/appointments/${String(_id)}`), "Kim Weiss");
    expect(new URL(page.url).pathname).to.equal(`/clients/${kim.id}`);
    expect(page.text).to.contain("Your client since 23 November 2026");
    expect(page.document.querySelector("h1")?.text).to.equal("Kim Weiss");
    expect(page.document.querySelectorAll("section[aria-labelledby='upcoming'] .list > li")).to.have.length(1);
  });

  it("is for nobody but the counsellors whose client they are", async () => {
    const [kim, ana] = [await makeClient(), await makeCounsellor()];
    await book(site, kim, ana, "2026-11-24T10:00:00.000Z");
    for (const other of [await makeCounsellor(), kim]) {
      expect((await (await signedIn(site, other)).get(`/clients/${kim.id}`)).status).to.equal(404);
    }
    expect((await (await signedIn(site, ana)).get("/clients/nobody")).status).to.equal(404);
  });

  it("shows nothing of what they have with another counsellor", async () => {
    const [kim, ana, bea] = [await makeClient(), await makeCounsellor(), await makeCounsellor()];
    await book(site, kim, ana, "2026-11-25T10:00:00.000Z");
    const { _id } = await book(site, kim, bea, "2026-11-26T10:00:00.000Z");
    await cancelAppointment(site.services, actorOf(bea, "counsellor"), String(_id), 6000);
    await writeTo(site, kim, bea, "Only for Bea");
    await saveRemark(site.services, actorOf(bea, "counsellor"), { clientId: kim.id, text: "Bea's own", version: "" });
    await blockOwnClient(site.services, actorOf(bea, "counsellor"), { clientId: kim.id, isBlocked: true });
    const page = await (await signedIn(site, ana)).get(`/clients/${kim.id}`);
    expect(page.text).to.contain("60.00 € paid for 1 session.").and.contain("can book more sessions with you");
    expect(page.text).to.contain("25 November").and.contain("None yet.");
    for (const word of ["26 November", "1 unread", "refunded", "Bea"]) expect(page.text, word).to.not.contain(word);
    expect((await (await signedIn(site, bea)).get(`/clients/${kim.id}`)).document.querySelector("main")?.text)
      .to.contain("1 unread")
      .and.contain("Bea's own");
  });

  it("shows what became of past sessions, what was paid and returned, and leads to the conversation", async () => {
    const [kim, ana] = [await makeClient({ name: "Kim" }), await makeCounsellor()];
    await book(site, kim, ana, "2026-11-25T12:00:00.000Z");
    const { _id } = await book(site, kim, ana, "2026-11-26T12:00:00.000Z");
    await cancelAppointment(site.services, actorOf(ana, "counsellor"), String(_id), 6000);
    await writeTo(site, kim, ana, "See you");
    const reader = await signedIn(site, ana);
    const page = await reader.get(`/clients/${kim.id}`);
    expect(page.document.querySelector("section[aria-labelledby='past'] .list")?.text).to.contain("Cancelled");
    expect(page.text).to.contain("120.00 € paid for 2 sessions, 60.00 € of it refunded.");
    expect(page.document.querySelector("main")?.text).to.contain("1 unread");
    expect((await reader.follow(page, "Conversation")).text).to.contain("See you");
  });

  it("shows what was paid directly, and what is not marked as paid", async () => {
    const [kim, ana] = [await makeClient({ name: "Kim" }), await makeCounsellor()];
    for (const [day, paid] of [
      ["2026-11-25", { paidDirectlyAt: new Date() }],
      ["2026-11-26", {}],
    ] as const) {
      const { _id } = await book(site, kim, ana, `${day}T12:00:00.000Z`);
      const direct = { payBy: "direct" as const, status: "completed" as const, ...paid };
      await AppointmentModel.updateOne({ _id }, { $set: direct, $unset: { chargeId: 1, ticks: 1 } });
    }
    const payments = (await (await signedIn(site, ana)).get(`/clients/${kim.id}`)).document.querySelector(
      "section[aria-labelledby='payments']",
    );
    const rows = payments?.querySelectorAll("li").map((row) => row.text.replace(/\s+/g, " ").trim());
    expect(rows).to.deep.equal([
      "Session on 26 November 2026 Not marked as paid",
      "Session on 25 November 2026 60.00 € directly",
    ]);
    expect(payments?.text).to.contain("60.00 € paid for 1 session.");
  });

  it("lists the sessions whose record is to be signed, and the files that the two have sent each other", async () => {
    const [kim, ana, bea] = [await makeClient({ name: "Kim" }), await makeCounsellor(), await makeCounsellor()];
    for (const [counsellor, day] of [
      [ana, "24"],
      [bea, "25"],
    ] as const) {
      const { _id, startsAt } = await book(site, kim, counsellor, `2026-11-${day}T18:00:00.000Z`);
      const due = { status: "completed", recordDueSince: startsAt };
      await AppointmentModel.updateOne({ _id }, { $set: due, $unset: { ticks: 1, deadlineAt: 1 } });
      await sendFileTo(site, kim, counsellor, `of the ${day}.pdf`);
    }
    const reader = await signedIn(site, ana);
    const page = await reader.get(`/clients/${kim.id}`);
    const notes = page.document.querySelector("section[aria-labelledby='notes'] .list");
    expect(notes?.querySelectorAll("li")).to.have.length(1);
    expect(notes?.text)
      .to.contain("Session on 24 November 2026")
      .and.contain("record not written")
      .and.contain("To sign");
    expect(page.text)
      .to.contain("of the 24.pdf")
      .and.contain("from Kim on 23 November 2026")
      .and.not.contain("of the 25.pdf");
    expect((await reader.get("/clients")).text).to.contain("1 record to sign");
    expect((await reader.follow(page, "Session on 24")).status).to.equal(200);
    expect((await reader.follow(page, "of the 24.pdf")).headers.get("content-type")).to.equal("application/pdf");
  });

  it("shows the device check while a session is ahead, and whom to call once its room is open", async () => {
    const [kim, ana] = [await makeClient({ name: "Kim" }), await makeCounsellor()];
    const { _id, startsAt } = await book(site, kim, ana, "2026-11-25T14:00:00.000Z");
    await shareCheck(site.services, actorOf(kim), { camera: true, microphone: true, connection: "good" });
    const reader = await signedIn(site, ana);
    const before = await reader.get(`/clients/${kim.id}`);
    expect(before.text).to.contain("Kim checked their device on 23 November 2026");
    expect(before.text).to.contain("While the room of a session is open");
    const said = { place: "12 Elm Street", contact: "Lou, 0123 456" };
    site.clock.moveTo(startsAt);
    await sayWhereabouts(site.services, actorOf(kim), { appointmentId: String(_id), said });
    expect((await reader.get(`/clients/${kim.id}`)).text)
      .to.contain("12 Elm Street")
      .and.contain("Lou, 0123 456");
  });

  it("keeps a private remark, sealed, and overwrites none that another window saved", async () => {
    const [kim, ana] = [await makeClient(), await makeCounsellor()];
    const other = await makeClient();
    await book(site, other, ana, "2026-11-27T14:00:00.000Z");
    await book(site, kim, ana, "2026-11-27T16:00:00.000Z");
    const reader = await signedIn(site, ana);
    const [one, two] = [await reader.get(`/clients/${kim.id}`), await reader.get(`/clients/${kim.id}`)];
    const saved = await reader.submit(one, REMARK, { text: "Prefers mornings" });
    expect(saved.text).to.contain("Your remark is saved.");
    const stale = await reader.submit(two, REMARK, { text: "Likes tea" });
    expect([stale.status, textOf(stale.document.querySelector("textarea"))]).to.deep.equal([409, "Likes tea"]);
    expect(stale.text).to.contain("Saved in the other windowPrefers mornings");
    expect((await reader.get(`/clients/${other.id}`)).text, "another client's").not.to.contain("Prefers mornings");
    const replaced = await reader.submit(stale, REMARK);
    expect(textOf(replaced.document.querySelector("textarea"))).to.equal("Likes tea");
    const stored = JSON.stringify(await ClientModel.find({ clientId: kim.id }).lean());
    expect(stored).to.contain("remarkVersion").and.not.contain("Likes tea");
    const erased = await reader.submit(replaced, REMARK, { text: " " });
    expect(textOf(erased.document.querySelector("textarea"))).to.equal("");
    expect(await ClientModel.findOne({ clientId: kim.id }).lean()).to.not.have.property("remark");
    const long = await reader.submit(erased, REMARK, { text: "x".repeat(5001) });
    expect([long.status, textOf(long.document.querySelector("textarea"))?.length]).to.deep.equal([422, 5001]);
  });

  it("stops and allows bookings from there", async () => {
    const [kim, ana] = [await makeClient({ name: "Kim" }), await makeCounsellor()];
    await becomeClient({ counsellorId: ana.id, clientId: kim.id }, site.clock.now());
    const reader = await signedIn(site, ana);
    const asked = await reader.follow(await reader.get(`/clients/${kim.id}`), "Stop bookings");
    const stopped = await reader.submit(asked, "main form");
    expect(stopped.text).to.contain("They can no longer book with you.").and.contain("Kim cannot book with you");
    expect((await reader.get("/clients")).text).to.contain("No bookings");
    const refused = await failure(placeHold(site.services, actorOf(kim), wanted(ana, "2026-11-30T10:00:00.000Z")));
    expect(refused.message).to.contain("no longer takes bookings from you");
    const allowed = await reader.submit(stopped, "form[action$='/block']");
    expect(allowed.text).to.contain("Kim can book more sessions with you");
    expect((await (await signedIn(site, await makeCounsellor())).get(`/clients/${kim.id}/block`)).status).to.equal(404);
  });

  it("stays, as that of a former client, once their account is gone", async () => {
    const [kim, ana] = [await makeClient({ name: "Kim Weiss" }), await makeCounsellor()];
    await book(site, kim, ana, "2026-11-27T10:00:00.000Z");
    await AccountModel.deleteOne({ _id: kim.id });
    const reader = await signedIn(site, ana);
    const page = await reader.get(`/clients/${kim.id}`);
    expect([page.status, page.document.querySelector("h1")?.text]).to.deep.equal([200, "Former client"]);
    expect((await reader.get("/appointments")).text).to.contain("Former client");
  });

  it("begins with the first of the appointments from before clients were recorded", async () => {
    const [kim, ana] = [await makeClient(), await makeCounsellor()];
    const { history } = await book(site, kim, ana, "2026-11-24T11:00:00.000Z");
    site.clock.advance({ hours: 1 });
    await book(site, kim, ana, "2026-11-24T13:00:00.000Z");
    const pair = { counsellorId: ana.id, clientId: kim.id };
    await ClientModel.deleteOne(pair);
    const add = () => addClients(mongoose.connection.db!, site.services);
    await Promise.all([add(), add()]);
    const [client, ...others] = await ClientModel.find(pair).lean();
    expect([client?.firstSeenAt, others]).to.deep.equal([history[0]?.at, []]);
  });
});
