import { expect } from "chai";
import type { Page } from "playwright-core";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { book } from "../support/booking.js";
import { startBrowserSite, type BrowserSite } from "../support/browser-site.js";
import { makeClient, makeCounsellor, type TestPerson } from "../support/people.js";

const DAY_MS = 86_400_000;

describe("Files in a conversation on a bad line", () => {
  let site: BrowserSite;
  let kim: TestPerson;
  let path: string;

  before(async () => {
    site = await startBrowserSite();
    kim = await makeClient();
    const day = new Date(Date.now() + 2 * DAY_MS).toISOString().slice(0, 10);
    await book(site, kim, await makeCounsellor(), `${day}T10:00:00.000Z`);
    path = `/conversations/${String((await ConversationModel.findOne().orFail().lean())._id)}`;
  });
  after(() => site.stop());
  afterEach(() => site.closeAll());

  const choose = (page: Page, words: string): Promise<void> => {
    const buffer = Buffer.from(`%PDF-1.4\n%${words}\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`);
    return page.getByLabel("File").setInputFiles({ name: "scan.pdf", mimeType: "application/pdf", buffer });
  };
  const sendFile = (page: Page): Promise<void> => page.getByRole("button", { name: "Send file" }).click();

  it("are both there when the answer about the first was lost and the second has the same name", async () => {
    const page = await (await site.newContext({ as: kim })).newPage();
    await page.goto(`${path}/messages`);
    await page.getByText("Send a file").click();
    await choose(page, "one");
    await page.route(`**${path}/files`, async (route) => {
      await route.fetch();
      await route.abort();
    });
    await sendFile(page);
    await page.getByText("Not sent. The connection is lost. Please try again.").waitFor();
    await page.unroute(`**${path}/files`);
    await sendFile(page);
    const links = page.getByRole("link", { name: "scan.pdf" });
    await page.locator("[data-send-file]:not([open])").waitFor();
    await links.first().waitFor();
    expect(await links.count(), "sent twice, stored once").to.equal(1);

    await page.getByText("Send a file").click();
    await choose(page, "two");
    await page.route(`**${path}/files`, (route) => route.fetch().then(() => route.abort()));
    await sendFile(page);
    await page.getByText("Not sent. The connection is lost. Please try again.").waitFor();
    await page.unroute(`**${path}/files`);
    await choose(page, "three");
    await sendFile(page);
    await links.nth(2).waitFor();
  }).timeout(150_000);

  it("may take longer than half a minute", async () => {
    const page = await (await site.newContext({ as: kim })).newPage();
    await page.clock.install();
    await page.goto(`${path}/messages`);
    await page.getByText("Send a file").click();
    await choose(page, "slow");
    await page.route(`**${path}/files`, async (route) => {
      await page.clock.fastForward(60_000);
      await route.continue();
    });
    const before = await page.getByRole("link", { name: "scan.pdf" }).count();
    await sendFile(page);
    await page.getByRole("link", { name: "scan.pdf" }).nth(before).waitFor();
    await page.locator("[data-send-file]:not([open])").waitFor();
  }).timeout(150_000);
});
