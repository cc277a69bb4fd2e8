/**
 * Compares searches among 5,000 counsellors and 200,000 appointments with those among 50 and 2,000, on the embedded database:
 * medians of whole answers from two servers by turns, their ratio, and what the larger database read for one answer: index keys,
 * documents and full collection scans.
 */
import mongoose from "mongoose";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { AccountModel } from "../src/accounts/account-model.js";
import { AppointmentModel } from "../src/appointments/appointment-model.js";
import { AvailabilityModel } from "../src/availability/availability-model.js";
import { ticksOf } from "../src/availability/slot-rules.js";
import { CounsellorModel } from "../src/profiles/counsellor-model.js";
import { keysOf, MEDIA, SESSION_TYPES, SPECIALIZATIONS } from "../src/catalogue/catalogue-rules.js";
import { databaseUri, startEmbeddedMongo } from "../src/embedded-mongo/start.js";
import { connectModels, disconnectModels } from "../src/platform/database.js";
import { OwnProcess } from "../test/support/own-process.js";
import { Random } from "../test/support/random.js";

const SIZES = [50, 5000];
const APPOINTMENTS_EACH = 40;
const ROUNDS = 21;
const DAY_MS = 24 * 60 * 60_000;
const PATIENCE_MS = 10 * 60_000;

const FIRST_NAMES = ["Ana", "Jonas", "Priya", "Marcus", "Chloé", "Tomás", "Hana", "Leila", "Oskar", "Ruth"];
const LAST_NAMES = ["Moreno", "Weber", "Raman", "Bell", "Dubois", "Silva", "Sato", "Haddad", "Nyström", "Lindgren"];
/** The words of made-up profiles; each occurs in about 3% of them. */
const WORDS = Array.from({ length: 2000 }, (_, place) => `word${place.toString(36)}`);
const ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Europe/Lisbon"];

const SEARCHES = {
  everyone: "",
  "one specialization": "specialization=anxiety",
  "two, by type and language": "specialization=anxiety&specialization=sleep&sessionType=couple&language=German",
  "free within 3 days": "sessionType=individual&within=3",
  "up to 60 €, by price": "upTo=60&sort=price",
  "up to 60 €, soonest": "upTo=60",
  "from 40 to 60 €, by price": "from=40&upTo=60&sort=price",
  "a name": "words=lindgren",
  "the last page": "page=1000",
  "nobody fits": "specialization=grief&language=Thai&upTo=1",
};

let visits = 0;
const folders = await Promise.all(SIZES.map(() => mkdtemp(path.join(tmpdir(), "healspace-bench-"))));
const sites: OwnProcess[] = [];
try {
  const uris: string[] = [];
  for (const [place, size] of SIZES.entries()) uris.push(await fill(folders[place] ?? "", size));
  for (const folder of folders)
    sites.push(new OwnProcess({ PORT: "0", TRUSTED_PROXIES: "1", DATA_DIR: folder, LOG_LEVEL: "warn" }));
  const urls = await Promise.all(sites.map((site) => site.answers(PATIENCE_MS)));
  const began = performance.now();
  await Promise.all(urls.map((url, place) => listed(url, SIZES[place] ?? 0)));
  console.log(`all listings built in ${((performance.now() - began) / 1000).toFixed(1)} s after the start`);
  console.log(
    `${"search".padEnd(28)}${SIZES.map((size) => `${size}`.padStart(10)).join("")}     ratio      keys documents collections   (ms, medians of ${ROUNDS})`,
  );
  const larger = await mongoose.createConnection(uris.at(-1) ?? "").asPromise();
  for (const [name, query] of Object.entries(SEARCHES)) {
    const row = await compare(urls, name, query);
    console.log(row + (await examinedFor(larger, `${urls.at(-1)}/counsellors?${query}`)));
  }
  await larger.close();
} finally {
  for (const site of sites) {
    site.kill("SIGTERM");
    await site.exits();
  }
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
}

async function compare(urls: string[], name: string, query: string): Promise<string> {
  const times = urls.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [place, url] of urls.entries()) {
      const began = performance.now();
      await (await visit(`${url}/counsellors?${query}`)).text();
      times[place]?.push(performance.now() - began);
    }
  }
  const [few = NaN, many = NaN] = times.map(median);
  const figures = [few, many, many / few].map((figure) => figure.toFixed(1).padStart(10));
  return name.padEnd(28) + figures.join("");
}

