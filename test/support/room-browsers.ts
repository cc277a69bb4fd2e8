import type { Browser, BrowserContext, Page } from "playwright-core";
import { DEMO_PASSWORD } from "../../src/demo/demo-people.js";
import { book } from "./booking.js";
import { watchCalls } from "./call-watch.js";
import type { BrowserSite, Look } from "./browser-site.js";
import { makeClient, makeCounsellor, type TestPerson } from "./people.js";

/** A session of Kim Weiss with Ana Moreno, each of whom can open the room's page. */
export interface OpenSession {
  id: string;
  startsAt: Date;
  asKim: OpenPage;
  asAna: OpenPage;
}

/** `prepare` may change their browser first. */
type RoomLook = Look & { prepare?: (context: BrowserContext) => Promise<unknown> };
type OpenPage = (look?: RoomLook) => Promise<Page>;

let days = 1;

/** Books a session and moves the site to the moment at which it starts. */
export async function openSession(site: BrowserSite): Promise<OpenSession> {
  const client = await makeClient({ name: "Kim Weiss" });
  const counsellor = await makeCounsellor({ name: "Ana Moreno" });
  days += 1;
  const day = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const { _id, startsAt } = await book(site, client, counsellor, `${day}T10:00:00.000Z`);
  site.clock.moveTo(startsAt);
  const id = String(_id);
  return {
    id,
    startsAt,
    asKim: (look) => openRoomPage(site, client, id, look),
    asAna: (look) => openRoomPage(site, counsellor, id, look),
  };
}

/** Opens the room's page for someone who is signed in, before joining. */
async function openRoomPage(
  site: BrowserSite,
  person: TestPerson,
  id: string,
  { prepare, ...look }: RoomLook = {},
): Promise<Page> {
  const context = await site.newContext({ ...look, as: person });
  await prepare?.(context);
  const page = await context.newPage();
  await page.goto(`/appointments/${id}/room`);
  await page.getByRole("button", { name: "Join session" }).waitFor();
  return page;
}

/** Opens the room that a first start says is open, as its client and as its counsellor, before joining. */
export async function openDemoRoom(browser: Browser, url: string, startWords: string): Promise<[Page, Page]> {
  const people = /sign in as (\S+) and, in another window, as (\S+)\./.exec(startWords)!;
  return Promise.all([openDemoRoomPage(browser, url, people[1]!), openDemoRoomPage(browser, url, people[2]!)]);
}

async function openDemoRoomPage(browser: Browser, url: string, email: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 390, height: 800 } });
  await watchCalls(context);
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(DEMO_PASSWORD);
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/\/(appointments|dashboard)/);
  await page.goto("/appointments");
  await page.getByRole("link", { name: "Join session" }).first().click();
  await page.getByRole("button", { name: "Join session" }).waitFor();
  return page;
}

/** Joins by this medium, and waits to be inside. */
export async function join(page: Page, medium: "Video" | "Audio" | "Text" = "Video"): Promise<void> {
  await page.getByRole("radio", { name: medium }).check();
  await page.getByRole("button", { name: "Join session" }).click();
  await page.getByRole("button", { name: "Leave" }).waitFor();
}

/** Goes back to the entry from the page that says that the session is over here: the room's page is loaded once more. */
export async function openAgain(page: Page): Promise<void> {
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Join again" }).click()]);
}

/** Waits until this many frames of the other person have been decoded. */
export async function seesFrames(page: Page, more = 10): Promise<void> {
  const framesOf = () => Number(document.querySelector<HTMLElement>("[data-frames-decoded]")!.dataset.framesDecoded);
  const before = await page.evaluate(framesOf);
  await page.waitForFunction(
    (wanted) => Number(document.querySelector<HTMLElement>("[data-frames-decoded]")!.dataset.framesDecoded) > wanted,
    before + more,
  );
}

/** Waits until these words are said to who cannot see the page. */
export function spoken(page: Page, words: string): Promise<void> {
  return page.locator("[data-say]", { hasText: words }).waitFor();
}
