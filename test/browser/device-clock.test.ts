import { expect } from "chai";
import type { BrowserContext, Page, WebSocketRoute } from "playwright-core";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { MessageModel } from "../../src/conversations/message-model.js";
import { book } from "../support/booking.js";
import { startBrowserSite, type BrowserSite } from "../support/browser-site.js";
import { makeClient, makeCounsellor, type TestPerson } from "../support/people.js";

describe("A conversation on a device whose clock is set back", () => {
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
  beforeEach(async () => {
    await MessageModel.deleteMany({});
    await ConversationModel.updateMany({}, { $unset: { lastSeq: 1 } });
  });
  afterEach(() => site.closeAll());

  async function open(as: TestPerson, prepare?: (context: BrowserContext) => Promise<unknown>): Promise<Page> {
    const context = await site.newContext({ as });
    await prepare?.(context);
    const page = await context.newPage();
    await page.goto(path);
    await page.locator(".conversation-live").waitFor();
    return page;
  }
  const write = async (page: Page, text: string): Promise<void> => {
    await page.getByLabel("Message", { exact: true }).fill(text);
    await page.getByRole("button", { name: "Send", exact: true }).click();
  };

  it("goes on telling who is writing, and sends at once", async () => {
    const [client, counsellor] = [await open(kim, hasOwnClock), await open(ana)];
    const box = client.getByLabel("Message", { exact: true });
    const words = counsellor.getByText("Kim Weiss is writing…");
    await box.pressSequentially("One");
    await words.waitFor();
    await setBack(client);
    await words.waitFor({ state: "detached" });
    await box.pressSequentially(" and two");
    await words.waitFor();
    await box.press("Enter");
    await write(client, "Three");
    await client.getByText("Sent", { exact: true }).nth(1).waitFor();
  }).timeout(150_000);

  it("notices that its connection is dead", async () => {
    const sockets: WebSocketRoute[] = [];
    let isDead = false;
    const client = await open(kim, async (context) => {
      await hasOwnClock(context);
      await context.routeWebSocket(/./, (socket) => {
        const server = socket.connectToServer();
        if (sockets.push(socket) > 1) return;
        socket.onMessage((message) => isDead || server.send(message));
        server.onMessage((message) => isDead || socket.send(message));
      });
    });
    await write(client, "Before");
    await client.getByText("Sent", { exact: true }).waitFor();
    isDead = true;
    await setBack(client);
    await write(await open(ana), "Can you read this?");
    await client.getByText("Can you read this?").waitFor();
    expect(sockets).to.have.length(2);
  }).timeout(150_000);

  it("keeps the order of what was written before a reload and after it", async () => {
    let isCut = true;
    const client = await open(kim, async (context) => {
      await hasOwnClock(context);
      await context.routeWebSocket(/./, (socket) => (isCut ? void socket.close() : void socket.connectToServer()));
      await context.route("**/changes?*", (route) => (isCut ? route.abort() : route.continue()));
    });
    await write(client, "First");
    await client.waitForFunction(() => localStorage.length === 1);
    await setBack(client);
    await client.reload();
    await client.getByText("First", { exact: true }).waitFor();
    await write(client, "Second");
    await client.waitForFunction(() => localStorage.length === 2);
    isCut = false;
    await client.reload();
    await client.locator(".message[data-seq] .message-body").nth(1).waitFor();
    const texts = client.locator(".message .message-body");
    expect(await texts.allTextContents()).to.deep.equal(["First", "Second"]);
  }).timeout(150_000);
});

/** Lets the device's clock be set back by `setBack`, over a reload too. */
function hasOwnClock(context: BrowserContext): Promise<unknown> {
  return context.addInitScript(() => {
    const now = Date.now.bind(Date);
    Date.now = () => now() - Number(sessionStorage.getItem("set-back") ?? 0);
  });
}

function setBack(page: Page): Promise<void> {
  return page.evaluate(() => sessionStorage.setItem("set-back", String(3 * 3_600_000)));
}
