import { expect } from "chai";
import type { Page } from "playwright-core";
import { startConversationSite, type ConversationSite } from "../../support/conversation-site.js";

describe("Files in a conversation on a bad line", () => {
  let site: ConversationSite;
  before(async () => (site = await startConversationSite()));
  after(() => site.stop());
  beforeEach(() => site.forgetMessages());
  afterEach(() => site.closeAll());

  const choose = (page: Page, words: string): Promise<void> => {
    const buffer = Buffer.from(`%PDF-1.4\n%${words}\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`);
    return page.getByLabel("File").setInputFiles({ name: "scan.pdf", mimeType: "application/pdf", buffer });
  };
  const sendFile = (page: Page): Promise<void> => page.getByRole("button", { name: "Send file" }).click();

  it("are both there when the answer about the first was lost and the second has the same name", async () => {
    const page = await site.open(site.kim);
    await page.getByText("Send a file").click();
    await choose(page, "one");
    await page.route("**/files", async (route) => {
      await route.fetch();
      await route.abort();
    });
    await sendFile(page);
    await page.getByText("Not sent. The connection was lost. Please try again.").waitFor();
    await page.unroute("**/files");
    await sendFile(page);
    const links = page.getByRole("link", { name: "scan.pdf" });
    await page.locator("[data-send-file]:not([open])").waitFor();
    await links.first().waitFor();
    expect(await links.count(), "sent twice, stored once").to.equal(1);

    await page.getByText("Send a file").click();
    await choose(page, "two");
    await page.route("**/files", (route) => route.fetch().then(() => route.abort()));
    await sendFile(page);
    await page.getByText("Not sent. The connection was lost. Please try again.").waitFor();
    await page.unroute("**/files");
    await choose(page, "three");
    await sendFile(page);
    await links.nth(2).waitFor();
  }).timeout(150_000);

  it("may take longer than half a minute", async () => {
    const page = await site.open(site.kim, { prepare: (context) => context.clock.install() });
    await page.getByText("Send a file").click();
    await choose(page, "slow");
    await page.route("**/files", async (route) => {
      await page.clock.fastForward(60_000);
      await route.continue();
    });
    const before = await page.getByRole("link", { name: "scan.pdf" }).count();
    await sendFile(page);
    await page.getByRole("link", { name: "scan.pdf" }).nth(before).waitFor();
    await page.locator("[data-send-file]:not([open])").waitFor();
  }).timeout(150_000);
});
