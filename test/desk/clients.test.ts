import { expect } from "chai";
import mongoose from "mongoose";
import { AccountModel } from "../../src/accounts/account-model.js";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { ClientModel } from "../../src/clients/client-model.js";
import { becomeClient } from "../../src/clients/become-client.js";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { findClientDetails } from "../../src/desk/find-client-details.js";
import { findClients } from "../../src/desk/find-clients.js";
import { findInvitations } from "../../src/invitations/find-invitations.js";
import { sendMessage } from "../../src/conversations/send-message.js";
import { actorOf, book } from "../support/booking.js";
import { startSiteOnOwnDatabase } from "../support/own-database.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import type { TestSite } from "../support/test-site.js";

const search = (reader: Reader, words: string): Promise<Page> => reader.post("/clients", { words }, "/clients");
const names = (page: Page): string[] => page.document.querySelectorAll("main .list strong").map(({ text }) => text);
const rowOf = (page: Page, name: string): string =>
  page.document
    .querySelectorAll("main .list li")
    .map(({ text }) => text.replace(/\s+/g, " ").trim())
    .find((text) => text.includes(name)) ?? "no row";

/** How many queries so far have read a whole collection. */
async function countScans(): Promise<number> {
  const status = (await mongoose.connection.db!.admin().serverStatus()) as {
    metrics: { queryExecutor: { collectionScans: { total: number } } };
  };
  return Number(status.metrics.queryExecutor.collectionScans.total);
}

