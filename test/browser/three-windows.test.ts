import { expect } from "chai";
import type { BrowserContext, Page, Request } from "playwright-core";
import { findVersions } from "../../src/notes/find-versions.js";
import { actorOf } from "../support/booking.js";
import { startBrowserSite, type BrowserSite } from "../support/browser-site.js";
import { makeSession } from "../support/make-session.js";
import { makeClient, makeCounsellor, type TestPerson } from "../support/people.js";
import { Random } from "../support/random.js";
import { until } from "../support/soon.js";
import { SEED, TRIAL_MS, TRIALS } from "../support/trials.js";

const { seeds, each } = TRIALS.noteWindows;
/** In steps shorter than the page waits for an answer, and in all longer than it waits before it saves or tries again. */
const WAIT = { stepMs: 4000, steps: 9 };
/** How long a save may take, and a window until its text is stored once its line is mended, on a busy machine. */
const ANSWER_MS = 60_000;
const FINISH_MS = 120_000;
const WORD = /<\d+>/g;
const BOTH = "Put both texts together";

/** A browser of its own with the note's page in it, and what its server told it. */
interface Window {
  context: BrowserContext;
  page: Page;
  isOffline: boolean;
  losesNextAnswer: boolean;
  /** The saves that are on their way. */
  sending: Set<Request>;
}

