import { expect } from "chai";
import mongoose from "mongoose";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { isPolicy } from "../../src/web/guards.js";
import { actorOf, book, wanted } from "../support/booking.js";
import { makeAccount, makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Reader } from "../support/reader.js";
import { allRoutes } from "../support/routes.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

describe("Every route", () => {
  let site: TestSite;
  before(async () => (site = await startTestSite()));
  after(() => site.stop());

  it("begins with a policy that says who may use it", () => {
    const routes = allRoutes(site.services);
    const unguarded = routes.filter(({ first }) => !isPolicy(first)).map(({ method, path }) => `${method} ${path}`);
    expect(unguarded).to.deep.equal([]);
    expect(routes.length).to.be.greaterThan(20);
  });

  it("that only reads leaves the database as it was, for every reader", async () => {
    const people = await peopleWithASession();
    const addresses = allRoutes(site.services)
      .filter(({ method }) => method === "GET")
      .flatMap(({ path }) => fillIn(path, people.names));
    for (const [who, reader] of people.readers) {
      const before = await everything();
      const shown = new Set<string>();
      for (const address of addresses) {
        const page = await reader.get(address);
        expect(page.status, `${who}: ${address}`).to.be.lessThan(500);
        if (page.status === 200) shown.add(new URL(page.url).pathname);
      }
      expect(await everything(), who).to.deep.equal(before);
      expect(shown.size, who).to.be.greaterThan(who === "visitor" ? 8 : 15);
    }
  }).timeout(180_000);

  /** A client and a counsellor with a booked session and a hold, an admin, a visitor, and what addresses may name of them. */
  async function peopleWithASession(): Promise<{ readers: [string, Reader][]; names: Record<string, string[]> }> {
    const [client, counsellor, admin] = await Promise.all([makeClient(), makeCounsellor(), makeAccount("admin")]);
    const booked = await book(site, client, counsellor, "2026-11-26T10:00:00.000Z");
    const held = await placeHold(site.services, actorOf(client), wanted(counsellor, "2026-11-26T12:00:00.000Z"));
    const conversation = await ConversationModel.findOne().orFail().lean();
    expect(await AppointmentModel.countDocuments()).to.equal(2);
    const as = async (who: string, person: TestPerson) => [who, await signedIn(site, person)] as [string, Reader];
    return {
      readers: [
        ["visitor", site.newReader()],
        await as("client", client),
        await as("counsellor", counsellor),
        await as("admin", admin),
      ],
      names: {
        "/appointments/:id": [String(booked._id), String(held.holdId)],
        "/conversations/:id": [String(conversation._id)],
        "/clients/:id": [client.id],
        "/admin/accounts/:id": [client.id],
        "/admin/counsellors/:id": [counsellor.id],
        "/counsellors/:slug": [`counsellor-${counsellor.id}`],
        "/admin/site/texts/:kind": ["privacy"],
      },
    };
  }
});

/** The addresses of a route: for its beginning each of these names, for its other parts one that names nothing. */
function fillIn(path: string, names: Record<string, string[]>): string[] {
  const beginning = Object.keys(names).find((each) => path.startsWith(each)) ?? "";
  return (names[beginning] ?? ["1"])
    .map((name) => beginning.replace(/:\w+/, name) + path.slice(beginning.length))
    .map((address) => address.replace(/:\w+/g, "1"));
}

/**
 * All records by collection, but login sessions, which every request makes last longer, and the log of who opened which note: that a
 * note was read is the one thing that reading it writes.
 */
async function everything(): Promise<Record<string, string>> {
  const database = mongoose.connection.db!;
  const names = (await database.listCollections().toArray()).map(({ name }) => name).sort();
  const kept = names.filter((name) => name !== "loginSessions" && name !== "noteOpenings");
  const records: Record<string, string> = {};
  for (const name of kept) records[name] = JSON.stringify(await database.collection(name).find().toArray());
  return records;
}
