import { expect } from "chai";
import { AccountModel } from "../../src/accounts/account-model.js";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { shareCheck } from "../../src/checks/shared-check.js";
import { sendMessage } from "../../src/conversations/send-message.js";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { joinRoom } from "../../src/room/join-room.js";
import { sayWhereabouts } from "../../src/room/say-whereabouts.js";
import { actorOf, book, wanted } from "../support/booking.js";
import { makeAccount, makeClient, makeCounsellor, PASSWORD, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const MORNING = "2026-11-23T09:00:00Z";

describe("A counsellor's dashboard", () => {
  let site: TestSite;
  let kim: TestPerson;
  let ana: TestPerson;
  let reader: Reader;

  before(async () => (site = await startTestSite({ now: MORNING })));
  after(() => site.stop());
  beforeEach(async () => {
    site.clock.moveTo(MORNING);
    [kim, ana] = [await makeClient({ name: "Kim Weiss" }), await makeCounsellor()];
    reader = await signedIn(site, ana);
  });

  const textOf = (page: Page, selector: string): string =>
    page.document.querySelector(selector)?.text.replace(/\s+/g, " ").trim() ?? "";
  const sessions = (page: Page): string[] =>
    page.document.querySelectorAll(".desk-day > li").map(({ text }) => text.replace(/\s+/g, " ").trim());

  it("is where counsellors land after signing in, unless they were on the way elsewhere", async () => {
    const signIn = async (person: TestPerson, path: string): Promise<string> => {
      const newcomer = site.newReader();
      const form = await newcomer.get(path);
      const page = await newcomer.submit(form, "main form", { email: person.email, password: PASSWORD });
      return new URL(page.url).pathname;
    };
    expect(await signIn(ana, "/sign-in")).to.equal("/dashboard");
    expect(await signIn(ana, "/availability")).to.equal("/availability");
    expect(await signIn(kim, "/sign-in")).to.equal("/appointments");
    expect(await signIn(await makeAccount("admin"), "/sign-in")).to.equal("/admin");
  });

  it("is for counsellors alone, and leads to everything of their practice", async () => {
    for (const other of [kim, await makeAccount("admin")]) {
      expect((await (await signedIn(site, other)).get("/dashboard")).status).to.equal(404);
    }
    const page = await reader.get("/dashboard");
    const links = page.document.querySelectorAll(".site-nav a").map((link) => link.getAttribute("href"));
    expect(links).to.deep.equal(["/dashboard", "/clients", "/conversations"]);
    const further = page.document.querySelectorAll(".desk-links a").map((link) => link.getAttribute("href"));
    expect(further).to.deep.equal(["/appointments", "/notes/search", "/availability", "/invoices", "/profile"]);
    for (const href of further) expect((await reader.get(href!)).status, href).to.equal(200);
  });

  it("shows a new counsellor what to do first", async () => {
    const newcomer = await makeCounsellor({ published: false, approach: "Soon." });
    await AccountModel.updateOne(
      { _id: newcomer.id },
      { $set: { settingUp: { done: [] }, accepted: { terms: 1, privacy: 1 } } },
    );
    reader = await signedIn(site, newcomer);
    const page = await reader.get("/dashboard");
    expect(page.text).to.contain("Finish setting up").and.to.contain("Nothing is booked.");
    expect(page.text).to.contain("No sessions today.").and.to.contain("There is nothing to do right now.");
    const dismissed = await reader.submit(page, "form[action='/welcome/dismiss']");
    expect(new URL(dismissed.url).pathname).to.equal("/dashboard");
    expect(dismissed.text).not.to.contain("Finish setting up");
  });

  it("shows today's sessions in the counsellor's zone, and how long it is until the next one", async () => {
    await book(site, kim, ana, "2026-11-23T12:30:00.000Z");
    await book(site, kim, ana, "2026-11-23T14:00:00.000Z");
    await AccountModel.updateOne({ _id: ana.id }, { $set: { zone: "Australia/Adelaide" } });
    const page = await (await signedIn(site, ana)).get("/dashboard");
    expect(sessions(page)).to.deep.equal(["23:00 to 23:50 Booked Kim Weiss · Individual, by video"]);
    expect(textOf(page, "#today")).to.equal("Today, Monday 23 November");
    expect(page.text).to.contain("In 3 hours 30 minutes Today, 23:00 to 23:50");
    const renewIn = (of: Page): number =>
      Number(of.document.querySelector("[data-today]")?.getAttribute("data-renew-in-ms"));
    expect(renewIn(page)).to.equal(60_000);
    site.clock.moveTo("2026-11-23T13:30:00Z");
    expect(sessions(await reader.get("/dashboard"))).to.deep.equal([
      "00:30 to 01:20 Booked Kim Weiss · Individual, by video",
    ]);
  });

  it("says who is waiting, until the counsellor joins", async () => {
    const { _id } = await book(site, kim, ana, "2026-11-23T11:00:00.000Z");
    site.clock.moveTo("2026-11-23T10:55:00Z");
    expect((await reader.get("/dashboard")).text).not.to.contain("is waiting");
    await joinRoom(site.services, actorOf(kim), String(_id));
    const page = await reader.get("/dashboard");
    expect(textOf(page, "[data-waiting]")).to.equal("Kim Weiss is waiting for you.");
    expect(page.document.querySelector(".desk-waiting a")?.getAttribute("href")).to.equal(
      `/appointments/${String(_id)}/room`,
    );
    expect(page.document.querySelector("[data-today]")?.getAttribute("data-watched")).to.equal(String(_id));
    await joinRoom(site.services, actorOf(ana, "counsellor"), String(_id));
    expect((await reader.get("/dashboard")).text).not.to.contain("is waiting");
  });

  it("shows what clients filled in, without the details themselves", async () => {
    const { _id } = await book(site, kim, ana, "2026-11-23T11:00:00.000Z");
    await shareCheck(site.services, actorOf(kim), { camera: true, microphone: false, connection: "fair" });
    site.clock.moveTo("2026-11-23T10:55:00Z");
    const said = { place: "Lake Road 5", contact: "" };
    await sayWhereabouts(site.services, actorOf(kim), { appointmentId: String(_id), said });
    const [session = ""] = sessions(await reader.get("/dashboard"));
    expect(session).to.contain("Place given").and.not.contain("Lake Road");
    expect(session).to.contain("Devices checked on 23 November: camera works, microphone does not, connection fair");
  });

  it("says that a teen's details are missing", async () => {
    const { _id } = await book(site, kim, ana, "2026-11-23T15:00:00.000Z");
    await AppointmentModel.updateOne({ _id }, { $set: { sessionType: "teen" } });
    const [session] = sessions(await reader.get("/dashboard"));
    expect(session).to.contain("Teen's details missing");
  });

  it("counts unread messages, and shows who holds a time until when", async () => {
    await book(site, kim, ana, "2026-11-24T11:00:00.000Z");
    const { _id } = await ConversationModel.findOne({ counsellorId: ana.id }).orFail().lean();
    const message = { clientMessageId: "one-message", text: "Hello" };
    await sendMessage(site.services, actorOf(kim), { conversationId: String(_id), ...message });
    await placeHold(site.services, actorOf(kim), wanted(ana, "2026-11-24T15:00:00.000Z"));
    const page = await reader.get("/dashboard");
    expect(page.text).to.contain("1 unread message");
    expect(page.text).to.contain("Kim Weiss is booking Tue 24 Nov, 16:00 (held until 10:10).");
    site.clock.advance({ minutes: 11 });
    expect((await reader.get("/dashboard")).text).not.to.contain("holds");
  });

  it("shows nothing of other counsellors' sessions", async () => {
    await book(site, kim, await makeCounsellor(), "2026-11-23T12:00:00.000Z");
    const page = await reader.get("/dashboard");
    expect(page.text).not.to.contain("Kim Weiss");
  });

  it("gives an open page the part about today alone", async () => {
    await book(site, kim, ana, "2026-11-23T11:00:00.000Z");
    const headers = { "HX-Request": "true", "HX-Request-Type": "partial" };
    const part = await reader.get("/dashboard/today", headers);
    expect(part.text).to.contain("Kim Weiss");
    expect(part.document.querySelector("h1")).to.equal(null);
    expect((await reader.get("/dashboard/today")).document.querySelector("h1")?.text).to.equal("Today");
  });
});
