/**
 * Compares pages of people with a long history, in a database of 200,000 appointments, 2 million messages and 30,000 notices of one
 * person, with the same pages at a hundredth of that: medians of whole answers from two servers by turns, and their ratio. With a
 * number, such as `0.1`, that share of it all.
 */
import argon2 from "argon2";
import { randomBytes } from "node:crypto";
import mongoose from "mongoose";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { AccountModel } from "../src/accounts/account-model.js";
import { AppointmentModel } from "../src/appointments/appointment-model.js";
import { AuditEventModel } from "../src/audit/event-model.js";
import { ClientModel } from "../src/clients/client-model.js";
import { ConversationModel } from "../src/conversations/conversation-model.js";
import { MessageModel, messagePlace } from "../src/conversations/message-model.js";
import { CounsellorModel } from "../src/profiles/counsellor-model.js";
import { databaseUri, startEmbeddedMongo } from "../src/embedded-mongo/start.js";
import { writeFormat } from "../src/migrations/format.js";
import { steps } from "../src/migrations/steps.js";
import { NoticeModel } from "../src/notices/notice-model.js";
import { connectModels, disconnectModels } from "../src/platform/database.js";
import { createSecrets } from "../src/platform/secrets.js";
import { OwnProcess } from "../test/support/own-process.js";
import { Reader } from "../test/support/reader.js";

const SHARE = Number(process.argv[2] ?? 1);
const SIZES = [SHARE / 100, SHARE];
const WHOLE = { appointments: 200_000, messages: 2_000_000, notices: 30_000, events: 100_000 };
/** Of all appointments, those of the counsellor whose pages are measured; of all messages, those of one conversation. */
const OWN = { appointments: 0.04, messages: 0.01 };
/** Of both databases alike, so that only history grows. */
const CLIENTS = 40;
const ROUNDS = 15;
const AT_ONCE = 2000;
const PASSWORD = "correct horse battery";
const DAY_MS = 86_400_000;
/** A database of two million messages is opened on a machine that has other work. */
const PATIENCE_MS = 10 * 60_000;
const NOW = Date.now();

type Id = mongoose.Types.ObjectId;
const newId = (): Id => new mongoose.Types.ObjectId();
const PEOPLE = { counsellor: newId(), client: newId(), admin: newId() };
const APPOINTMENT = newId();
const CONVERSATION = newId();
const KEY = { id: "bench", key: randomBytes(32) };
const SECRETS = createSecrets([KEY]);
const FILLER = { keyId: KEY.id, box: randomBytes(70) };
const OTHER_CONVERSATIONS = Array.from({ length: 2000 }, newId);
const SENDERS = Array.from({ length: 2000 }, newId);

const PAGES: [keyof typeof PEOPLE, string][] = [
  ["client", "/appointments"],
  ["client", "/appointments?state=cancelled"],
  ["client", `/appointments/${String(APPOINTMENT)}`],
  ["client", "/notices"],
  ["client", "/conversations"],
  ["client", `/conversations/${String(CONVERSATION)}/messages`],
  ["counsellor", "/dashboard"],
  ["counsellor", "/appointments"],
  ["counsellor", "/appointments?state=cancelled"],
  ["counsellor", "/clients"],
  ["counsellor", `/clients/${String(PEOPLE.client)}`],
  ["counsellor", "/conversations"],
  ["counsellor", "/invoices"],
  ["counsellor", "/notes/unsigned"],
  ["counsellor", "/availability"],
  ["counsellor", "/notices"],
  ["admin", "/admin"],
  ["admin", "/admin/accounts"],
  ["admin", "/admin/counsellors"],
  ["admin", "/admin/audit"],
  ["admin", "/admin/deliveries"],
  ["admin", "/admin/reports"],
];

const folders = await Promise.all(SIZES.map(() => mkdtemp(path.join(tmpdir(), "healspace-bench-"))));
const sites: OwnProcess[] = [];
try {
  for (const [place, size] of SIZES.entries()) await fill(folders[place]!, size);
  const SEALING_KEYS = `${KEY.id}:${KEY.key.toString("base64")}`;
  for (const folder of folders)
    sites.push(new OwnProcess({ PORT: "0", DATA_DIR: folder, LOG_LEVEL: "warn", SEALING_KEYS }));
  const urls: string[] = [];
  for (const site of sites) urls.push(await site.answers(PATIENCE_MS));
  const readers = [];
  for (const url of urls) readers.push(await signInAll(url));
  console.log(`${"page".padEnd(50)}${SIZES.map((size) => `${size * 100} %`.padStart(10)).join("")}     ratio   (ms)`);
  for (const [role, page] of PAGES)
    console.log(
      await compare(
        readers.map((each) => each[role]),
        role,
        page,
      ),
    );
} finally {
  for (const site of sites) {
    site.kill("SIGTERM");
    await site.exits();
  }
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
}

type Readers = Record<keyof typeof PEOPLE, Reader>;

async function signInAll(url: string): Promise<Readers> {
  const signIn = async (role: keyof typeof PEOPLE): Promise<Reader> => {
    const reader = new Reader(url);
    await reader.post("/sign-in", { email: `${role}@example.org`, password: PASSWORD });
    return reader;
  };
  return { client: await signIn("client"), counsellor: await signIn("counsellor"), admin: await signIn("admin") };
}

async function compare(readers: Reader[], role: string, page: string): Promise<string> {
  const times = readers.map((): number[] => []);
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [place, reader] of readers.entries()) {
      const began = performance.now();
      const { status, url } = await reader.get(page);
      if (status !== 200) throw new Error(`${url} answers ${status}`);
      // The first is to get warm.
      if (round > 0) times[place]!.push(performance.now() - began);
    }
  }
  const [few = NaN, many = NaN] = times.map(median);
  const figures = [few, many, many / few].map((figure) => figure.toFixed(1).padStart(10));
  return `${role} ${page.replace(/[0-9a-f]{24}/, ":id")}`.padEnd(50) + figures.join("");
}

