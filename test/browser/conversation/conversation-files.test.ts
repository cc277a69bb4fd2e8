import { expect } from "chai";
import type { Page } from "playwright-core";
import { startConversationSite, type ConversationSite } from "../../support/conversation-site.js";

describe("Files in a conversation over a bad connection", () => {
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

  /** Sends the element an event that carries these files and this text, as pasting or dropping does; returns whether the page took it. */
  const bring = (page: Page, selector: string, name: "paste" | "drop" | "dragover", files: string[], text = "") =>
    page.locator(selector).evaluate(
      (element, event) => {
        const data = new DataTransfer();
        for (const file of event.files) data.items.add(new File(["%PDF-1.4"], file, { type: "application/pdf" }));
        if (event.text) data.setData("text/plain", event.text);
        const options = { bubbles: true, cancelable: true };
        return !element.dispatchEvent(
          event.name === "paste"
            ? new ClipboardEvent("paste", { ...options, clipboardData: data })
            : new DragEvent(event.name, { ...options, dataTransfer: data }),
        );
      },
      { name, files, text },
    );

  it("attaches a pasted or dropped file, keeps the typed text, and sends it on request", async () => {
    const page = await site.open(site.kim);
    await page.locator("#field-text").fill("Half a sentence");
    for (const [name, at, file] of [
      ["paste", "#field-text", "pasted.pdf"],
      ["drop", ".messages", "dropped.pdf"],
    ] as const) {
      expect(await bring(page, at, name, [file]), name).to.equal(true);
      await page.getByText(`“${file}” is ready to send.`).waitFor();
      await page.locator("[data-send-file][open] button:focus").press("Enter");
      await page.getByRole("link", { name: file }).waitFor();
      await page.locator("[data-send-file]:not([open])").waitFor({ state: "attached" });
    }
    expect(await page.locator("#field-text").inputValue()).to.equal("Half a sentence");
  }).timeout(150_000);

  it("pastes text as text, though a picture of it comes along", async () => {
    const page = await site.open(site.kim);
    expect(await bring(page, "#field-text", "paste", ["image.png"], "A table's cells")).to.equal(false);
    expect(await bring(page, "#field-text", "paste", [], "Only text")).to.equal(false);
    expect(await page.locator("[data-send-file][open]").count()).to.equal(0);
    expect(await bring(page, "#field-text", "paste", ["scan.pdf"], "scan.pdf"), "a file's own name").to.equal(true);
  }).timeout(150_000);

  it("leaves no page for a file that is dropped beside the conversation, and takes none where it is closed", async () => {
    const page = await site.open(site.kim);
    expect(await bring(page, "h1", "dragover", ["scan.pdf"])).to.equal(true);
    expect(await bring(page, "h1", "drop", ["scan.pdf"])).to.equal(true);
    expect(await bring(page, "h1", "drop", [], "Only text"), "text").to.equal(false);
    expect(await bring(page, "[type=file]", "drop", ["scan.pdf"]), "the field itself").to.equal(false);
    await page.locator("[data-send-file]").evaluate((details) => ((details as HTMLElement).hidden = true));
    expect(await bring(page, ".messages", "drop", ["scan.pdf"])).to.equal(true);
    expect(await page.locator("[data-send-file][open]").count()).to.equal(0);
  }).timeout(150_000);
});
