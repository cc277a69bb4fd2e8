/**
 * What a search costs with 5,000 counsellors and 200,000 appointments against 50 and 2,000, on the embedded database: the same
 * searches at two servers in turn, medians of whole answers, and their ratio.
 */
import mongoose from "mongoose";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { AccountModel } from "../src/accounts/account-model.js";
import { AppointmentModel } from "../src/appointments/appointment-model.js";
import { AvailabilityModel } from "../src/availability/availability-model.js";
import { ticksOf } from "../src/availability/slot-rules.js";
import { CounsellorModel } from "../src/counsellors/counsellor-model.js";
import { keysOf, MEDIA, SESSION_TYPES, SPECIALIZATIONS } from "../src/counsellors/counsellor-rules.js";
import { databaseUri, startEmbeddedMongo } from "../src/embedded-mongo/start.js";
import { connectModels, disconnectModels } from "../src/platform/database.js";
import { OwnProcess } from "../test/support/own-process.js";
import { Random } from "../test/support/random.js";

const SIZES = [50, 5000];
const APPOINTMENTS_EACH = 40;
const ROUNDS = 21;
const DAY_MS = 24 * 60 * 60_000;

const FIRST_NAMES = ["Ana", "Jonas", "Priya", "Marcus", "Chloé", "Tomás", "Hana", "Leila", "Oskar", "Ruth"];
const LAST_NAMES = ["Moreno", "Weber", "Raman", "Bell", "Dubois", "Silva", "Sato", "Haddad", "Nyström", "Lindgren"];
const ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Europe/Lisbon"];

const SEARCHES = {
  everyone: "",
  "one specialization": "specialization=anxiety",
  "two, by type and language": "specialization=anxiety&specialization=sleep&sessionType=couple&language=German",
  "free within 3 days": "sessionType=individual&within=3",
  "up to 60 €, by price": "upTo=60&sort=price",
  "from 40 to 60 €, by price": "from=40&upTo=60&sort=price",
  "a name": "words=lindgren",
  "the last page": "page=1000",
  "nobody fits": "specialization=grief&language=Thai&upTo=1",
};

const folders = await Promise.all(SIZES.map(() => mkdtemp(path.join(tmpdir(), "healspace-bench-"))));
const sites: OwnProcess[] = [];
try {
  for (const [place, size] of SIZES.entries()) await fill(folders[place] ?? "", size);
  for (const folder of folders) sites.push(new OwnProcess({ PORT: "0", DATA_DIR: folder, LOG_LEVEL: "warn" }));
  const urls = await Promise.all(sites.map((site) => site.answers()));
  const began = performance.now();
  await Promise.all(urls.map((url, place) => listed(url, SIZES[place] ?? 0)));
  console.log(`all listings made in ${((performance.now() - began) / 1000).toFixed(1)} s after the start`);
  console.log(
    `${"search".padEnd(28)}${SIZES.map((size) => `${size}`.padStart(10)).join("")}     ratio   (ms, medians of ${ROUNDS})`,
  );
  for (const [name, query] of Object.entries(SEARCHES)) await compare(urls, name, query);
} finally {
  for (const site of sites) {
    site.kill("SIGTERM");
    await site.exits();
  }
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
}

async function compare(urls: string[], name: string, query: string): Promise<void> {
  const times = urls.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [place, url] of urls.entries()) {
      const began = performance.now();
      await (await fetch(`${url}/counsellors?${query}`)).text();
      times[place]?.push(performance.now() - began);
    }
  }
  const [few = NaN, many = NaN] = times.map(median);
  console.log(
    `${name.padEnd(28)}${few.toFixed(1).padStart(10)}${many.toFixed(1).padStart(10)}${(many / few).toFixed(1).padStart(10)}`,
  );
}

async function listed(url: string, size: number): Promise<void> {
  for (;;) {
    const page = await (await fetch(`${url}/counsellors?sort=name`)).text();
    if (page.includes(`${size} counsellors`)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function fill(folder: string, size: number): Promise<void> {
  const embedded = await startEmbeddedMongo({ folder });
  await connectModels(databaseUri(embedded, "healspace"));
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
    approach: `I work with what you bring, one small step at a time, and keep what helps. Number ${number}.`,
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

/** Three of four have been; the others lie on different days of the weeks to come. */
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
