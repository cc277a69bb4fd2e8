/**
 * What each page waits for and costs: round trips to the database one after the other, by a proxy that holds each for 40 ms; commands;
 * CPU of the site's process for one answer, beside two servers that ask the same in as many trips: a bare one, which fills a template
 * literal, and a framed one, which has the site's libraries. On Linux.
 */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { EJSON, type Document } from "bson";
import { DEMO_ADMIN, DEMO_CLIENTS, DEMO_COUNSELLORS, DEMO_PASSWORD } from "../src/demo/demo-people.js";
import { DatabaseTrips, depthOf, type Command } from "../test/support/database-trips.js";
import { OwnProcess } from "../test/support/own-process.js";
import { startOwnDatabase } from "../test/support/own-database.js";
import { Reader, type Page as ReaderPage } from "../test/support/reader.js";
import type { RecordedPage } from "./recorded-page.js";

const TRIP_MS = 40;
/** After its start, the site works in the background until it asks nothing for so long. */
const QUIET_MS = 3000;
const ROUNDS = 3;
/** The CPU of a page is the median of so many turns, of so many answers each. */
const TURNS = 5;
const ANSWERS = 30;
const NS_PER_MS = 1e6;
/** V8 compiles what runs often, for all pages that share it: each is asked for so often, by turns, before any is measured. */
const WARM_UP = 200;
/** What of a command belongs to the connection that it was sent on. */
const OF_CONNECTION = ["lsid", "$db", "$clusterTime"];
/** Headers that belong to one answer: Node sets them by itself, and a cookie is set once. */
const OF_ANSWER = ["connection", "content-length", "date", "keep-alive", "set-cookie"];

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
  /** Asks each server for it once. */
  servers: { pid: number; answer: () => Promise<void> }[];
}

/** A server that the site is compared with. */
interface Other {
  child: ChildProcess;
  visitor: Reader;
  person: Reader;
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
const others: Other[] = [];
try {
  const readers = await signInAll(await site.answers());
  for (const name of ["bare-pages", "framed-pages"]) others.push(await startOther(name));
  while ((await trips.measure(() => wait(QUIET_MS))).length > 0);
  const pages: Page[] = [];
  for (const [role, asked] of PAGES) {
    const reader = readers[role];
    const page = asked.startsWith("first of ") ? await firstLink(reader, asked.slice("first of ".length)) : asked;
    const commands = await shallowest(reader, page);
    await record(page, commands, await reader.get(page));
    const name = `${role} ${page.replace(/[0-9a-f]{24}/, ":id")}`;
    const servers = [{ pid: site.pid!, answer: () => answer(reader, page) }];
    for (const { child, visitor, person } of others)
      servers.push({ pid: child.pid!, answer: () => answer(role === "visitor" ? visitor : person, page) });
    pages.push({ name, commands, servers });
  }
  for (let warm = 0; warm < WARM_UP; warm += 1)
    for (const { servers } of pages) await Promise.all(servers.map((server) => server.answer()));
  console.log(`${"page".padEnd(44)}   deep  commands     ms CPU     bare    ratio   framed    ratio`);
  const ratios: number[][] = [];
  for (const page of pages) ratios.push(await measure(page));
  const depths = pages.map(({ commands }) => depthOf(commands));
  const mean = depths.reduce((sum, depth) => sum + depth, 0) / depths.length;
  const [ofBare, ofFramed] = [0, 1].map((which) => median(ratios.map((each) => each[which] ?? NaN)).toFixed(2));
  console.log(
    `deepest ${Math.max(...depths)}, mean ${mean.toFixed(1)}; median of bare ${ofBare}, of framed ${ofFramed}`,
  );
} finally {
  for (const { child } of others) child.kill();
  site.kill("SIGTERM");
  await site.exits();
  await trips.close();
  await database.stop();
}

/** Starts `<name>.ts` as a process of its own. */
async function startOther(name: string): Promise<Other> {
  const file = path.join(import.meta.dirname, `${name}.ts`);
  const child = fork(file, [trips.proxiedUri], { execArgv: ["--import", "tsx"] });
  const [{ url }] = (await once(child, "message")) as [{ url: string }];
  const person = new Reader(url);
  // The bare one knows nobody.
  await person.get("/sign-in");
  return { child, visitor: new Reader(url), person };
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

/** Of a few answers, the one with the fewest trips and commands: a busy machine makes a page look deeper, and the site's timers ask too. */
async function shallowest(reader: Reader, page: string): Promise<Command[]> {
  const all: Command[][] = [];
  for (let round = 0; round < ROUNDS; round += 1) all.push(await trips.measure(() => reader.get(page)));
  return all.sort((a, b) => depthOf(a) - depthOf(b) || a.length - b.length)[0] ?? [];
}

/** The command without what belongs to the connection that it was sent on. */
function asSent({ body }: Command): Document {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !OF_CONNECTION.includes(name)));
}

/** Tells the other servers what a page of the site is and asks. */
async function record(path: string, commands: Command[], { html, headers }: ReaderPage): Promise<void> {
  const page: RecordedPage = {
    path,
    trips: Array.from({ length: depthOf(commands) }, (_, place) =>
      // Drivers fetch the rest of an answer by themselves.
      commands.filter(({ trip, name }) => trip === place + 1 && name !== "getMore").map(asSent),
    ),
    html,
    headers: Object.fromEntries([...headers].filter(([name]) => !OF_ANSWER.includes(name))),
  };
  for (const { child } of others) {
    child.send(EJSON.stringify(page));
    await once(child, "message");
  }
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

/** Prints a page's figures. Resolves to its CPU against that of the other servers. */
async function measure({ name, commands, servers }: Page): Promise<number[]> {
  const all: number[][] = servers.map(() => []);
  for (let turn = 0; turn < TURNS; turn += 1)
    for (const [place, { pid, answer }] of servers.entries()) all[place]!.push(await cpuOf(pid, answer));
  const [own = NaN, ...theirs] = all.map(median);
  const ratios = theirs.map((each) => own / each);
  const figures = [own, ...theirs.flatMap((each, place) => [each, ratios[place]!])];
  const counts = [String(depthOf(commands)).padStart(7), String(commands.length).padStart(10)];
  console.log(name.padEnd(44) + counts.join("") + figures.map((each) => each.toFixed(2).padStart(9)).join(""));
  return ratios;
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

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}
