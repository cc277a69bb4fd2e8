import { expect } from "chai";
import mongoose from "mongoose";
import { AccountModel } from "../../src/accounts/account-model.js";
import { countTotals } from "../../src/admin/count-totals.js";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
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
import { demoFacts } from "../support/demo-facts.js";
import { plansOf } from "../support/explain.js";
import { startOwnDatabase, type OwnDatabase } from "../support/own-database.js";
import { noWakeUps } from "../support/no-wake-ups.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Reader } from "../support/reader.js";
import { QUESTIONS } from "../support/database-questions.js";
import { brokenPlaceLinks, getRoutes, openPages, type SitePage } from "../support/site-pages.js";
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
  ...["/test-gateway/:chargeId", "/appointments/:id/pay", "/appointments/:id/payment"],
];

/** Once a day, two jobs go through whole collections. */
const ASKS_FOR_ALL = /"filter":\{\}|"pipeline":\[\{"\$group"/;

/** The indexes by which pages and jobs find records; test/support/database-questions.ts has those of other questions. */
const INDEXES: Record<string, string[]> = {
  accounts: ["createdAt_-1__id_-1", "role_1_createdAt_-1", "suspendedAt_-1__id_-1", "unprovenSince_1"],
  appointments: [
    "claims",
    "clientId_1_startsAt_1",
    "counsellorId_1_clientId_1_startsAt_1",
    "counsellorId_1_recordDueSince_1",
    "counsellorId_1_startsAt_1",
    "deadlineAt_1",
    "holdId_1",
    "needsNotice_1",
    "presentUntil.client_1",
    "presentUntil.counsellor_1",
    "status_1_startsAt_1",
    "uncounted",
  ],
  attachments: ["appointmentId_1_noteKind_1_order_1", "leavingAt_1"],
  auditEvents: ["at_-1__id_-1"],
  clients: ["counsellorId_1_firstSeenAt_1"],
  conversations: ["clientId_1_lastAt_-1", "counsellorId_1_lastAt_-1", "noticeDueAt_1"],
  counsellors: ["offers.priceCents_1", "published_1_verified.at_1", "verified.until_1"],
  invitations: ["counsellorId_1_sentAt_-1"],
  invoices: ["counsellorId_1_clientId_1_number_-1", "counsellorId_1_month_1_number_1"],
  letters: ["personId_1_status_1_settledAt_-1", "personId_1_writtenAt_-1", "status_1_settledAt_-1", "tryAt_1"],
  listings: ["facets_1_free.any_1__id_1", "facets_1_name_1__id_1", "freshUntil_1"],
  messages: ["toForget_1", "unreadBy_1_conversationId_1_seq_1"],
  noteOpenings: ["authorId_1_clientId_1_at_-1__id_-1"],
  notes: ["authorId_1_clientId_1_savedAt_-1"],
  notices: [
    "personId_1_dueAt_-1__id_-1",
    "personId_1_status_1_settledAt_-1",
    "status_1_settledAt_-1",
    "status_1_tries_-1",
    "tryAt_1",
  ],
  payments: ["chargeId_1", "clientId_1_at_-1", "needsNotice_1", "status_1_at_1"],
  reports: ["at_-1__id_-1", "closed.at_1_at_-1__id_-1"],
  teens: ["checkAt_1"],
  testGatewayCharges: ["approvedFrom_1", "events.id_1", "refunds.status_1"],
  verifications: ["state_1_askedAt_1"],
  whereabouts: ["lookAt_1"],
};

interface Measured {
  path: string;
  role: string;
  commands: Command[];
}

describe("Each page of the demo site", () => {
  let database: OwnDatabase;
  let trips: DatabaseTrips;
  let site: TestSite;
  let routes: string[];
  /** What the site does every half minute. */
  const jobs: (() => Promise<void>)[] = [];
  let facts: Record<string, number>;
  const measured: (SitePage & Measured)[] = [];
  /** What asks besides pages. */
  const others: Measured[] = [];

  before(async function () {
    this.timeout(240_000);
    database = await startOwnDatabase();
    trips = await DatabaseTrips.before(database.uri);
    const wakeUps = { ...noWakeUps, every30Seconds: (job: () => Promise<void>) => void jobs.push(job) };
    site = await startTestSite({ databaseUri: trips.proxiedUri, now: new Date().toISOString(), replace: { wakeUps } });
    const lines = await seedDemo(site.services);
    expect(await seedDemo(site.services), "once more, as at a restart").to.deep.equal(lines);
    facts = await demoFacts(site.services.clock.now());
    routes = getRoutes(site.services);
    const readers = await readersOf(site);
    for (const [role, { reader, more }] of Object.entries(readers)) {
      for (const page of await openPages(reader, routes, more)) {
        measured.push({ ...page, role, commands: await ask(reader, page.path) });
      }
    }
    const also = async (path: string, work: () => Promise<unknown>) =>
      others.push({ path, role: "admin", commands: await trips.measure(work) });
    await also("count of its totals", () => countTotals(site.services));
    for (const state of ["active", "suspended"]) {
      await also(`accounts that are ${state}`, () => readers.admin!.reader.post("/admin/accounts", { state }));
    }
    for (const job of jobs) others.push({ path: String(job), role: "job", commands: await trips.measure(job) });
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

  it("shows what could have happened", () => {
    const { bookedAfterwards, withoutTheirTime, refundedOtherwise, clientsSeenLater, missingInTotals, ...few } = facts;
    const impossible = { bookedAfterwards, withoutTheirTime, refundedOtherwise, clientsSeenLater, missingInTotals };
    expect(impossible).to.deep.equal({
      ...{ bookedAfterwards: 0, withoutTheirTime: 0, refundedOtherwise: 0, clientsSeenLater: 0, missingInTotals: 0 },
    });
    expect(few).to.deep.equal({
      ...{ signedRecords: 3, unsignedRecords: 1, privateNotes: 1, attachments: 2, messages: 5, unreadMessages: 2 },
      ...{ startingNow: 1, offers: 1, agreedPrices: 1, invoices: 2 },
    });
  });

  it("is measured for every route that has a page", () => {
    const reached = new Set(measured.map(({ route }) => route));
    expect(routes.filter((route) => !reached.has(route)).sort()).to.deep.equal([...NO_EXAMPLE].sort());
  });

  it("has every place that a link leads to", () => {
    expect(measured.flatMap(({ placeLinks }) => placeLinks)).to.have.length.greaterThan(100);
    for (const role of new Set(measured.map((page) => page.role))) {
      expect(
        brokenPlaceLinks(
          measured.filter((page) => page.role === role),
          routes,
        ),
      ).to.deep.equal([]);
    }
  });

  it("takes at most four round trips one after the other, three on average", () => {
    expect(where((commands) => depthOf(commands) > DEEPEST)).to.deep.equal([]);
    const depths = measured.map(({ commands }) => depthOf(commands));
    expect(depths.reduce((sum, depth) => sum + depth, 0) / depths.length).to.be.at.most(MEAN);
  });

  it("takes at most eight commands, none with an empty list of values", () => {
    expect(where((commands) => commands.length > MOST_COMMANDS)).to.deep.equal([]);
    expect(where((commands) => commands.some(({ body }) => asksForNone(body)))).to.deep.equal([]);
  });

  describe("finds what it asks for, as every job in the background does,", () => {
    const found = new Map<string, string>();
    const used = new Set<string>();
    before(async function () {
      this.timeout(120_000);
      const client = await mongoose.createConnection(database.uri).asPromise();
      const asked = new Set<string>();
      for (const page of [...measured, ...others]) {
        for (const command of page.commands) {
          if (asked.has(shapeOf(command))) continue;
          asked.add(shapeOf(command));
          const { scans, indexes } = await plansOf(client.db!, command);
          for (const scan of scans)
            if (page.role !== "job" || !ASKS_FOR_ALL.test(scan)) found.set(scan, describePage(page));
          for (const index of indexes) used.add(index);
        }
      }
      await client.close();
    });

    it("without scanning a collection", () => {
      expect([...found].map(([scan, page]) => `${page}: ${scan}`)).to.deep.equal([]);
    });

    it("by indexes that are there for it, and needs each of them", () => {
      const others = QUESTIONS.flatMap(({ model, indexes }) =>
        indexes.map((index) => `${model.collection.name} ${index}`),
      );
      const named = Object.entries(INDEXES).flatMap(([name, indexes]) => indexes.map((index) => `${name} ${index}`));
      const declared = declaredIndexes();
      expect(declared.filter((index) => !used.has(index) && !others.includes(index))).to.deep.equal([]);
      expect(declared.filter((index) => used.has(index))).to.have.members(named);
    });
  });
});

/** Someone of each role with the pages that no link leads to. */
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
  const last = await AppointmentModel.findOne({ counsellorId: counsellor!.id, status: "booked" })
    .sort({ startsAt: -1 })
    .orFail()
    .lean();
  const of = async (person: TestPerson, ...more: string[]) => ({ reader: await signedIn(site, person), more });
  const held = `/appointments/${String(hold.holdId)}`;
  return {
    visitor: { reader: site.newReader(), more: [`/invitation/${token}`] },
    client: await of(client!, `/conversations/${String(conversation._id)}/withdraw?seq=1`),
    newcomer: await of(newcomer, `${held}/checkout`, `${held}/pay`, `/appointments/${String(booked)}/reschedule`),
    parent: await of(parent, `/appointments/${String(teenHold.holdId)}/teen`),
    counsellor: await of(
      counsellor!,
      `/appointments/${String(unsigned.appointmentId)}/note/sign`,
      `/appointments/${String(last._id)}/offer`,
    ),
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

/** The indexes of all models that are there to find records, neither to keep something unique nor to remove it in time. */
function declaredIndexes(): string[] {
  return Object.values<mongoose.Model<unknown>>(mongoose.models).flatMap(({ schema, collection }) =>
    schema.indexes().flatMap(([key, { unique, expireAfterSeconds, name }]) => {
      if (unique === true || expireAfterSeconds !== undefined) return [];
      return [`${collection.name} ${name ?? Object.entries(key).flat().join("_")}`];
    }),
  );
}
