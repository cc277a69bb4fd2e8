/**
 * What each page waits for and costs: round trips to the database one after the other, by a proxy that holds each for 40 ms; commands;
 * CPU of the site's process for one answer, and of a bare server that asks the same and fills a template literal. On Linux.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { EJSON, type Document } from "bson";
import { DEMO_ADMIN, DEMO_CLIENTS, DEMO_COUNSELLORS, DEMO_PASSWORD } from "../src/demo/demo-people.js";
import { DatabaseTrips, depthOf, type Command } from "../test/support/database-trips.js";
import { OwnProcess } from "../test/support/own-process.js";
import { startOwnDatabase } from "../test/support/own-database.js";
import { Reader } from "../test/support/reader.js";
import type { BarePage } from "./bare-pages.js";

const TRIP_MS = 40;
const ROUNDS = 3;
const ANSWERS = 200;
const NS_PER_MS = 1e6;
/** V8 compiles what runs often, for all pages that share it: each is asked for so often, by turns, before any is measured. */
const WARM_UP = 300;
/** What of a command belongs to the connection that it was sent on. */
const OF_CONNECTION = ["lsid", "$db", "$clusterTime"];

const PAGES: [keyof Readers, string][] = [
  ["visitor", "/"],
  ["visitor", "/counsellors"],
  ["visitor", "/counsellors/ana-moreno"],
  ["client", "/counsellors"],
  ["client", "/counsellors/ana-moreno"],
  ["client", "/appointments"],
  ["client", "first of /appointments/"],
  ["client", "/conversations"],
  ["client", "first of /conversations/"],
  ["client", "/notices"],
  ["client", "/account"],
  ["counsellor", "/dashboard"],
  ["counsellor", "/appointments"],
  ["counsellor", "/clients"],
  ["counsellor", "first of /clients/"],
  ["counsellor", "/availability"],
  ["counsellor", "/notes/unsigned"],
  ["counsellor", "/invoices"],
  ["admin", "/admin"],
  ["admin", "/admin/accounts"],
  ["admin", "/admin/audit"],
];

interface Page {
  name: string;
  commands: Command[];
  /** Asks the site for it once, and the bare server. */
  own: () => Promise<void>;
  bare: () => Promise<void>;
}

type Readers = Record<"visitor" | "client" | "counsellor" | "admin", Reader>;

let answers = 0;

const database = await startOwnDatabase();
const trips = await DatabaseTrips.before(database.uri.replace(/own$/, "healspace"));
trips.quietMs = TRIP_MS;
const site = new OwnProcess({
  PORT: "0",
  DATA_DIR: "/nowhere",
  MONGODB_URI: trips.proxiedUri,
  TRUSTED_PROXIES: "1",
  ...secrets(),
});
const bare = fork(path.join(import.meta.dirname, "bare-pages.ts"), [trips.proxiedUri], {
  execArgv: ["--import", "tsx"],
});
try {
  const [{ url: bareUrl }] = (await once(bare, "message")) as [{ url: string }];
  const readers = await signInAll(await site.answers());
  const visitor = new Reader(bareUrl);
  const pages: Page[] = [];
  for (const [role, asked] of PAGES) {
    const reader = readers[role];
    const page = asked.startsWith("first of ") ? await firstLink(reader, asked.slice("first of ".length)) : asked;
    const { html } = await reader.get(page);
    const commands = await shallowest(reader, page);
    await send({ path: page, commands: EJSON.stringify(commands.map(asSent)), html });
    const name = `${role} ${page.replace(/[0-9a-f]{24}/, ":id")}`;
    pages.push({ name, commands, own: () => answer(reader, page), bare: () => answer(visitor, page) });
  }
  for (let warm = 0; warm < WARM_UP; warm += 1) for (const page of pages) await Promise.all([page.own(), page.bare()]);
  console.log(`${"page".padEnd(44)}   deep  commands   ms CPU     bare   ratio`);
  for (const page of pages) await measure(page);
  const depths = pages.map(({ commands }) => depthOf(commands));
  const mean = depths.reduce((sum, depth) => sum + depth, 0) / depths.length;
  console.log(`deepest ${Math.max(...depths)}, mean ${mean.toFixed(1)}`);
} finally {
  bare.kill();
  site.kill("SIGTERM");
  await site.exits();
  await trips.close();
  await database.stop();
}

