import { expect } from "chai";
import mongoose from "mongoose";
import { AccountModel } from "../../src/accounts/account-model.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { reportConversation } from "../../src/conversations/report-conversation.js";
import { ReportModel } from "../../src/conversations/report-model.js";
import { DEMO_ADMIN, DEMO_CLIENTS, DEMO_COUNSELLORS } from "../../src/demo/demo-people.js";
import { seedDemo } from "../../src/demo/seed-demo.js";
import { InvitationModel } from "../../src/invitations/invitation-model.js";
import { inviteClient } from "../../src/invitations/invite-client.js";
import { NoteModel } from "../../src/notes/note-model.js";
import { addTemplate } from "../../src/notes/own-templates.js";
import { createOneTimeLink } from "../../src/one-time-links/one-time-links.js";
import { absent } from "../../src/platform/queries.js";
import { actorOf, book, wanted } from "../support/booking.js";
import { asksForNone, DatabaseTrips, depthOf, type Command } from "../support/database-trips.js";
import { scansOf } from "../support/explain.js";
import { startOwnDatabase, type OwnDatabase } from "../support/own-database.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Reader } from "../support/reader.js";
import { getRoutes, openPages, type SitePage } from "../support/site-pages.js";
import { startTestSite, type TestSite } from "../support/test-site.js";
import { handIn } from "../support/verification.js";

const DEEPEST = 4;
const MOST_COMMANDS = 8;
const MEAN = 3;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Answers to scripts and files, and pages that need a link from a mail or a state that no example below is in. */
const NO_EXAMPLE = [
  ...["/healthz", "/readyz", "/robots.txt", "/sitemap.xml", "/.well-known/security.txt", "/logo/:reference"],
  ...["/photos/:reference", "/photos/people/:id/:reference", "/attachments/:id", "/attachments/:id/shown"],
  ...["/attachments/:id/small", "/profile/verification/documents/:id", "/dashboard/figures/:file"],
  ...["/appointments/:id/calendar.ics", "/invoices/month.csv", "/admin/setup/relay", "/conversations/unread"],
  ...["/conversations/:id/changes", "/conversations/:id/files/:seq", "/conversations/:id/previews/:seq"],
  ...["/continue", "/confirm-email", "/confirm-email/:token", "/account/email/:token", "/take-back-email/:token"],
  ...[
    "/appointments/:id/note/history/:version",
    "/appointments/:id/private-note/history/:version",
    "/reset-password/:token",
    "/become-admin/:token",
    "/invitation/accepted/:id",
    "/appointments/:id/return",
  ],
  ...["/test-gateway/:chargeId", "/appointments/:id/pay", "/appointments/:id/payment", "/attachments/:id/about"],
];

interface Measured extends SitePage {
  role: string;
  commands: Command[];
}

describe("What a page asks of the database", () => {
  let database: OwnDatabase;
  let trips: DatabaseTrips;
  let site: TestSite;
  let routes: string[];
  const measured: Measured[] = [];

  before(async function () {
    this.timeout(240_000);
    database = await startOwnDatabase();
    trips = await DatabaseTrips.before(database.uri);
    site = await startTestSite({ databaseUri: trips.proxiedUri, now: new Date().toISOString() });
    await seedDemo(site.services);
    routes = getRoutes(site.services);
    for (const [role, { reader, more }] of Object.entries(await readersOf(site))) {
      for (const page of await openPages(reader, routes, more)) {
        measured.push({ ...page, role, commands: await ask(reader, page.path) });
      }
    }
  });
  after(async () => {
    await site.stop();
    await trips.close();
    await database.stop();
  });

  /** A busy machine makes a page look deeper than it is, never less deep. */
  const ask = async (reader: Reader, path: string, again = 2): Promise<Command[]> => {
    const commands = await trips.measure(() => reader.request(path, { redirect: "manual" }));
    return depthOf(commands) > DEEPEST && again > 0 ? ask(reader, path, again - 1) : commands;
  };
  const where = (isWrong: (commands: Command[]) => boolean): string[] =>
    measured.filter(({ commands }) => isWrong(commands)).map((page) => describePage(page));

  it("is measured for every route that has a page", () => {
    const reached = new Set(measured.map(({ route }) => route));
    expect(routes.filter((route) => !reached.has(route)).sort()).to.deep.equal([...NO_EXAMPLE].sort());
  });

  it("takes at most four round trips one after the other, three on average", () => {
    expect(where((commands) => depthOf(commands) > DEEPEST)).to.deep.equal([]);
    const depths = measured.map(({ commands }) => depthOf(commands));
    expect(depths.reduce((sum, depth) => sum + depth, 0) / depths.length).to.be.at.most(MEAN);
  });

  it("takes at most eight commands, none of which asks for one of no values", () => {
    expect(where((commands) => commands.length > MOST_COMMANDS)).to.deep.equal([]);
    expect(where((commands) => commands.some(({ body }) => asksForNone(body)))).to.deep.equal([]);
  });

  it("scans no collection", async function () {
    this.timeout(60_000);
    const client = await mongoose.createConnection(database.uri).asPromise();
    const found = new Map<string, string>();
    const asked = new Set<string>();
    for (const page of measured) {
      for (const command of page.commands) {
        if (asked.has(shapeOf(command))) continue;
        asked.add(shapeOf(command));
        for (const scan of await scansOf(client.db!, command)) found.set(scan, describePage(page));
      }
    }
    await client.close();
    expect([...found].map(([scan, page]) => `${page}: ${scan}`)).to.deep.equal([]);
  });
});