async function fill(folder: string, share: number): Promise<void> {
  const embedded = await startEmbeddedMongo({ folder, noSync: true });
  await connectModels(databaseUri(embedded, "healspace"));
  await writeFormat(mongoose.connection.db!, steps.at(-1)!, new Date(NOW));
  const began = performance.now();
  const clients = [PEOPLE.client, ...Array.from({ length: CLIENTS - 1 }, newId)];
  await fillPeople(clients);
  const count = (what: keyof typeof WHOLE): number => Math.round(WHOLE[what] * share);
  const own = Math.round(count("appointments") * OWN.appointments);
  await insert(AppointmentModel, count("appointments"), (place) => appointment(place, own, clients));
  const ownMessages = Math.round(count("messages") * OWN.messages);
  await insert(MessageModel, count("messages"), (place) => message(place, ownMessages));
  await insert(NoticeModel, count("notices"), notice);
  await insert(AuditEventModel, count("events"), event);
  await disconnectModels();
  await embedded.stop();
  console.log(`${share * 100} % of the data written in ${((performance.now() - began) / 1000).toFixed(0)} s`);
}

async function insert(model: unknown, count: number, make: (place: number) => object): Promise<void> {
  const { collection } = model as mongoose.Model<unknown>;
  for (let done = 0; done < count; done += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - done) }, (_, place) => make(done + place));
    await collection.insertMany(some, { ordered: false });
  }
}

async function fillPeople(clients: Id[]): Promise<void> {
  const passwordHash = await argon2.hash(PASSWORD, { memoryCost: 1024, timeCost: 2, parallelism: 1 });
  const account = (_id: Id, role: string, email: string) => {
    const words = { email, provenEmail: email, passwordHash, role, name: email, zone: "Europe/Berlin" };
    return { _id, ...words, logins: [], createdAt: new Date(NOW) };
  };
  await AccountModel.collection.insertMany([
    ...Object.entries(PEOPLE).map(([role, id]) => account(id, role, `${role}@example.org`)),
    ...clients.slice(1).map((id, place) => account(id, "client", `client-${place}@example.org`)),
  ]);
  const counsellorId = PEOPLE.counsellor;
  await CounsellorModel.create({
    _id: counsellorId,
    slug: "ana",
    name: "Ana",
    credentials: "MSc",
    approach: "Listening first.",
    languages: ["English"],
    specializations: ["anxiety"],
    offers: [{ type: "individual", minutes: 50, priceCents: 6000 }],
    media: ["video"],
    published: true,
  });
  await ClientModel.insertMany(clients.map((clientId) => ({ counsellorId, clientId, firstSeenAt: new Date(NOW) })));
  const conversations = clients.map((clientId, place) => ({
    ...{ _id: place === 0 ? CONVERSATION : newId(), clientId, counsellorId },
    ...{ openedAt: new Date(NOW - DAY_MS), lastAt: new Date(NOW - place * 1000) },
  }));
  await ConversationModel.insertMany(conversations);
}

/** The first `own` are between the two whose pages are measured, and others of theirs; each is an hour before the last. */
function appointment(place: number, own: number, clients: Id[]): object {
  const isOwn = place < own;
  const startsAt = new Date(NOW - (place + 1) * 3_600_000);
  const endsAt = new Date(startsAt.getTime() + 3_000_000);
  const _id = place === 0 ? APPOINTMENT : newId();
  // Only this many with one client, in both databases: what a page adds up of two people is theirs alone.
  const clientId = place < 40 ? PEOPLE.client : isOwn ? clients[1 + (place % (clients.length - 1))]! : newId();
  return {
    ...{ _id, holdId: _id, clientId, counsellorId: isOwn ? PEOPLE.counsellor : newId() },
    ...{
      status: place % 5 === 4 ? "cancelled" : "completed",
      sessionType: "individual",
      medium: "video",
      startsAt,
      endsAt,
    },
    ...{ priceCents: 6000, payBy: "site", windowHours: 24, paymentAttempt: 1, cameAt: {}, presentUntil: {} },
    history: [{ at: startsAt, by: "client", what: "booked" }],
  };
}

/** One in a hundred is a file. Only what is read is sealed for its own place. */
function message(place: number, own: number): object {
  const isOwn = place < own;
  const other = place % OTHER_CONVERSATIONS.length;
  const field = place % 100 === 0 ? "file.name" : "text";
  const identity = {
    _id: newId(),
    conversationId: isOwn ? CONVERSATION : OTHER_CONVERSATIONS[other]!,
    seq: isOwn ? place + 1 : Math.floor(place / OTHER_CONVERSATIONS.length) + 1,
    senderId: isOwn ? PEOPLE.client : SENDERS[other]!,
    at: new Date(NOW - 1000),
  };
  const words = isOwn ? SECRETS.seal("A few words, as people write them.", messagePlace(identity, field)) : FILLER;
  const file = { name: words, kind: "image/png", bytes: 1000, content: { keyId: KEY.id, reference: "none" } };
  return { ...identity, clientMessageId: `message-${place}`, ...(field === "text" ? { text: words } : { file }) };
}

function notice(place: number): object {
  const at = new Date(NOW - place * 60_000);
  return {
    ...{ personId: PEOPLE.client, appointmentId: APPOINTMENT, kind: "confirmation", entry: place, dueAt: at },
    ...{ status: "sent", tries: 1, settledAt: at },
  };
}

function event(place: number): object {
  return { what: "password.changed", at: new Date(NOW - place * 1000), account: PEOPLE.client };
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