describe("A counsellor's clients", () => {
  let site: TestSite;
  before(async () => (site = await startSiteOnOwnDatabase()));
  after(() => site.stop());

  /** Clients who have accepted an invitation, and not booked yet. */
  const become = async (counsellor: TestPerson, ...called: string[]): Promise<TestPerson[]> => {
    const clients = await Promise.all(called.map((name) => makeClient({ name })));
    for (const { id } of clients) await becomeClient({ counsellorId: counsellor.id, clientId: id }, site.clock.now());
    return clients;
  };

  it("says who they will be while there are none, and does not exist for clients", async () => {
    const page = await (await signedIn(site, await makeCounsellor())).get("/clients");
    expect(page.text).to.contain("0 clients").and.contain("Nobody has booked with you yet");
    expect((await (await signedIn(site, await makeClient())).get("/clients")).status).to.equal(404);
  });

  it("lists those with a session to come first, soonest first, and then the others by name", async () => {
    const ana = await makeCounsellor();
    const [zoe, ben] = await become(ana, "Zoë", "Ben", "émile", "Frida", "Dora");
    await book(site, ben!, ana, "2026-11-25T10:00:00.000Z");
    await book(site, zoe!, ana, "2026-11-24T10:00:00.000Z");
    await book(site, zoe!, ana, "2026-11-27T10:00:00.000Z");
    const page = await (await signedIn(site, ana)).get("/clients");
    expect(names(page)).to.deep.equal(["Zoë", "Ben", "Dora", "émile", "Frida"]);
    expect(rowOf(page, "Zoë")).to.contain("Next session Tuesday 24 November, 11:00").and.contain("No sessions yet");
    expect(rowOf(page, "Dora")).to.not.contain("Next session");
  });

  it("counts sessions and unread messages with each, and nothing that a shared client has with another counsellor", async () => {
    const [kim, ana, bea] = [await makeClient({ name: "Kim" }), await makeCounsellor(), await makeCounsellor()];
    for (const [counsellor, day, texts] of [
      [ana, "24", 1],
      [bea, "25", 3],
      [bea, "26", 0],
    ] as const) {
      const { _id } = await book(site, kim, counsellor, `2026-11-${day}T15:00:00.000Z`);
      await AppointmentModel.updateOne({ _id }, { $set: { status: "completed" }, $unset: { ticks: 1, deadlineAt: 1 } });
      const pair = { clientId: kim.id, counsellorId: counsellor.id };
      const conversation = await ConversationModel.findOne(pair).orFail().lean();
      for (let sent = 0; sent < texts; sent += 1) {
        const message = {
          conversationId: String(conversation._id),
          clientMessageId: `${day}-${sent}-message`,
          text: "Hello",
        };
        await sendMessage(site.services, actorOf(kim), message);
      }
    }
    await book(site, kim, bea, "2026-11-27T15:00:00.000Z");
    const [ofAna, ofBea] = [
      await (await signedIn(site, ana)).get("/clients"),
      await (await signedIn(site, bea)).get("/clients"),
    ];
    expect(rowOf(ofAna, "Kim")).to.equal("K Kim 1 unread 1 session, the last on 24 November 2026");
    expect(rowOf(ofBea, "Kim")).to.contain("3 unread").and.contain("2 sessions, the last on 26 November 2026");
  });

  it("finds names by the beginnings of their words, whatever their case and accents", async () => {
    const ana = await makeCounsellor();
    await become(ana, "Anna-Zoë Müller", "Łukasz Żak", "Anna Berg", "Ngozi O’Brien");
    const reader = await signedIn(site, ana);
    const found: [string, string[]][] = [
      ["zoe", ["Anna-Zoë Müller"]],
      ["MULLER an", ["Anna-Zoë Müller"]],
      ["muel", ["Anna-Zoë Müller"]],
      ["lukasz zak", ["Łukasz Żak"]],
      ["an", ["Anna Berg", "Anna-Zoë Müller"]],
      ["  brien ", ["Ngozi O’Brien"]],
      ["nna", []],
    ];
    for (const [words, expected] of found) expect(names(await search(reader, words)), words).to.deep.equal(expected);
    const none = await search(reader, "<b>nobody");
    expect((await search(reader, "  ")).text)
      .to.contain("4 clients")
      .and.not.contain("of 4 clients");
    expect(none.text).to.contain("0 of 4 clients").and.contain("None of your clients' names matches “<b>nobody”");
  });

  it("shows twenty at a time, also of what was found", async () => {
    const ana = await makeCounsellor();
    await become(ana, ...Array.from({ length: 23 }, (_, place) => `Kim ${String(place + 10)}`), "Lou");
    const reader = await signedIn(site, ana);
    expect(names(await reader.get("/clients?page=2"))).to.deep.equal(["Kim 30", "Kim 31", "Kim 32", "Lou"]);
    const found = await reader.post("/clients", { words: "kim", page: "2" }, "/clients");
    expect(names(found)).to.deep.equal(["Kim 30", "Kim 31", "Kim 32"]);
    expect(found.text).to.contain("23 of 24 clients");
  });

  it("reads no collection from end to end, for the list and for each page", async () => {
    const ana = await makeCounsellor();
    const [kim] = await become(ana, "Kim", "Lou");
    await book(site, kim!, ana, "2026-11-27T10:00:00.000Z");
    const actor = actorOf(ana, "counsellor");
    const before = await countScans();
    await findClients(actor, "", 1);
    await findClients(actor, "kim", 1);
    await findClientDetails(site.services, actor, { clientId: kim!.id, page: 1, ahead: 1 });
    await findInvitations(site.services, actor);
    expect((await countScans()) - before).to.equal(0);
  });

  it("dates each from when they were first seen, in whichever order that becomes known", async () => {
    const [ana, kim] = [await makeCounsellor(), await makeClient()];
    const pair = { counsellorId: ana.id, clientId: kim.id };
    const [first, second] = [new Date("2026-11-02T10:00:00Z"), new Date("2026-11-09T10:00:00Z")];
    await Promise.all([second, first, second].map((at) => becomeClient(pair, at)));
    expect((await ClientModel.findOne(pair).orFail().lean()).firstSeenAt).to.deep.equal(first);
  });

  it("keeps the record of someone whose account is gone", async () => {
    const ana = await makeCounsellor();
    const [kim] = await become(ana, "Kim");
    await AccountModel.deleteOne({ _id: kim!.id });
    const reader = await signedIn(site, ana);
    const page = await reader.follow(await reader.get("/clients"), "Former client");
    expect(page.status).to.equal(200);
  });
});