function secrets(): Record<string, string> {
  return { SESSION_SECRETS: "x".repeat(32), SEALING_KEYS: `bench:${Buffer.alloc(32, 1).toString("base64")}` };
}

async function signInAll(url: string): Promise<Readers> {
  const signIn = async (email: string): Promise<Reader> => {
    const reader = new Reader(url);
    await reader.post("/sign-in", { email, password: DEMO_PASSWORD });
    return reader;
  };
  return {
    visitor: new Reader(url),
    client: await signIn(DEMO_CLIENTS[0]!.email),
    counsellor: await signIn(DEMO_COUNSELLORS[0]!.email),
    admin: await signIn(DEMO_ADMIN.email),
  };
}

/** The first address of a record that starts like this, on the list of that name. */
async function firstLink(reader: Reader, start: string): Promise<string> {
  const list = await reader.get(start.slice(0, -1));
  const links = list.document.querySelectorAll(`a[href^="${start}"]`).map((link) => link.getAttribute("href") ?? "");
  const first = links.find((link) => /[0-9a-f]{24}/.test(link));
  if (!first) throw new Error(`There is no link to ${start} on ${list.url}`);
  return first.split("#")[0] ?? "";
}

/** Of a few answers, the one with the fewest trips: a busy machine makes a page look deeper. */
async function shallowest(reader: Reader, page: string): Promise<Command[]> {
  const all: Command[][] = [];
  for (let round = 0; round < ROUNDS; round += 1) all.push(await trips.measure(() => reader.get(page)));
  return all.sort((a, b) => depthOf(a) - depthOf(b))[0] ?? [];
}

/** The command without what belongs to the connection that it was sent on. */
function asSent({ body }: Command): Document {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !OF_CONNECTION.includes(name)));
}

function send(page: BarePage): Promise<unknown> {
  bare.send(page);
  return once(bare, "message");
}

/** Each for another network, because visitors of one are slowed down. */
async function answer(reader: Reader, page: string): Promise<void> {
  answers += 1;
  const from = `10.${answers >> 8}.${answers & 255}.1`;
  const headers = { cookie: reader.cookieHeader, "accept-encoding": "identity", "x-forwarded-for": from };
  const response = await fetch(reader.url + page, { headers });
  if (response.status !== 200) throw new Error(`${page} answers ${response.status}`);
  await response.text();
}

async function measure({ name, commands, ...page }: Page): Promise<void> {
  const own = await cpuOf(site.pid!, page.own);
  const floor = await cpuOf(bare.pid!, page.bare);
  const figures = [own.toFixed(2), floor.toFixed(2), (own / floor).toFixed(2)].map((each) => each.padStart(8));
  const counts = [String(depthOf(commands)).padStart(7), String(commands.length).padStart(10)];
  console.log(`${name.padEnd(44)}${counts.join("")} ${figures.join(" ")}`);
}

/** CPU of a process for one of many answers, in ms, by what Linux counts. */
async function cpuOf(pid: number, work: () => Promise<unknown>): Promise<number> {
  const before = await usedBy(pid);
  for (let done = 0; done < ANSWERS; done += 1) await work();
  return ((await usedBy(pid)) - before) / ANSWERS;
}

/** What all threads of a process have used, in ms. */
async function usedBy(pid: number): Promise<number> {
  const threads = await readdir(`/proc/${pid}/task`);
  const files = threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/schedstat`, "utf8"));
  return (await Promise.all(files)).reduce((sum, stat) => sum + Number(stat.split(" ")[0]) / NS_PER_MS, 0);
}