/** Somebody of each role with the pages that no link leads to. */
async function readersOf(site: TestSite): Promise<Record<string, { reader: Reader; more: string[] }>> {
  const [client, counsellor, admin] = await Promise.all(
    [DEMO_CLIENTS[0], DEMO_COUNSELLORS[0], DEMO_ADMIN].map((who) => findPerson(who!.email)),
  );
  const [newcomer, parent] = [await makeClient(), await makeClient()];
  const type = (type: "individual" | "teen") => ({ type, minutes: 50, priceCents: 4000 });
  const busy = await makeCounsellor({ offers: [type("individual"), type("teen")] });
  const at = (hour: number): string =>
    new Date(Math.ceil(Date.now() / DAY_MS + 14) * DAY_MS + hour * HOUR_MS).toISOString();
  const { _id: booked } = await book(site, newcomer, busy, at(10));
  const hold = await placeHold(site.services, actorOf(newcomer), wanted(busy, at(12)));
  const teen = { ...wanted(busy, at(14)), sessionType: "teen" as const };
  const teenHold = await placeHold(site.services, actorOf(parent), teen);
  const unverified = await makeCounsellor({ published: false, approach: "A whole profile that waits. ".repeat(4) });
  await handIn(site, unverified);
  await inviteClient(site.services, actorOf(busy, "counsellor"), "kim@example.org");
  const invitation = await InvitationModel.findOne({ counsellorId: busy.id }).orFail().lean();
  const { token } = await createOneTimeLink(site.services, "invitation", { recordId: String(invitation._id) });
  const conversation = await ConversationModel.findOne({ clientId: client!.id }).orFail().lean();
  await reportConversation(site.services, actorOf(client!), conversation, "other");
  const report = await ReportModel.findOne().orFail().lean();
  await addTemplate(site.services, actorOf(counsellor!, "counsellor"), { name: "Mine", text: "Text" });
  const unsigned = await NoteModel.findOne({ authorId: counsellor!.id, kind: "record", signed: absent })
    .orFail()
    .lean();
  const of = async (person: TestPerson, ...more: string[]) => ({ reader: await signedIn(site, person), more });
  const held = `/appointments/${String(hold.holdId)}`;
  return {
    visitor: { reader: site.newReader(), more: [`/invitation/${token}`] },
    client: await of(client!, `/conversations/${String(conversation._id)}/withdraw?seq=1`),
    newcomer: await of(newcomer, `${held}/checkout`, `${held}/pay`, `/appointments/${String(booked)}/reschedule`),
    parent: await of(parent, `/appointments/${String(teenHold.holdId)}/teen`),
    counsellor: await of(counsellor!, `/appointments/${String(unsigned.appointmentId)}/note/sign`),
    admin: await of(admin!, `/admin/reports/${String(report._id)}`, `/admin/counsellors/${unverified.id}`),
  };
}

async function findPerson(email: string): Promise<TestPerson> {
  const { _id, name } = await AccountModel.findOne({ email }).orFail().lean();
  return { id: String(_id), email, name };
}

function describePage({ role, path, commands }: Measured): string {
  const asked = commands.map(({ trip, name, body }) => `${trip} ${name} ${String(body[name])}`);
  return `${role} ${path}: ${asked.join(", ")}`;
}

/** A command without the values in it. */
const shapeOf = ({ name, body }: Command): string =>
  name + JSON.stringify(body, (key, value: unknown) => (typeof value === "object" || key === name ? value : 0));
