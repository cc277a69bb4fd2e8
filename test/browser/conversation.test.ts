import { expect } from "chai";
import type { Page } from "playwright-core";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { MessageModel } from "../../src/conversations/message-model.js";
import { book } from "../support/booking.js";
import { signInOn, startBrowserSite, type BrowserSite } from "../support/browser-site.js";
import { makeClient, makeCounsellor, type TestPerson } from "../support/people.js";

const PDF = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");

describe("A conversation in two browsers", () => {
  let site: BrowserSite;
  let kim: TestPerson;
  let ana: TestPerson;
  let path: string;

  before(async () => {
    site = await startBrowserSite();
    [kim, ana] = [await makeClient({ name: "Kim Weiss" }), await makeCounsellor({ name: "Ana Moreno" })];
    const inTwoDays = new Date(Date.now() + 48 * 3_600_000).toISOString().slice(0, 10);
    await book(site, kim, ana, `${inTwoDays}T10:00:00.000Z`);
    path = `/conversations/${String((await ConversationModel.findOne().orFail().lean())._id)}/messages`;
  });
  after(() => site.stop());
  beforeEach(() => MessageModel.deleteMany({}));

  async function open(person: TestPerson, options: { width?: number; blocked?: boolean } = {}): Promise<Page> {
    const context = await site.newContext(options);
    if (options.blocked) await context.routeWebSocket(/./, (socket) => socket.close());
    const page = await signInOn(context, person);
    await page.goto(path);
    return page;
  }
  const write = async (page: Page, text: string): Promise<void> => {
    await page.getByLabel("Message", { exact: true }).fill(text);
    await page.getByRole("button", { name: "Send", exact: true }).click();
  };

  it("shows sending, sent and seen, who is writing, and what waits, all without reloading", async () => {
    const client = await open(kim, { width: 360 });
    const counsellor = await signInOn(await site.newContext(), ana);
    await write(client, "Hello");
    await client.getByText("Sent", { exact: true }).waitFor();
    await counsellor.getByRole("link", { name: "Messages 1 unread" }).click();
    await write(client, "And see https://example.org/x");
    await counsellor.getByText("And see https://example.org/x").waitFor();
    await counsellor.getByRole("main").getByRole("link", { name: "Kim Weiss" }).click();
    await client.getByText("Seen", { exact: true }).nth(1).waitFor();
    await counsellor.getByRole("link", { name: "Messages", exact: true }).waitFor();
    await counsellor.getByLabel("Message", { exact: true }).pressSequentially("I ");
    await client.getByText("Ana Moreno is writing…").waitFor();
    await write(counsellor, "I see");
    await client.getByText("I see").waitFor();
    expect(await client.getByText("is writing").count()).to.equal(0);
    await client.getByRole("button", { name: "Withdraw" }).first().click();
    await counsellor.getByText("Withdrawn").waitFor();
    expect(await client.locator(".day-separator:visible").count()).to.equal(1);
  }).timeout(40_000);

  it("sends a file and keeps what is typed", async () => {
    const [client, counsellor] = [await open(kim), await open(ana)];
    await client.getByLabel("Message", { exact: true }).fill("Half a sentence");
    await client.getByText("Send a file").click();
    const form = client.locator("[data-send-file]");
    await form
      .getByLabel("File")
      .setInputFiles({ name: "bad.pdf", mimeType: "application/pdf", buffer: Buffer.from("x") });
    await form.getByRole("button", { name: "Send file" }).click();
    await form.getByText("PDF, PNG, JPEG or WebP file").waitFor();
    await form.getByLabel("File").setInputFiles({ name: "plan.pdf", mimeType: "application/pdf", buffer: PDF });
    await form.getByRole("button", { name: "Send file" }).click();
    await counsellor.getByRole("link", { name: "plan.pdf" }).waitFor();
    await client.getByRole("link", { name: "plan.pdf" }).waitFor();
    expect(await client.getByLabel("Message", { exact: true }).inputValue()).to.equal("Half a sentence");
  }).timeout(40_000);

  it("goes on by plain requests where sockets are blocked, in both directions", async () => {
    const client = await open(kim, { blocked: true });
    const counsellor = await open(ana);
    await write(client, "From behind a strict network");
    await counsellor.getByText("From behind a strict network").waitFor();
    await write(counsellor, "I can read you");
    await client.getByText("I can read you").waitFor();
    expect(await client.locator(".message[data-seq]").count()).to.equal(2);
    expect(await MessageModel.countDocuments()).to.equal(2);
  }).timeout(60_000);

  it("closes for writing before the eyes of the client", async () => {
    const [client, counsellor] = [await open(kim), await open(ana)];
    await client.getByLabel("Message", { exact: true }).fill("Not sent yet");
    await counsellor.getByRole("button", { name: "Close for writing" }).click();
    await client.getByText("Your counsellor has closed this conversation").waitFor();
    await counsellor.getByRole("button", { name: "Open for writing again" }).click();
    expect(await client.getByLabel("Message", { exact: true }).inputValue()).to.equal("Not sent yet");
  }).timeout(40_000);
});