describe("Random edits of one note in three browsers", () => {
  let site: BrowserSite;
  let ana: TestPerson;
  let kim: TestPerson;
  let typed: number;
  let acknowledged: Set<string>;
  let givenUp: Set<string>;
  before(async () => {
    site = await startBrowserSite();
    [ana, kim] = [await makeCounsellor(), await makeClient()];
  });
  after(() => site.stop());

  async function open(at: string): Promise<Window> {
    const context = await site.newContext({ as: ana });
    context.setDefaultTimeout(ANSWER_MS);
    await context.clock.install();
    const page = await context.newPage();
    const window: Window = { context, page, isOffline: false, losesNextAnswer: false, sending: new Set() };
    const isSave = (request: Request): boolean => request.method() === "POST" && request.url().endsWith("/note");
    page.on("request", (request) => void (isSave(request) && window.sending.add(request)));
    page.on("requestfailed", (request) => window.sending.delete(request));
    page.on("requestfinished", async (request) => {
      if (!isSave(request)) return;
      const sent = new URLSearchParams(request.postData() ?? "");
      const isSaved = [200, 303].includes((await request.response())?.status() ?? 0) && sent.get("then") !== "join";
      if (isSaved) for (const word of wordsIn(sent.get("text") ?? "")) acknowledged.add(word);
      window.sending.delete(request);
    });
    // A page that is left never tells how its last save ended.
    page.on("framenavigated", () => window.sending.clear());
    await page.route("**/note", async (route) => {
      if (!window.losesNextAnswer || route.request().method() !== "POST") return route.continue();
      window.losesNextAnswer = false;
      await route.fetch();
      await route.abort();
    });
    await page.goto(at);
    return window;
  }

  /** Types a word that is found nowhere else, somewhere in the text. */
  const type = ({ page }: Window, random: Random): Promise<void> =>
    page.locator("form[data-note] textarea").evaluate(
      (field: HTMLTextAreaElement, { word, place }) => {
        const words = field.value.split(" ");
        words.splice(Math.floor(place * (words.length + 1)), 0, word);
        field.value = words.join(" ");
        field.dispatchEvent(new Event("input", { bubbles: true }));
      },
      { word: `<${(typed += 1)}>`, place: random.next() },
    );

  /** Lets the page's time pass until it has saved, or knows that it cannot. */
  async function save(window: Window): Promise<void> {
    for (let step = 0; step < WAIT.steps; step += 1) {
      await window.page.clock.runFor(WAIT.stepMs);
      await until("the save to be answered", () => window.sending.size === 0, ANSWER_MS);
      const said = await window.page.locator("[data-note-state]").textContent();
      if (window.isOffline || !said?.includes("cannot be reached")) return;
    }
  }

  /** Where another window was faster: sees both texts, and keeps its own, the other one, or both. */
  async function choose(window: Window, choice: string): Promise<void> {
    const { page, isOffline } = window;
    const newer = page.getByRole("button", { name: "See both texts" });
    const kept = page.getByRole("button", { name: "Compare it with the saved one" });
    const both = page.getByRole("heading", { name: "Text from the other window", exact: true });
    if (isOffline || !(await newer.or(kept).first().isVisible())) return;
    window.losesNextAnswer = false;
    if (!(await newer.isVisible())) {
      await kept.click();
      // What was typed here is saved first; if another window saved before it, there are newer words to compare.
      await newer.or(both).first().waitFor();
    }
    if (await newer.isVisible()) await newer.click();
    await both.waitFor();
    await page.waitForLoadState();
    const isOther = choice === "Keep the other text";
    const answer = page.getByRole(isOther ? "link" : "button", { name: choice });
    const chosen = page.locator("form[data-note]:not([data-note=stale])");
    // Once more where another window's save arrived in the meantime.
    for (let isChosen = false; !isChosen; isChosen = await chosen.isVisible()) {
      const text = await page.locator("form[data-note] textarea").inputValue();
      if (isOther) for (const word of wordsIn(text)) givenUp.add(word);
      const loaded = page.waitForEvent("load");
      await answer.click();
      await loaded;
    }
  }

  async function step(windows: Window[], random: Random): Promise<void> {
    const [window, other] = [random.pick(windows), random.pick(windows)];
    const what = random.next();
    await choose(window, random.pick(["Save my text instead", "Keep the other text", BOTH]));
    if (what < 0.5) return type(window, random);
    if (what < 0.75) return save(window);
    if (what < 0.85) return void (await Promise.all(other === window ? [] : [save(window), save(other)]));
    if (what < 0.92) {
      window.isOffline = !window.isOffline;
      return window.context.setOffline(window.isOffline);
    }
    window.losesNextAnswer = !window.isOffline;
  }

  /** Everybody's line is mended, and each window saves, or keeps both texts where it has to choose, until its text is stored. */
  async function finish(windows: Window[], id: string): Promise<void> {
    for (const window of windows) {
      await window.context.setOffline(false);
      Object.assign(window, { isOffline: false, losesNextAnswer: false });
    }
    for (const window of windows) {
      const isStored = async (): Promise<boolean> => {
        await save(window);
        await choose(window, BOTH);
        const stored = await storedWords(id);
        return [...wordsIn(await window.page.locator("form[data-note] textarea").inputValue())].every((word) =>
          stored.has(word),
        );
      };
      await until("a window's text to be stored", isStored, FINISH_MS);
    }
  }

  /** Every word of the note and of its earlier versions. */
  async function storedWords(id: string): Promise<Set<string>> {
    const { note, versions } = await findVersions(site.services, actorOf(ana, "counsellor"), id, "record");
    return wordsIn([note.text, ...versions.map(({ text }) => text)].join("\n"));
  }

  it(`find every word that was typed and not given up, in ${seeds} runs of ${each} steps from seed ${SEED}`, async () => {
    for (let seed = SEED; seed < SEED + seeds; seed += 1) {
      const random = new Random(seed);
      [typed, acknowledged, givenUp] = [0, new Set(), new Set()];
      const id = await makeSession(kim, ana);
      const windows = await Promise.all([1, 2, 3].map(() => open(`/appointments/${id}/note`)));
      for (let count = 0; count < each; count += 1) await step(windows, random);
      await finish(windows, id);
      const found = await storedWords(id);
      const all = Array.from({ length: typed }, (_, place) => `<${place + 1}>`);
      const promised = all.filter((word) => acknowledged.has(word) || !givenUp.has(word));
      expect(acknowledged.size, `seed ${seed}`).to.be.greaterThan(0);
      expect(
        promised.filter((word) => !found.has(word)),
        `seed ${seed}`,
      ).to.deep.equal([]);
      await site.closeAll();
    }
  }).timeout(TRIAL_MS);
});

const wordsIn = (text: string): Set<string> => new Set(text.match(WORD));