/** Index keys, documents and full collection scans that the database reads to answer one address. */
async function examinedFor(database: mongoose.Connection, url: string): Promise<string> {
  const read = async (): Promise<number[]> => {
    const { metrics } = (await database.db!.admin().serverStatus()) as { metrics: Metrics };
    const { scanned, scannedObjects, collectionScans } = metrics.queryExecutor;
    return [scanned, scannedObjects, collectionScans.total].map(Number);
  };
  const before = await read();
  await (await visit(url)).text();
  return (await read()).map((figure, place) => `${figure - (before[place] ?? 0)}`.padStart(10)).join("");
}

interface Metrics {
  queryExecutor: { scanned: number; scannedObjects: number; collectionScans: { total: number } };
}

async function listed(url: string, size: number): Promise<void> {
  for (;;) {
    const page = await (await visit(`${url}/counsellors?sort=name`)).text();
    if (page.includes(`${size} counsellors`)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function fill(folder: string, size: number): Promise<string> {
  const embedded = await startEmbeddedMongo({ folder });
  const uri = databaseUri(embedded, "healspace");
  await connectModels(uri);
  const random = new Random(size);
  const now = new Date();
  await AccountModel.create({
    email: "bench@healspace.example",
    passwordHash: "-",
    role: "admin",
    name: "Bench",
    zone: "Europe/Berlin",
    createdAt: now,
  });
  for (let done = 0; done < size; done += 50) {
    const ids = Array.from({ length: 50 }, () => new mongoose.Types.ObjectId());
    await CounsellorModel.insertMany(ids.map((_id, place) => counsellor(_id, done + place, random)));
    await AvailabilityModel.insertMany(ids.map((_id) => hours(_id, random)));
    await AppointmentModel.insertMany(ids.flatMap((_id) => appointments(_id, now, random)));
  }
  await disconnectModels();
  await embedded.stop();
  return uri;
}

function counsellor(_id: mongoose.Types.ObjectId, number: number, random: Random): object {
  const some = <T>(choices: readonly T[], most: number): T[] => [
    ...new Set(Array.from({ length: random.whole(1, most) }, () => random.pick(choices))),
  ];
  return {
    _id,
    slug: `counsellor-${number}`,
    slugs: [`counsellor-${number}`],
    name: `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)} ${number}`,
    credentials: "MSc Psychology, licensed psychotherapist",
    verified: { what: "Licence", at: new Date(0) },
    approach: Array.from({ length: 60 }, () => random.pick(WORDS)).join(" "),
    languages: some(["English", "German", "Spanish", "French", "Hindi", "Polish"], 3),
    specializations: some(keysOf(SPECIALIZATIONS), 4),
    offers: some(keysOf(SESSION_TYPES), 2).map((type) => ({
      type,
      minutes: 50,
      priceCents: random.whole(20, 140) * 100,
    })),
    media: some(keysOf(MEDIA), 3),
    published: true,
  };
}

function hours(_id: mongoose.Types.ObjectId, random: Random): object {
  const day = [{ from: `${String(random.whole(7, 11)).padStart(2, "0")}:00`, to: "18:00" }];
  return { _id, zone: random.pick(ZONES), weekly: [day, day, day, day, day, [], []], overrides: [] };
}

/** Three in four are in the past; the others are spread over the coming weeks. */
function appointments(counsellorId: mongoose.Types.ObjectId, now: Date, random: Random): object[] {
  return Array.from({ length: APPOINTMENTS_EACH }, (_, place) => {
    const days = place % 4 === 0 ? place / 4 + 1 : -place;
    const startsAt = new Date(Math.floor(now.getTime() / DAY_MS + days) * DAY_MS + random.whole(14, 30) * 30 * 60_000);
    const endsAt = new Date(startsAt.getTime() + 50 * 60_000);
    const open = {
      status: "booked",
      ticks: ticksOf(startsAt, endsAt, 10),
      deadlineAt: new Date(startsAt.getTime() + 1_800_000),
    };
    return {
      clientId: new mongoose.Types.ObjectId(),
      counsellorId,
      sessionType: "individual",
      medium: "video",
      startsAt,
      endsAt,
      priceCents: 6000,
      paymentAttempt: 1,
      history: [{ at: now, by: "client", what: "booked" }],
      ...(days > 0 ? open : { status: "completed" }),
    };
  });
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** Each time from another network: the site limits how many pages one may ask for at once. */
function visit(url: string): Promise<Response> {
  visits += 1;
  return fetch(url, { headers: { "x-forwarded-for": `10.${visits >> 8}.${visits & 255}.1` } });
}
