import { expect } from "chai";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { closeContexts, sharedBrowser } from "../../support/browser.js";
import { OwnProcess } from "../../support/own-process.js";
import { makePairs, signInTo } from "../../support/pairs.js";
import type { TestPerson } from "../../support/people.js";
import { TRIAL_MS, TRIALS } from "../../support/trials.js";

const QUEUED = TRIALS.queued;
const SOME = `[${Math.floor(QUEUED / 3)}]`;
const MORE = `[${Math.floor((QUEUED * 2) / 3)}]`;
/** Of a message, over starts of the server on a machine whose cores are all taken. */
const ARRIVES_WITHIN_MS = 120_000;

describe("A conversation on a page", () => {
  let folder: string;
  let browser: Browser;
  let server: OwnProcess;
  let url = "";
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "healspace-lossless-page-"));
    browser = await sharedBrowser();
  });
  after(async () => {
    await closeContexts(browser);
    await kill();
    await rm(folder, { recursive: true, force: true });
  });

  async function start(): Promise<void> {
    server = new OwnProcess({ PORT: url === "" ? "0" : new URL(url).port, DATA_DIR: folder });
    url = await server.answers();
  }
  async function kill(): Promise<void> {
    server.kill("SIGKILL");
    await server.exits();
  }
  async function open(person: TestPerson, at: string): Promise<Page> {
    const context = await browser.newContext();
    const cookies = (await signInTo(url, person)).split("; ").map((cookie) => cookie.split("="));
    await context.addCookies(cookies.map(([name = "", ...value]) => ({ name, value: value.join("="), url })));
    const page = await context.newPage();
    page.setDefaultTimeout(ARRIVES_WITHIN_MS);
    await page.goto(url + at);
    return page;
  }

  it(`sends ${QUEUED} messages written offline, in order and once, over a reload, a cut and a kill of the server`, async () => {
    const [pair] = await makePairs(folder, 1);
    await start();
    const at = `/conversations/${pair!.conversationId}/messages`;
    const [client, counsellor] = [await open(pair!.client, at), await open(pair!.counsellor, at)];
    await write(client, 0, 1);
    await counsellor.getByText("[0]", { exact: true }).waitFor();

    await kill();
    await write(client, 1, QUEUED - 1);
    await client.waitForFunction((count) => Object.keys(localStorage).length === count, QUEUED - 1);
    expect(await client.evaluate(() => JSON.stringify(localStorage))).to.not.contain("[1]");
    await client.reload().catch(() => undefined);
    await start();
    await client.goto(url + at);
    await write(client, QUEUED, 1);
    await counsellor.getByText(SOME, { exact: true }).waitFor();
    await kill();
    await start();
    await counsellor.getByText(MORE, { exact: true }).waitFor();
    await client.context().setOffline(true);
    await client.context().setOffline(false);

    const all = Array.from({ length: QUEUED + 1 }, (_, number) => `[${number}]`);
    for (const page of [counsellor, client]) {
      await page.locator(`.message[data-seq="${QUEUED + 1}"]`).waitFor();
      expect(await page.locator(".message .message-body").allTextContents()).to.deep.equal(all);
    }
    await client.waitForFunction(() => Object.keys(localStorage).length === 0);
  }).timeout(TRIAL_MS);
});

/** Writes that many messages, as fast as can be. */
function write(page: Page, from: number, count: number): Promise<void> {
  return page.evaluate(
    ({ first, end }) => {
      const form = document.querySelector<HTMLFormElement>("form.composer")!;
      for (let number = first; number < end; number += 1) {
        form.querySelector("textarea")!.value = `[${number}]`;
        form.requestSubmit();
      }
    },
    { first: from, end: from + count },
  );
}
