import { expect } from "chai";
import mongoose from "mongoose";
import type { Appointment } from "../../src/appointments/appointment-model.js";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { book } from "../support/booking.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

describe("The page of an appointment", () => {
  let site: TestSite;
  let client: TestPerson;
  let counsellor: TestPerson;
  let appointment: Appointment;

  before(async () => {
    site = await startTestSite();
    client = await makeClient();
    counsellor = await makeCounsellor({ name: "Ana Moreno" });
    appointment = await book(site, client, counsellor, "2026-11-26T10:00:00.000Z");
  });
  after(() => site.stop());

  const address = (): string => `/appointments/${String(appointment._id)}`;

  it("has the conversation that began with the booking", async () => {
    for (const reader of [await signedIn(site, client), await signedIn(site, counsellor)]) {
      expect((await reader.get(address())).text).to.contain("Conversation with");
    }
    expect(await ConversationModel.countDocuments()).to.equal(1);
  });

  it("begins no conversation by being opened, and does without one", async () => {
    await ConversationModel.deleteMany({});
    const page = await (await signedIn(site, client)).get(address());
    expect(page.status).to.equal(200);
    expect(page.text).to.contain("Session with Ana Moreno").and.not.to.contain("Conversation with");
    expect(await ConversationModel.countDocuments()).to.equal(0);
  });

  it("writes nothing to the database when it or a page for changing it is read", async () => {
    const reader = await signedIn(site, client);
    const paths = ["", "/cancel", "/reschedule", "/receipt", "/calendar.ics"].map((path) => address() + path);
    const before = await everything();
    for (const path of ["/appointments", ...paths]) expect((await reader.get(path)).status, path).to.equal(200);
    expect(await everything()).to.equal(before);
  });

  /** All records but login sessions, which every request makes last longer. */
  async function everything(): Promise<string> {
    const database = mongoose.connection.db!;
    const names = (await database.listCollections().toArray()).map(({ name }) => name).sort();
    const kept = names.filter((name) => name !== "loginSessions");
    return JSON.stringify(await Promise.all(kept.map((name) => database.collection(name).find().toArray())));
  }
});
