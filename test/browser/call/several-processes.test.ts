import { expect } from "chai";
import mongoose from "mongoose";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { AppointmentModel } from "../../../src/appointments/appointment-model.js";
import { ticksOf } from "../../../src/availability/slot-rules.js";
import { ConversationModel } from "../../../src/conversations/conversation-model.js";
import { closeContexts, sharedBrowser } from "../../support/browser.js";
import { longestGap, moreFrames, watchCalls } from "../../support/call-watch.js";
import { write } from "../../support/conversation-site.js";
import { signInTo } from "../../support/pairs.js";
import { makeClient, makeCounsellor, type TestPerson } from "../../support/people.js";
import { hasRedis } from "../../support/redis-server.js";
import { join, spoken } from "../../support/room-browsers.js";
import { startTwoProcesses, type SeveralProcesses } from "../../support/several-processes.js";
import { until } from "../../support/soon.js";
import { TRIAL_MS, TRIALS } from "../../support/trials.js";

const TOKEN = "a token that only the operator knows";
const HOUR_MS = 3_600_000;
/** After so long, the people of a process that was killed have left the room for the others. */
const ABSENT_MS = 20_000;
/** What a busy machine adds. */
const ALLOWED_MS = 15_000;

interface Session {
  kim: TestPerson;
  ana: TestPerson;
  room: string;
  conversation: string;
}

describe(`Two processes behind a round-robin${hasRedis() ? "" : " (skipped: redis-server is not installed)"}`, () => {
  let site: SeveralProcesses;
  let browser: Browser;
  let made: Session;

  before(async function () {
    if (!hasRedis()) return this.skip();
    const [started, shared] = await Promise.all([
      startTwoProcesses(makeLiveSession, { METRICS_TOKEN: TOKEN }),
      sharedBrowser(),
    ]);
    [site, made, browser] = [started, started.made, shared];
  });
  afterEach(() => closeContexts(browser));
  after(() => site?.stop());

  it("carry a conversation and a call between people at different ones, over a reload and a kill", async () => {
    const { kim, ana, room, conversation } = made;
    const [asKim, asAna] = [await enter(kim), await enter(ana)];
    const pages = [await open(asKim, conversation), await open(asAna, conversation)] as const;
    await apart();
    await talk(pages[0], pages[1], "Good morning");
    await talk(pages[1], pages[0], "Good morning to you");
    await pages[1].goto(`${site.balancer.url}/appointments`);
    await apart();
    await write(pages[0], "One more thing");
    await pages[1].locator("[data-unread]", { hasText: "1" }).waitFor();
    await Promise.all([pages[0].goto(site.balancer.url + room), pages[1].goto(site.balancer.url + room)]);

    for (const page of pages) await join(page);
    await apart();
    for (const page of pages) await moreFrames(page);
    await talk(pages[0], pages[1], "Can you hear me?");
    await talk(pages[1], pages[0], "I can.");
    await pages[1].reload();
    for (const page of pages) await moreFrames(page);
    await apart();
    await talk(pages[0], pages[1], "There you are again");

    const killed = site.at(site.balancer.socketOf(kim)!.url);
    const connections = await connectionsOf(pages);
    await Promise.all(pages.map(longestGap));
    await killed.kill();
    await Promise.all(pages.map((page) => moreFrames(page, 40)));
    await talk(pages[0], pages[1], "Something happened");
    await talk(pages[1], pages[0], "Nothing that stops us");
    const gaps = await Promise.all(pages.map(longestGap));
    console.log(`      longest gap between frames after the kill: ${gaps.map(Math.round).join(" and ")} ms`);
    expect(await connectionsOf(pages)).to.deep.equal(connections);
    for (const page of pages) expect(await page.locator("[data-waiting]").isVisible()).to.equal(false);
    if (!TRIALS.waitsForAbsence) return;

    await killed.startAgain();
    await apart();
    const last = site.at(site.balancer.socketOf(ana)!.url);
    await Promise.all([last.kill(), asAna.close()]);
    const began = performance.now();
    await spoken(pages[0], "Ana Moreno is away.");
    const tookMs = performance.now() - began;
    console.log(`      away after ${Math.round(tookMs)} ms`);
    expect(tookMs).to.be.lessThan(ABSENT_MS + ALLOWED_MS);
    await last.startAgain();
  }).timeout(TRIAL_MS);

  for (const { how, ms } of TRIALS.redisAway) {
    it(`say that news is late while Redis is ${how} for ${ms / 1000} seconds, and lose and double nothing`, async () => {
      const { kim, ana, room, conversation } = made;
      const [asKim, asAna] = [await enter(kim), await enter(ana)];
      const talks = [await open(asKim, conversation), await open(asAna, conversation)] as const;
      await apart();
      const rooms = [await open(asKim, room), await open(asAna, room)] as const;
      for (const page of rooms) await join(page);
      await apart();
      for (const page of rooms) await moreFrames(page);
      expect(await readiness()).to.deep.equal(["ready\n", "ready\n"]);

      const goneAt = performance.now();
      if (how === "frozen") site.redis.freeze();
      else await site.redis.stop();
      const notices = [
        ...talks.map((page) => page.locator("[data-connection-state]", { hasText: "may be a little late" })),
        ...rooms.map((page) => page.locator("[data-problem]", { hasText: "may be a little late" })),
      ];
      await Promise.all(notices.map((notice) => notice.waitFor()));
      console.log(`      said after ${Math.round(performance.now() - goneAt)} ms`);
      for (const answer of await readiness()) expect(answer).to.match(/^ready, but Redis is unreachable/);
      expect(await working()).to.deep.equal([0, 0]);
      for (const [page, name] of [
        [talks[0], "Kim"],
        [talks[1], "Ana"],
      ] as const) {
        await write(page, `${name} while Redis is ${how}`);
        await page.locator(".message-own:not([data-state])", { hasText: `${name} while Redis is ${how}` }).waitFor();
      }
      await rooms[0].getByLabel("Message").fill(`In the room while Redis is ${how}`);
      await rooms[0].keyboard.press("Enter");
      expect((await asKim.request.get(`${site.balancer.url}/appointments`)).status()).to.equal(200);
      await Promise.all(rooms.map((page) => moreFrames(page)));
      await rooms[0].waitForTimeout(Math.max(0, ms - (performance.now() - goneAt)));

      const backAt = performance.now();
      if (how === "frozen") site.redis.thaw();
      else await site.redis.start();
      await Promise.all(notices.map((notice) => notice.waitFor({ state: "hidden" })));
      for (const page of talks) {
        for (const name of ["Kim", "Ana"]) await page.getByText(`${name} while Redis is ${how}`).waitFor();
      }
      await rooms[1].getByText(`In the room while Redis is ${how}`).waitFor();
      console.log(`      all there ${Math.round(performance.now() - backAt)} ms after its return`);
      for (const page of talks) expect(await page.getByText(`while Redis is ${how}`).count()).to.equal(2);
      expect(await rooms[1].getByText(`In the room while Redis is ${how}`).count()).to.equal(1);
      const [first, second] = await Promise.all(
        talks.map((page) => page.locator(".message .message-body").allTextContents()),
      );
      expect(first).to.deep.equal(second);
      expect(await readiness()).to.deep.equal(["ready\n", "ready\n"]);
      expect(await working()).to.deep.equal([1, 1]);
      await Promise.all(rooms.map((page) => moreFrames(page)));
    }).timeout(TRIAL_MS);
  }

  /** Signs in, in a browser of their own. */
  async function enter(person: TestPerson): Promise<BrowserContext> {
    const { url } = site.balancer;
    const context = await browser.newContext({ viewport: { width: 1000, height: 800 } });
    await watchCalls(context);
    const cookies = (await signInTo(url, person)).split("; ").map((cookie) => cookie.split("="));
    await context.addCookies(cookies.map(([name = "", ...value]) => ({ name, value: value.join("="), url })));
    return context;
  }

  async function open(context: BrowserContext, path: string): Promise<Page> {
    const page = await context.newPage();
    await page.goto(site.balancer.url + path);
    return page;
  }

  /** Waits until the newest sockets of the two are at different processes: the balancer alternates, so it cuts one off until they are. */
  async function apart(): Promise<void> {
    const [kims, anas] = [made.kim, made.ana].map((person) => () => site.balancer.socketOf(person));
    for (;;) {
      await until("both to be connected", () => kims!() !== undefined && anas!() !== undefined);
      if (kims!()!.url !== anas!()!.url) return;
      const before = anas!()!;
      before.cut();
      await until("another connection", () => anas!() !== before);
    }
  }

  const ask = async (url: string, headers = {}): Promise<string> => (await fetch(url, { headers })).text();
  const readiness = (): Promise<string[]> => Promise.all(site.processes.map(({ url }) => ask(`${url}/readyz`)));

  /** What each process says of Redis among its figures. */
  async function working(): Promise<number[]> {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const all = await Promise.all(site.processes.map(({ url }) => ask(`${url}/metrics`, headers)));
    return all.map((text) => Number(/^healspace_bus_working (\d)$/m.exec(text)?.[1]));
  }
});

/** Makes a session of Kim Weiss with Ana Moreno that goes on now, and their conversation. */
async function makeLiveSession(): Promise<Session> {
  const [kim, ana] = [await makeClient({ name: "Kim Weiss" }), await makeCounsellor({ name: "Ana Moreno" })];
  const ids = { clientId: new mongoose.Types.ObjectId(kim.id), counsellorId: new mongoose.Types.ObjectId(ana.id) };
  const now = new Date();
  const startsAt = new Date(Math.floor(now.getTime() / (HOUR_MS / 2)) * (HOUR_MS / 2));
  const endsAt = new Date(startsAt.getTime() + 4 * HOUR_MS);
  const appointment = await AppointmentModel.create({
    ...ids,
    ...{ sessionType: "individual", medium: "video", priceCents: 6000, paymentAttempt: 1, status: "booked" },
    ...{ startsAt, endsAt, deadlineAt: endsAt, ticks: ticksOf(startsAt, endsAt, 10) },
    history: [{ at: now, by: "client", what: "booked" }],
  });
  const conversation = await ConversationModel.create({ ...ids, openedAt: now, lastAt: now });
  const [room, talk] = [String(appointment._id), String(conversation._id)];
  return { kim, ana, room: `/appointments/${room}/room`, conversation: `/conversations/${talk}/messages` };
}

/** Writes to the other, whose page shows it; then types, and their page says so. */
async function talk(from: Page, to: Page, text: string): Promise<void> {
  await write(from, text);
  await to.locator(".message-body", { hasText: text }).waitFor();
  const field = from.getByLabel("Message", { exact: true });
  await field.pressSequentially("And");
  await to.locator("[data-typing]", { hasText: "is writing" }).waitFor();
  await field.fill("");
}

/** How many connections each page has made so far: a call that went on made no other. */
function connectionsOf(pages: readonly Page[]): Promise<number[]> {
  return Promise.all(pages.map((page) => page.evaluate(() => window.connections.length)));
}
